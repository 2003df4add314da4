package io.switchgear.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * Records one tool's calls in the Kamon instruments and in the statistics. Recording is lock-free
 * and may happen on any thread. Label values are the tool's name and error types, so the number of
 * series is bounded. Every series starts at 0, because Prometheus sees no increase in a counter
 * whose first sample is 1.
 */
public final class ToolMetrics {

  private static final Metric.Counter EXECUTIONS =
      Kamon.counter("mcp_tool_execution", "Tool calls that ended, by status and error type");
  private static final Metric.Histogram SECONDS =
      Kamon.histogram(
          "mcp_tool_execution_seconds",
          "Duration of tool calls that succeeded or failed, including queueing",
          MeasurementUnit.time().microseconds());
  private static final Metric.Gauge ACTIVE =
      Kamon.gauge("mcp_tool_active", "Tool calls in progress");
  private static final Metric.Counter ERRORS =
      Kamon.counter("mcp_tool_errors", "Tool calls that did not succeed, by error type");

  private final String tool;
  private final CallStatistics statistics;
  private final AtomicInteger inProgress = new AtomicInteger();
  private final Gauge active;
  private final Histogram seconds;
  private final ConcurrentHashMap<String, Counters> counters = new ConcurrentHashMap<>();

  /**
   * Counters per error type, looked up once, because many calls may be rejected in a short time.
   */
  private record Counters(CallOutcome outcome, Counter executions, Optional<Counter> errors) {}

  /**
   * @param errorTypes the wire names of all error types
   */
  public ToolMetrics(String tool, Collection<String> errorTypes, CallStatistics statistics) {
    this.tool = tool;
    this.statistics = statistics;
    this.active = ACTIVE.withTags(TagSet.of("tool", tool));
    this.seconds = SECONDS.withTags(TagSet.of("tool", tool));
    counters("success", "none");
    errorTypes.forEach(each -> counters("failure", each));
  }

  /** Counts a call that reached the tool's supervisor or was rejected before it. */
  public void callStarted() {
    inProgress.incrementAndGet();
    active.increment();
    statistics.started(tool, inProgress);
  }

  /**
   * @param status {@code success} or {@code failure}
   * @param errorType {@code none} or the error type's wire name
   */
  public void callEnded(String status, String errorType, Duration took) {
    Counters counted = counters(status, errorType);
    long nanos = Math.max(0, took.toNanos());
    counted.executions().increment();
    counted.errors().ifPresent(Counter::increment);
    if (counted.outcome().ran()) {
      seconds.record(nanos / 1_000);
    }
    statistics.ended(tool, inProgress, counted.outcome(), nanos);
    active.decrement();
    inProgress.decrementAndGet();
  }

  private Counters counters(String status, String errorType) {
    Counters known = counters.get(errorType);
    return known == null
        ? counters.computeIfAbsent(errorType, each -> instruments(status, each))
        : known;
  }

  private Counters instruments(String status, String errorType) {
    CallOutcome outcome = CallOutcome.of(errorType);
    TagSet tags = TagSet.of("tool", tool).withTag("error_type", errorType);
    return new Counters(
        outcome,
        EXECUTIONS.withTags(tags.withTag("status", status)),
        outcome == CallOutcome.SUCCESS ? Optional.empty() : Optional.of(ERRORS.withTags(tags)));
  }
}
