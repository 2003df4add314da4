package io.switchgear.breaker;

import java.time.Duration;
import java.util.Objects;

/**
 * All policies of one breaker.
 *
 * @param callTimeout from the arrival of a call to its end, waiting included; 1 ms to 7 days
 * @param bulkhead how many at once
 */
public record ProtectionPolicy(
    Duration callTimeout, BreakerPolicy breaker, BulkheadPolicy bulkhead) {

  public static final ProtectionPolicy DEFAULT =
      new ProtectionPolicy(Duration.ofSeconds(30), BreakerPolicy.DEFAULT, BulkheadPolicy.DEFAULT);

  /**
   * @throws PolicyException if the call timeout is out of its range
   */
  public ProtectionPolicy {
    Require.range("callTimeout", callTimeout, Duration.ofMillis(1), Duration.ofDays(7));
    Objects.requireNonNull(breaker);
    Objects.requireNonNull(bulkhead);
  }

  /** With another call timeout; 1 ms to 7 days. */
  public ProtectionPolicy withCallTimeout(Duration other) {
    return new ProtectionPolicy(other, breaker, bulkhead);
  }

  public ProtectionPolicy with(BulkheadPolicy other) {
    return new ProtectionPolicy(callTimeout, breaker, other);
  }

  public ProtectionPolicy with(BreakerPolicy other) {
    return new ProtectionPolicy(callTimeout, other, bulkhead);
  }
}
