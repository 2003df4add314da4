package io.switchgear.watch.view;

import io.switchgear.metrics.Comparison;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The difference between two snapshots.
 *
 * @param from the earlier snapshot
 * @param seconds the time between them
 * @param tools by name
 */
public record ComparisonJson(
    SnapshotJson.Head from,
    SnapshotJson.Head to,
    double seconds,
    Requests system,
    Map<String, Tool> tools) {

  public static ComparisonJson of(Comparison comparison) {
    Map<String, Tool> tools = new LinkedHashMap<>();
    comparison.tools().forEach((name, change) -> tools.put(name, Tool.of(change)));
    return new ComparisonJson(
        SnapshotJson.Head.of(comparison.from()),
        SnapshotJson.Head.of(comparison.to()),
        comparison.seconds(),
        new Requests(comparison.requests(), comparison.errors()),
        tools);
  }

  /**
   * HTTP requests answered in between.
   *
   * @param errors with status 500 and above
   */
  public record Requests(long requests, long errors) {}

  /**
   * What changed for one tool; the counts are those of the calls in between.
   *
   * @param beganAnew whether the statistics were reset in between; the counts then cover the time
   *     since the reset
   */
  public record Tool(
      boolean beganAnew,
      long executions,
      long successes,
      long failures,
      long rejected,
      OptionalDouble ratePerSecond,
      OptionalDouble failureRate,
      OptionalDouble avgSeconds,
      Difference successRate,
      Difference p50Seconds,
      Difference p95Seconds,
      Difference p99Seconds) {

    static Tool of(Comparison.ToolChange change) {
      return new Tool(
          change.restarted(),
          change.executions(),
          change.successes(),
          change.failures(),
          change.rejected(),
          ViewMapper.rounded(change.rate()),
          ViewMapper.rounded(change.failureRate()),
          ViewMapper.rounded(change.average()),
          Difference.of(change.successRate()),
          Difference.of(change.p50()),
          Difference.of(change.p95()),
          Difference.of(change.p99()));
    }
  }

  /** A figure in both snapshots. */
  public record Difference(OptionalDouble from, OptionalDouble to, OptionalDouble change) {

    static Difference of(Comparison.Difference figure) {
      return new Difference(
          ViewMapper.rounded(figure.from()),
          ViewMapper.rounded(figure.to()),
          ViewMapper.rounded(figure.change()));
    }
  }
}
