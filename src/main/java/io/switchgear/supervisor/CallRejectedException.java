package io.switchgear.supervisor;

import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import java.time.Duration;

/** A call was not let in by a {@link CircuitBreaker}, and has not run. */
public final class CallRejectedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final String breaker;
  private final Duration retryAfter;

  /** Without a stack trace: it says nothing about the caller's fault, and there may be many. */
  CallRejectedException(Rejected rejected) {
    super(rejected.message(), null, false, false);
    this.refusal = rejected.refusal();
    this.breaker = rejected.by();
    this.retryAfter = rejected.retryAfter();
  }

  public Refusal refusal() {
    return refusal;
  }

  /** Name of the breaker. */
  public String breaker() {
    return breaker;
  }

  /** When asking again makes sense; positive. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
