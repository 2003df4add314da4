package io.switchgear.calls.step;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;

/**
 * One step of the call path. It never blocks; many threads use it at the same time.
 *
 * <p>A step that refuses a call returns {@link Next#refuse}, so that the steps below and the
 * supervisor count the call although they never run it.
 */
public interface CallStep {

  /** Passes every call on. */
  CallStep NONE = (call, progress, next) -> next.call(call, progress);

  /**
   * Passes the call to the next step, or answers it without. Returns at once.
   *
   * @param progress of the caller; a step may pass another one down
   */
  ToolRun around(ToolCall call, Progress progress, Next next);

  /** A step above, or the front, refused the call, so this step will not get it. */
  default void turnedAway(ToolCall call, ToolOutcome refusal) {}
}
