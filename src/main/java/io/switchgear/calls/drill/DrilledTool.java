package io.switchgear.calls.drill;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolWrapper;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;

/**
 * Injects the active drill's fault into the calls of a tool. It sits between the tool and its
 * supervisor, so breaker, metrics and fallbacks treat the fault as a real one. Planning stays with
 * the tool, so invalid arguments are still reported as such.
 */
final class DrilledTool extends ToolWrapper {

  private static final int SHOWN = 700;

  private final Tool tool;
  private final Drills drills;

  DrilledTool(Tool tool, Drills drills) {
    this.tool = tool;
    this.drills = drills;
  }

  /**
   * The self-test also meets the drill, because the recovery must see the same fault as callers.
   */
  @Override
  protected Tool inner() {
    return tool;
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    Optional<Drill> drill = drills.take(descriptor().name());
    if (drill.isEmpty()) {
      return tool.run(plan, deadline, progress);
    }
    Drill active = drill.get();
    return switch (active.fault()) {
      case FAIL ->
          ToolRun.completed(new Failed(ToolOutcome.Fault.CRASHED, message(active, "failed")));
      case HANG -> new HeldRun(deadline, message(active, "hung"));
      case SLOW ->
          new HeldRun(
              deadline,
              message(active, "was slow"),
              () -> tool.run(plan, deadline, progress),
              active.delay());
    };
  }

  private static String message(Drill drill, String how) {
    return UntrustedText.line(
        "The call %s because of a drill on '%s', which %s set: %s. The tool is not broken; try again when the drill is over."
            .formatted(how, drill.tool(), drill.operator(), drill.reason()),
        SHOWN);
  }
}
