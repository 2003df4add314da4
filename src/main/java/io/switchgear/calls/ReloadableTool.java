package io.switchgear.calls;

import io.switchgear.tool.Availability;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A tool that a reload replaces with the same tool under other settings. A call keeps the tool that
 * planned it.
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
  public CompletionStage<Plan> plan(ToolCall call) {
    return tool.plan(call);
  }

  @Override
  public Optional<Work> selfTest() {
    return tool.selfTest();
  }

  @Override
  public Verdict verdict(ToolOutcome outcome) {
    return tool.verdict(outcome);
  }
}
