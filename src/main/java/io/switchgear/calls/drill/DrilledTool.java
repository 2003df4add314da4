package io.switchgear.calls.drill;

import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A tool whose calls meet the drill that is on when they start. It stands between the tool and its
 * supervisor, so that breaker, metrics and fallbacks take the fault for a real one; the plan is the
 * tool's own, so that wrong arguments stay wrong arguments.
 */
final class DrilledTool implements Tool {

  private static final int SHOWN = 700;

  private final Tool tool;
  private final Drills drills;

  DrilledTool(Tool tool, Drills drills) {
    this.tool = tool;
    this.drills = drills;
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
  public Verdict verdict(ToolOutcome outcome) {
    return tool.verdict(outcome);
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
  public boolean isPrompt() {
    return tool.isPrompt();
  }

  /** Its run meets the drill too: a recovery must find the fault where callers would. */
  @Override
  public Optional<ToolPlan> selfTest() {
    return tool.selfTest();
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    Optional<Drill> drill = drills.take(descriptor().name());
    if (drill.isEmpty()) {
      return tool.run(plan, deadline, progress);
    }
    Drill played = drill.get();
    return switch (played.fault()) {
      case FAIL -> ToolRun.completed(new Failed(ToolOutcome.Fault.CRASHED, said(played, "failed")));
      case HANG -> new HeldRun(deadline, said(played, "hung"));
      case SLOW ->
          new HeldRun(
              deadline,
              said(played, "was slow"),
              () -> tool.run(plan, deadline, progress),
              played.delay());
    };
  }

  private static String said(Drill drill, String how) {
    return UntrustedText.line(
        "The call %s because of a drill on '%s', which %s set: %s. Nothing is broken; ask again when the drill is over."
            .formatted(how, drill.tool(), drill.operator(), drill.reason()),
        SHOWN);
  }
}
