package io.switchgear.watch.alerts;

import io.switchgear.config.AlertRule;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * An alert on a tool's metrics, firing or resolved.
 *
 * @param rule as it was when the alert fired or was resolved
 * @param firing false if the alert is resolved
 * @param value the latest value while it fires, otherwise the value when it was resolved; empty
 *     without calls
 * @param since when it started firing or was resolved
 */
public record Alert(
    AlertRule rule,
    String tool,
    boolean firing,
    OptionalDouble value,
    Instant since,
    String message) {

  /** The threshold that the value has crossed. */
  public double threshold() {
    return firing ? rule.above() : rule.below();
  }
}
