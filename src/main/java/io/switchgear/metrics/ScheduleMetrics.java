package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of schedules. */
public final class ScheduleMetrics {

  private static final Metric.Counter MISSED =
      Kamon.counter(
          "scan_schedule_missed_total", "Runs of schedules that were not started in time");
  private static final Metric.Counter TOLD =
      Kamon.counter(
          "scan_schedule_runs_total",
          "Runs of schedules that changed something (changed), were not accepted (refused) or ended"
              + " without their whole result (incomplete)");

  private ScheduleMetrics() {}

  public static void missed(String tool, int runs) {
    MISSED.withTag("tool", tool).increment(runs);
  }

  /**
   * @param result {@code changed}, {@code refused} or {@code incomplete}
   */
  public static void run(String tool, String result) {
    TOLD.withTags(TagSet.of("tool", tool).withTag("result", result)).increment();
  }
}
