package io.switchgear.breaker;

import java.time.Duration;
import java.util.Objects;

/**
 * Why a call was not run.
 *
 * @param breaker name of the breaker that rejected the call
 * @param message one sentence for people, without advice
 * @param retryAfter when another try makes sense; positive
 */
public record Rejection(Kind kind, String breaker, String message, Duration retryAfter) {

  /** Which rule rejected the call. */
  public enum Kind {
    /** The breaker is open, or it is half open and its probes are under way. */
    CIRCUIT_OPEN,
    /** As many calls as allowed are running and waiting. */
    BULKHEAD_FULL,
    /** The breaker was shut down. */
    SHUTTING_DOWN,
    /** Another call with this id has not ended. */
    CALL_ID_IN_USE
  }

  public Rejection {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(breaker);
    Objects.requireNonNull(message);
    Objects.requireNonNull(retryAfter);
  }
}
