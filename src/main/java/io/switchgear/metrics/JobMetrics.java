package io.switchgear.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import kamon.Kamon;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of scan jobs. Those of all jobs are known to one node of a cluster. */
public final class JobMetrics {

  private static final Metric.Gauge JOBS = Kamon.gauge("scan_jobs", "Scan jobs by state");
  private static final Metric.Counter ENDED =
      Kamon.counter("scan_jobs_ended", "Scan jobs that ended, by tool and last state");
  private static final Metric.Counter BLOCKS =
      Kamon.counter("scan_blocks", "Runs of blocks of scan jobs by result");
  private static final Metric.Counter HOSTS =
      Kamon.counter("scan_hosts", "Hosts of scan jobs that were stored");
  private static final Metric.Gauge DEPTH =
      Kamon.gauge("scan_queue_depth", "Scan jobs that wait for their turn");
  private static final Metric.Histogram WAIT =
      Kamon.histogram(
          "scan_queue_wait_seconds",
          "Time of scan jobs in the queue",
          MeasurementUnit.time().milliseconds());
  private static final Metric.Counter BUDGET_WAITS =
      Kamon.counter("scan_budget_waits", "Blocks that waited for packets of a budget");
  private static final Metric.Gauge STUCK =
      Kamon.gauge("scan_jobs_stuck", "Running scan jobs without progress for ten minutes");

  private JobMetrics() {}

  /** The results of a block's run. */
  public enum BlockResult {
    DONE,
    /** It ended without a whole result. */
    FAILED,
    /** Its tool did not admit it, or it was stopped; it runs again. */
    RETURNED,
    /** Its worker was silent. */
    LOST;

    private final String wire = name().toLowerCase(Locale.ROOT);
  }

  /**
   * Creates every series at 0.
   *
   * @param states wire names of the states of jobs
   */
  public static void register(Collection<String> states) {
    jobs(states.stream().collect(Collectors.toMap(state -> state, state -> 0L)));
    stuck(0);
    for (BlockResult result : BlockResult.values()) {
      BLOCKS.withTags(TagSet.of("result", result.wire)).increment(0);
    }
    hosts(0);
    WAIT.withoutTags();
    BUDGET_WAITS.withoutTags().increment(0);
  }

  /**
   * Creates the series of a tool at 0.
   *
   * @param lastStates wire names of the states in which a job has ended
   */
  public static void register(String tool, Collection<String> lastStates) {
    lastStates.forEach(state -> ended(tool, state, 0));
  }

  /** A job has ended. */
  public static void ended(String tool, String state) {
    ended(tool, state, 1);
  }

  private static void ended(String tool, String state, long jobs) {
    ENDED.withTags(TagSet.of("tool", tool).withTag("state", state)).increment(jobs);
  }

  /** Sets the number of jobs in every state. */
  public static void jobs(Map<String, Long> byState) {
    byState.forEach((state, jobs) -> JOBS.withTags(TagSet.of("state", state)).update(jobs));
    DEPTH.withoutTags().update(byState.getOrDefault("queued", 0L));
  }

  public static void stuck(long jobs) {
    STUCK.withoutTags().update(jobs);
  }

  public static void block(BlockResult result) {
    BLOCKS.withTags(TagSet.of("result", result.wire)).increment();
  }

  public static void hosts(long stored) {
    HOSTS.withoutTags().increment(stored);
  }

  /** A job left the queue. */
  public static void waited(Duration inQueue) {
    WAIT.withoutTags().record(Math.max(0, inQueue.toMillis()));
  }

  public static void budgetWait() {
    BUDGET_WAITS.withoutTags().increment();
  }
}
