package io.switchgear.supervisor;

import io.switchgear.breaker.Permit;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;

/** A call that was started and not yet answered. */
sealed interface StartedCall {

  CallTool request();

  /**
   * It runs, and holds a permit that must be settled.
   *
   * @param startedAt on the monotonic clock
   */
  record Running(CallTool request, ToolRun run, Permit permit, long startedAt)
      implements StartedCall {
    Stopping stopping(StopReason reason) {
      return new Stopping(request, reason);
    }
  }

  /** It was asked to stop; its permit is settled, its answer waits for what the run had found. */
  record Stopping(CallTool request, StopReason reason) implements StartedCall {}
}
