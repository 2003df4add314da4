package io.switchgear.breaker;

import java.time.Instant;
import java.util.Objects;

/**
 * A call that counted as a failure.
 *
 * @param kind as in {@link BreakerStats#failureReasons}
 * @param message at most {@value #MAX_MESSAGE} characters; longer ones are cut
 */
public record CallError(Instant at, String callId, String kind, String message) {

  static final int MAX_MESSAGE = 2_000;

  public CallError {
    Objects.requireNonNull(at);
    Objects.requireNonNull(callId);
    Objects.requireNonNull(kind);
    message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
