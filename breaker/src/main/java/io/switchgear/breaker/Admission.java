package io.switchgear.breaker;

import java.time.Duration;

/** What a breaker decides about a call. */
public sealed interface Admission {

  /**
   * @param breaker as it is with the permit out
   */
  record Admitted(Breaker breaker, Permit permit) implements Admission {}

  /**
   * @param retryAfter when asking again makes sense; positive
   */
  record Refused(Duration retryAfter) implements Admission {}
}
