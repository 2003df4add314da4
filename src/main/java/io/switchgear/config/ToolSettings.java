package io.switchgear.config;

import io.switchgear.breaker.ProtectionPolicy;
import java.time.Duration;

/**
 * What every tool has.
 *
 * @param enabled whether it is offered at all
 * @param share whether identical calls may share a run
 * @param retry whether a call that crashed is tried once more
 * @param maxAnswer longest answer, in bytes of its text and of its structure each
 * @param fallback what is done instead when it cannot answer
 * @param protection its deadline, its breaker and its bulkhead
 */
public record ToolSettings(
    boolean enabled,
    boolean share,
    boolean retry,
    int maxAnswer,
    FallbackSettings fallback,
    ProtectionPolicy protection) {

  public static final int LEAST_ANSWER = 8_000;
  public static final int MOST_ANSWER = 16 << 20;

  public ToolSettings {
    Duration callTimeout = protection.callTimeout();
    if (callTimeout.compareTo(Duration.ofMillis(1)) < 0
        || callTimeout.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException(
          "call-timeout is " + Check.shown(callTimeout) + ": allowed is 1ms to 7d");
    }
    if (maxAnswer < LEAST_ANSWER || maxAnswer > MOST_ANSWER) {
      throw new IllegalArgumentException(
          "max-answer is " + maxAnswer + " bytes: allowed is 8 kB to 16 MiB");
    }
  }
}
