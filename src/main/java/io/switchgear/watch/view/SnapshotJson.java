package io.switchgear.watch.view;

import io.switchgear.metrics.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of the metrics.
 *
 * @param reason why it was taken: {@code requested} or {@code periodic}
 * @param system as in {@link MetricsJson}; the tools likewise
 */
public record SnapshotJson(
    String id,
    Instant timestamp,
    String reason,
    MetricsJson.Server system,
    Map<String, MetricsJson.Tool> tools) {

  public static SnapshotJson of(Snapshot snapshot) {
    return new SnapshotJson(
        snapshot.name(),
        snapshot.at(),
        snapshot.reason(),
        MetricsJson.Server.of(snapshot.system()),
        MetricsJson.Tool.byName(snapshot.tools()));
  }

  /**
   * A snapshot without its figures.
   *
   * @param id {@code now} for the current metrics, which are not retained
   */
  public record Head(String id, Instant timestamp, String reason) {

    static Head of(Snapshot snapshot) {
      return new Head(snapshot.name(), snapshot.at(), snapshot.reason());
    }
  }

  /** The retained snapshots, oldest first. */
  public record All(List<Head> snapshots) {

    public static All of(List<Snapshot> snapshots) {
      return new All(snapshots.stream().map(Head::of).toList());
    }
  }
}
