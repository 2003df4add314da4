package io.switchgear.calls.step;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Optional;

/**
 * Tools with steps in front of them. The chain of steps is built once, so that a call allocates
 * nothing for it.
 */
public final class SteppedTools implements ToolCatalog {

  private final ToolCatalog tools;
  private final Next first;

  private SteppedTools(ToolCatalog tools, Next first) {
    this.tools = tools;
    this.first = first;
  }

  /**
   * @param steps from top to bottom
   * @param tools which the steps lead to
   */
  public static SteppedTools of(List<CallStep> steps, ToolCatalog tools) {
    Next next = new End(tools);
    for (CallStep step : steps.reversed()) {
      next = new Link(step, next);
    }
    return new SteppedTools(tools, next);
  }

  /** One step in front of tools. */
  public static SteppedTools of(CallStep step, ToolCatalog tools) {
    return of(List.of(step), tools);
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return tools.descriptors();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return tools.find(name);
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return first.call(call, progress);
  }

  @Override
  public void turnedAway(ToolCall call, ToolOutcome refusal) {
    first.turnedAway(call, refusal);
  }

  private record Link(CallStep step, Next next) implements Next {
    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      return step.around(call, progress, next);
    }

    @Override
    public void turnedAway(ToolCall call, ToolOutcome refusal) {
      step.turnedAway(call, refusal);
      next.turnedAway(call, refusal);
    }
  }

  private record End(ToolCatalog tools) implements Next {
    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      return tools.call(call, progress);
    }

    @Override
    public void turnedAway(ToolCall call, ToolOutcome refusal) {
      tools.turnedAway(call, refusal);
    }
  }
}
