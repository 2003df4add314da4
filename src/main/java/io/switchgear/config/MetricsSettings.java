package io.switchgear.config;

import java.time.Duration;

/**
 * How much history the metrics API keeps.
 *
 * @param maxTools tools with statistics at once, 1 to 10,000
 * @param idle after which an unused tool's statistics are dropped, 1 min to 366 d
 * @param retention of the minutes of a tool's curve, 1 h to 7 d
 * @param snapshotInterval between snapshots, 10 s to 7 d
 */
public record MetricsSettings(
    int maxTools, Duration idle, Duration retention, Duration snapshotInterval) {

  public MetricsSettings {
    new Check()
        .range("maxTools", maxTools, 1, 10_000)
        .range("idle", idle, Duration.ofMinutes(1), Duration.ofDays(366))
        .range("retention", retention, Duration.ofHours(1), Duration.ofDays(7))
        .range("snapshotInterval", snapshotInterval, Duration.ofSeconds(10), Duration.ofDays(7))
        .done();
  }
}
