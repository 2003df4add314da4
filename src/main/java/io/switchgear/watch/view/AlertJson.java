package io.switchgear.watch.view;

import io.switchgear.watch.alerts.Alert;
import io.switchgear.watch.alerts.Alerts;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An alert on a tool's metrics.
 *
 * @param state {@code firing} or {@code resolved}
 * @param value null without calls
 * @param threshold that the value has passed
 * @param since when it began to fire, or was resolved
 */
public record AlertJson(
    String name,
    String tool,
    String severity,
    String state,
    OptionalDouble value,
    double threshold,
    Instant since,
    String message)
    implements EventJson {

  public static AlertJson of(Alert alert) {
    return new AlertJson(
        alert.rule().name(),
        alert.tool(),
        alert.rule().severity().wire(),
        alert.firing() ? "firing" : "resolved",
        alert.value(),
        alert.threshold(),
        alert.since(),
        alert.message());
  }

  /**
   * The alerts that fire, then those that were resolved within a day.
   *
   * @param timestamp events up to it are included, so that a reader of events can skip them
   */
  public record All(Instant timestamp, List<AlertJson> alerts) {

    public static All of(Alerts.Shown shown) {
      return new All(shown.at(), shown.alerts().stream().map(AlertJson::of).toList());
    }
  }
}
