package io.switchgear.metrics;

import java.util.Locale;

/** How a call ended, as statistics see it. */
enum Ending {
  SUCCESS,
  /** The tool failed. */
  ERROR,
  /** The tool did not end before its deadline. */
  TIMEOUT,
  /** It was turned away: by the breaker, the bulkhead or a limit. */
  REJECTED,
  /** Its arguments are wrong or out of scope; the tool never saw it. */
  INVALID,
  /** Its caller, or the end of the server, ended it. */
  CANCELLED;

  /** Of an error type as it stands in metric labels. */
  static Ending of(String errorType) {
    return switch (errorType) {
      case "none" -> SUCCESS;
      case "timeout" -> TIMEOUT;
      case "circuit_breaker_open", "bulkhead_full", "rate_limited" -> REJECTED;
      case "validation_error", "out_of_scope" -> INVALID;
      case "cancelled" -> CANCELLED;
      default -> ERROR;
    };
  }

  /** Whether it says something about the tool, and so takes part in rates and durations. */
  boolean ran() {
    return switch (this) {
      case SUCCESS, ERROR, TIMEOUT -> true;
      case REJECTED, INVALID, CANCELLED -> false;
    };
  }

  boolean failed() {
    return switch (this) {
      case ERROR, TIMEOUT -> true;
      case SUCCESS, REJECTED, INVALID, CANCELLED -> false;
    };
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
