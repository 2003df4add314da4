package io.switchgear.tool;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A tool that does as another tool, except for the methods that a subclass overrides. */
public abstract class ToolWrapper implements Tool {

  /** The tool that does the work; asked at each call, because it may be replaced. */
  protected abstract Tool inner();

  @Override
  public ToolDescriptor descriptor() {
    return inner().descriptor();
  }

  @Override
  public Availability availability() {
    return inner().availability();
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return inner().check(call);
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return inner().plan(call);
  }

  @Override
  public CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return inner().planJob(call, maxHosts);
  }

  @Override
  public Optional<ToolOutcome> noJob() {
    return inner().noJob();
  }

  @Override
  public Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return inner().checkJob(call, maxHosts);
  }

  @Override
  public ToolPlan limited(ToolPlan plan, int packetsPerSecond) {
    return inner().limited(plan, packetsPerSecond);
  }

  @Override
  public CompletionStage<Planning> recheck(ToolPlan plan) {
    return inner().recheck(plan);
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return inner().run(plan, deadline, progress);
  }

  @Override
  public boolean isPrompt() {
    return inner().isPrompt();
  }

  @Override
  public Optional<ToolPlan> selfTest() {
    return inner().selfTest();
  }

  @Override
  public Verdict verdict(ToolOutcome outcome) {
    return inner().verdict(outcome);
  }
}
