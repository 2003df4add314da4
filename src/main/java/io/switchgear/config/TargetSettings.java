package io.switchgear.config;

import io.switchgear.breaker.BreakerPolicy;
import java.time.Duration;
import java.util.Objects;

/**
 * The breakers of targets.
 *
 * @param enabled whether there are any
 * @param per what one breaker belongs to
 * @param failureThreshold silent calls in a row that open one, 1 to 10,000
 * @param recoveryTimeout how long it stays open the first time, 1 ms to 1 d
 * @param sweep addresses in one call, 1 to 256; a call with more searches for hosts, so silence is
 *     a valid answer
 * @param maxKept breakers at once, 1 to 1,000,000; a target that answers has none
 * @param idle after which an unused breaker is removed; 1 s to 7 d
 */
public record TargetSettings(
    boolean enabled,
    Per per,
    int failureThreshold,
    Duration recoveryTimeout,
    int sweep,
    int maxKept,
    Duration idle) {

  /** What a breaker belongs to. */
  public enum Per {
    ADDRESS,
    /** A /24 of IPv4 or a /64 of IPv6. */
    NETWORK
  }

  public TargetSettings {
    Objects.requireNonNull(per);
    new Check()
        .range("failureThreshold", failureThreshold, 1, 10_000)
        .range("recoveryTimeout", recoveryTimeout, Duration.ofMillis(1), Duration.ofDays(1))
        .range("sweep", sweep, 1, 256)
        .range("maxKept", maxKept, 1, 1_000_000)
        .range("idle", idle, Duration.ofSeconds(1), Duration.ofDays(7))
        .done();
  }

  /** When a breaker opens and how it recovers; the defaults of the library for all other values. */
  public BreakerPolicy policy() {
    BreakerPolicy base = BreakerPolicy.DEFAULT;
    Duration longest = base.maxRecoveryTimeout();
    return base.withFailureThreshold(failureThreshold)
        .withRecovery(
            recoveryTimeout,
            base.multiplier(),
            longest.compareTo(recoveryTimeout) < 0 ? recoveryTimeout : longest);
  }
}
