package io.switchgear.breaker.stage;

import io.switchgear.breaker.DurationText;
import io.switchgear.breaker.Rejection;
import java.time.Duration;

/** A call was rejected by a {@link CircuitBreaker} and was not run. */
public final class CallRejectedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Rejection.Kind kind;
  private final String breaker;
  private final Duration retryAfter;
  private final String reason;

  /** Has no stack trace: the calling code is not the cause, and rejections may be many. */
  CallRejectedException(Rejection rejection) {
    super(null, null, false, false);
    this.kind = rejection.kind();
    this.breaker = rejection.breaker();
    this.retryAfter = rejection.retryAfter();
    this.reason = rejection.message();
  }

  /** Why, and when to try again. */
  @Override
  public String getMessage() {
    return kind == Rejection.Kind.SHUTTING_DOWN
        ? reason
        : reason + " Try again in " + DurationText.of(retryAfter) + ".";
  }

  /** Which rule rejected the call. */
  public Rejection.Kind kind() {
    return kind;
  }

  /** The name of the breaker. */
  public String breaker() {
    return breaker;
  }

  /** When another try makes sense; positive. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
