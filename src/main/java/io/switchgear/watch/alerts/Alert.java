package io.switchgear.watch.alerts;

import io.switchgear.config.AlertRule;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * An alert on a tool's metrics, firing or resolved.
 *
 * @param rule as it was when the alert fired or was resolved
 * @param firing false: resolved
 * @param value at the last look while it fires, otherwise when it was resolved; empty without calls
 * @param since when it began to fire, or was resolved
 */
public record Alert(
    AlertRule rule,
    String tool,
    boolean firing,
    OptionalDouble value,
    Instant since,
    String message) {

  /** The limit that the value has passed. */
  public double threshold() {
    return firing ? rule.above() : rule.below();
  }
}
