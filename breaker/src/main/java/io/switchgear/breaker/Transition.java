package io.switchgear.breaker;

import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A breaker's transition. The two states are the same where an operator's order replaces another.
 *
 * @param reason {@link Reason#wire}
 * @param metadata numbers and text by snake_case names
 */
public record Transition(
    String breaker,
    Instant at,
    BreakerState from,
    BreakerState to,
    String reason,
    Map<String, Object> metadata) {

  public Transition {
    metadata = Map.copyOf(metadata);
  }

  /**
   * @param at when, on the wall clock
   * @param now the same moment on the monotonic clock, in nanoseconds
   */
  public static Transition of(String name, Breaker from, Breaker to, Instant at, long now) {
    return new Transition(
        name, at, from.state(), to.state(), to.reason().wire(), metadata(from, to, now));
  }

  private static Map<String, Object> metadata(Breaker from, Breaker to, long now) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("epoch", to.epoch());
    if (to.phase() instanceof Open open) {
      metadata.put("open_seconds", (open.until() - now) / 1e9);
      metadata.put("reopens", open.reopens());
    }
    if (from.phase() instanceof HalfOpen half) {
      metadata.put("probes_succeeded", half.successes());
    }
    to.reason()
        .order()
        .ifPresent(
            order -> {
              metadata.put("operator", order.operator());
              metadata.put("operator_reason", order.reason());
              order.expires().ifPresent(end -> metadata.put("expires", end.toString()));
            });
    return metadata;
  }
}
