package io.switchgear.calls;

import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A tool that a reload replaces with the same tool under other settings. The new tool also runs
 * plans of the old tool, under its own rules.
 */
final class ReloadableTool implements Tool {

  private volatile Tool tool;

  ReloadableTool(Tool tool) {
    this.tool = tool;
  }

  /** Replaces the tool for later calls. */
  void become(Tool other) {
    tool = other;
  }

  @Override
  public ToolDescriptor descriptor() {
    return tool.descriptor();
  }

  @Override
  public Availability availability() {
    return tool.availability();
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return tool.check(call);
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return tool.plan(call);
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return tool.run(plan, deadline, progress);
  }

  @Override
  public boolean isPrompt() {
    return tool.isPrompt();
  }

  @Override
  public CompletionStage<Planning> recheck(ToolPlan plan) {
    return tool.recheck(plan);
  }

  @Override
  public Optional<ToolPlan> selfTest() {
    return tool.selfTest();
  }

  @Override
  public Verdict verdict(ToolOutcome outcome) {
    return tool.verdict(outcome);
  }
}
