package io.switchgear.metrics;

import java.util.List;
import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of schedules. */
public final class ScheduleMetrics {

  private static final List<String> RESULTS = List.of("changed", "refused", "incomplete");

  private static final Metric.Counter MISSED =
      Kamon.counter(
          "scan_schedule_missed_total", "Runs of schedules that were not started in time");
  private static final Metric.Counter TOLD =
      Kamon.counter(
          "scan_schedule_runs_total",
          "Runs of schedules that changed something (changed), were not accepted (refused) or ended"
              + " without their whole result (incomplete)");

  private ScheduleMetrics() {}

  /** Creates the series of a tool at 0. */
  public static void register(String tool) {
    missed(tool, 0);
    RESULTS.forEach(result -> told(tool, result, 0));
  }

  public static void missed(String tool, int runs) {
    MISSED.withTag("tool", tool).increment(runs);
  }

  /**
   * @param result {@code changed}, {@code refused} or {@code incomplete}
   */
  public static void run(String tool, String result) {
    told(tool, result, 1);
  }

  private static void told(String tool, String result, int runs) {
    TOLD.withTags(TagSet.of("tool", tool).withTag("result", result)).increment(runs);
  }
}
