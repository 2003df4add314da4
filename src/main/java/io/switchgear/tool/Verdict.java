package io.switchgear.tool;

import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;

/** How an outcome counts for the breaker of its tool. */
public enum Verdict {
  SUCCESS,
  /** Counts as a failure of the tool. */
  FAILURE,
  /** Says nothing about the tool, because its caller or its target is the cause. */
  IGNORED;

  /** The default classification. */
  public static Verdict of(ToolOutcome outcome) {
    return switch (outcome) {
      case Success ignored -> SUCCESS;
      case TimedOut late -> late.partial().reach().isSilence() ? IGNORED : FAILURE;
      case Failed failed ->
          switch (failed.fault()) {
            case CRASHED,
                SPAWN_FAILED,
                NOT_INSTALLED,
                OUTPUT_UNREADABLE,
                RESOURCE_EXHAUSTED,
                EXECUTION_FAILED ->
                FAILURE;
            case TARGET_UNREACHABLE, LOCAL_NETWORK, NODE_LOST -> IGNORED;
          };
      case Rejected ignored -> IGNORED;
      case Cancelled ignored -> IGNORED;
      case InvalidInput ignored -> IGNORED;
      case OutOfScope ignored -> IGNORED;
    };
  }
}
