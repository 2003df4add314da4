package io.switchgear.breaker;

import java.time.Duration;

/** What a breaker decides about a call. */
public sealed interface Admission {

  /**
   * @param breaker after the permit was given
   */
  record Admitted(Breaker breaker, Permit permit) implements Admission {}

  /**
   * @param retryAfter when another try makes sense; positive
   */
  record Refused(Duration retryAfter) implements Admission {}
}
