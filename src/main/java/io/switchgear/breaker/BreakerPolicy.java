package io.switchgear.breaker;

import java.time.Duration;

/**
 * When a breaker opens and how it recovers.
 *
 * @param failureThreshold consecutive counted failures that open it; at least 1
 * @param recoveryTimeout how long it stays open the first time; positive
 * @param multiplier growth of that time with each opening that follows a failed recovery; 1 or more
 * @param maxRecoveryTimeout bound of that growth; not below {@code recoveryTimeout}
 * @param jitter part of the open time, from 0 to 1 exclusive, by which it is lengthened or
 *     shortened at random, once per opening
 * @param successThreshold successful probes that close it; at least 1
 * @param halfOpenPermits probes under way at once; at least 1
 */
public record BreakerPolicy(
    int failureThreshold,
    Duration recoveryTimeout,
    double multiplier,
    Duration maxRecoveryTimeout,
    double jitter,
    int successThreshold,
    int halfOpenPermits) {

  public static final BreakerPolicy DEFAULT =
      new BreakerPolicy(5, Duration.ofSeconds(60), 1.5, Duration.ofSeconds(300), 0.1, 1, 1);
}
