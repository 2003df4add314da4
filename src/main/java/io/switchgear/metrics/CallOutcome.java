package io.switchgear.metrics;

import java.util.Locale;

/** The category of a call's outcome in the statistics. */
enum CallOutcome {
  SUCCESS,
  /** The tool failed. */
  ERROR,
  /** The tool did not end before its deadline. */
  TIMEOUT,
  /** The breaker, the bulkhead or a rate limit rejected the call. */
  REJECTED,
  /** The arguments are invalid or out of scope; the tool did not run. */
  INVALID,
  /** The caller, an operator or the server's shutdown cancelled the call. */
  CANCELLED;

  /** The category of an error type's wire name. */
  static CallOutcome of(String errorType) {
    return switch (errorType) {
      case "none" -> SUCCESS;
      case "timeout" -> TIMEOUT;
      case "circuit_breaker_open", "bulkhead_full", "rate_limited" -> REJECTED;
      case "validation_error", "out_of_scope" -> INVALID;
      case "cancelled" -> CANCELLED;
      default -> ERROR;
    };
  }

  /** Whether the tool ran to a result, so that the call counts in rates and durations. */
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
