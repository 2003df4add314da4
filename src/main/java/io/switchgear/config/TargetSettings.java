package io.switchgear.config;

import io.switchgear.breaker.BreakerPolicy;
import java.time.Duration;
import java.util.Objects;

/**
 * The breakers of targets.
 *
 * @param enabled whether there are any
 * @param per whom one belongs to
 * @param policy when one opens and how it recovers
 * @param sweep addresses in one call, 1 to 256; a call with more looks for who is there, so that
 *     silence is an answer
 * @param maxKept breakers at once, 1 to 1,000,000; those of targets that answer take no room
 * @param idle after which one that nobody asked for is forgotten; 1 s to 7 d
 */
public record TargetSettings(
    boolean enabled, Per per, BreakerPolicy policy, int sweep, int maxKept, Duration idle) {

  /** Whom a breaker belongs to. */
  public enum Per {
    ADDRESS,
    /** A /24 of IPv4 or a /64 of IPv6. */
    NETWORK
  }

  public TargetSettings {
    Objects.requireNonNull(per);
    Objects.requireNonNull(policy);
    new Check("switchgear.targets")
        .range("sweep", sweep, 1, 256)
        .range("max-kept", maxKept, 1, 1_000_000)
        .range("idle", idle, Duration.ofSeconds(1), Duration.ofDays(7))
        .done();
  }
}
