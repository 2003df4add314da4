package io.switchgear.calls.running;

import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.util.Optional;

/** Observes running calls. Its methods are called on any thread and must return at once. */
public interface CallListener {

  /** The call was not refused at once. */
  void onCallStarted(ToolCall call);

  /** The call reported progress; at most four times a second for each call. */
  void onCallProgress(RunningCall call);

  /**
   * The call has ended.
   *
   * @param outcome as the caller gets it; empty if a bug ended the call
   * @param order of the operator that cancelled it, if one did
   */
  void onCallEnded(
      ToolCall call,
      Optional<ToolOutcome> outcome,
      Duration duration,
      Optional<CallCancellation> order);
}
