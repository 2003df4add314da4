package io.switchgear.calls.step;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Optional;

/**
 * Tools with steps in front of them. The chain of steps is built once, so that an ordinary call
 * allocates nothing for it.
 */
public final class SteppedTools implements ToolCatalog {

  private final List<CallStep> steps;
  private final ToolCatalog tools;
  private final Next first;

  private SteppedTools(List<CallStep> steps, ToolCatalog tools) {
    this.steps = List.copyOf(steps);
    this.tools = tools;
    this.first = chain(new End(tools));
  }

  /**
   * @param steps from top to bottom
   * @param tools which the steps lead to
   */
  public static SteppedTools of(List<CallStep> steps, ToolCatalog tools) {
    return new SteppedTools(steps, tools);
  }

  private Next chain(Next end) {
    Next next = end;
    for (CallStep step : steps.reversed()) {
      next = new Link(step, next);
    }
    return next;
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

  /** Builds a chain of its own, because its end has the plan. */
  @Override
  public ToolRun resume(ToolPlan plan, Progress progress) {
    return chain(new ResumedEnd(tools, plan)).call(plan.call(), progress);
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

  private record ResumedEnd(ToolCatalog tools, ToolPlan plan) implements Next {
    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      return tools.resume(plan.forCall(call), progress);
    }

    @Override
    public void turnedAway(ToolCall call, ToolOutcome refusal) {
      tools.turnedAway(call, refusal);
    }
  }
}
