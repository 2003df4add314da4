package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A breaker went from one state to another.
 *
 * @param reason by its {@link io.switchgear.breaker.Reason#wire wire name}
 * @param metadata more about it, by snake_case names: numbers and text
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

  static Transition of(String name, Breaker from, Breaker to, Clocks clocks) {
    return new Transition(
        name,
        clocks.wall().instant(),
        from.state(),
        to.state(),
        to.reason().wire(),
        metadata(from, to, clocks.nanos()));
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
              order.expiry().ifPresent(end -> metadata.put("expires", end.shown().toString()));
            });
    return metadata;
  }
}
