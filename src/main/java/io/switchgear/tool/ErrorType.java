package io.switchgear.tool;

import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import java.util.Locale;
import java.util.Optional;

/** The stable error names for clients and metrics. */
public enum ErrorType {
  TIMEOUT,
  NOT_FOUND,
  VALIDATION_ERROR,
  OUT_OF_SCOPE,
  EXECUTION_ERROR,
  RESOURCE_EXHAUSTED,
  CIRCUIT_BREAKER_OPEN,
  BULKHEAD_FULL,
  RATE_LIMITED,
  CANCELLED,
  NODE_LOST,
  UNKNOWN;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name on the wire and in metric labels. */
  public String wire() {
    return wire;
  }

  /** The name for an outcome; empty for a success. */
  public static Optional<ErrorType> of(ToolOutcome outcome) {
    return switch (outcome) {
      case Success ignored -> Optional.empty();
      case TimedOut ignored -> Optional.of(TIMEOUT);
      case Failed failed ->
          Optional.of(
              switch (failed.fault()) {
                case NOT_INSTALLED -> NOT_FOUND;
                case RESOURCE_EXHAUSTED -> RESOURCE_EXHAUSTED;
                case NODE_LOST -> NODE_LOST;
                case CRASHED,
                    SPAWN_FAILED,
                    OUTPUT_UNREADABLE,
                    EXECUTION_FAILED,
                    TARGET_UNREACHABLE,
                    LOCAL_NETWORK ->
                    EXECUTION_ERROR;
              });
      case Rejected rejected ->
          Optional.of(
              switch (rejected.refusal()) {
                case CIRCUIT_OPEN -> CIRCUIT_BREAKER_OPEN;
                case BULKHEAD_FULL -> BULKHEAD_FULL;
                case RATE_LIMITED -> RATE_LIMITED;
                case UNRECORDED -> RESOURCE_EXHAUSTED;
                case NO_WORKER -> NODE_LOST;
                case SHUTTING_DOWN -> CANCELLED;
              });
      case Cancelled ignored -> Optional.of(CANCELLED);
      case InvalidInput ignored -> Optional.of(VALIDATION_ERROR);
      case OutOfScope ignored -> Optional.of(OUT_OF_SCOPE);
    };
  }
}
