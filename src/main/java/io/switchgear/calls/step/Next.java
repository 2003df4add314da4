package io.switchgear.calls.step;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;

/** The rest of the call path, as a step sees it. Safe for use by many threads. */
public interface Next {

  /**
   * Passes the call to the next step. Returns at once.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  ToolRun call(ToolCall call, Progress progress);

  /** Tells the rest of the path that the call was refused before it. */
  void turnedAway(ToolCall call, ToolOutcome refusal);

  /** Answers the call with a refusal, and tells the rest of the path. */
  default ToolRun refuse(ToolCall call, ToolOutcome refusal) {
    turnedAway(call, refusal);
    return ToolRun.completed(refusal);
  }
}
