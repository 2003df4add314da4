package io.switchgear.supervisor;

import io.switchgear.breaker.supervision.GuardedRun;
import io.switchgear.breaker.supervision.GuardedWork;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.TraceContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Runs a plan for a supervisor. The log lines of the start have the keys of the call. */
record ToolWork(
    Tool tool, ToolPlan plan, String callId, Optional<TraceContext> trace, Progress progress)
    implements GuardedWork<ToolOutcome> {

  /** Runs a tool's self-test, which belongs to no call. */
  static ToolWork selfTest(Tool tool, ToolPlan plan) {
    return new ToolWork(tool, plan, "canary", Optional.empty(), Progress.NONE);
  }

  @Override
  @SuppressWarnings("try") // the log keys are held, not used
  public GuardedRun<ToolOutcome> start(long deadline) {
    try (LogKeys.Held keys = LogKeys.of(tool.descriptor().name(), callId, trace)) {
      return new Running(tool.run(plan, new Deadline(deadline), progress));
    }
  }

  @Override
  public boolean isPrompt() {
    return tool.isPrompt();
  }

  private record Running(ToolRun run) implements GuardedRun<ToolOutcome> {

    @Override
    public CompletionStage<ToolOutcome> outcome() {
      return run.outcome();
    }

    @Override
    public void stop(StopReason reason) {
      run.stop(
          switch (reason) {
            case DEADLINE -> ToolRun.StopReason.DEADLINE;
            case CANCELLED -> ToolRun.StopReason.CANCELLED;
            case SHUTDOWN -> ToolRun.StopReason.SHUTDOWN;
          });
    }
  }
}
