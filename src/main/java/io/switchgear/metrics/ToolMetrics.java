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
 * The measuring of one tool's calls: the instruments and the statistics are fed here and nowhere
 * else. Recording is lock-free and callable from any thread; label values come from the tool's name
 * and from enums, so their number is bounded. Every series is there at 0 from the start, because
 * Prometheus sees no increase in a counter whose first value is 1.
 */
public final class ToolMetrics {

  private static final Metric.Counter EXECUTIONS =
      Kamon.counter("mcp_tool_execution", "Tool calls that ended, by status and error type");
  private static final Metric.Histogram SECONDS =
      Kamon.histogram(
          "mcp_tool_execution_seconds",
          "Duration of tool calls that succeeded or failed, waiting included",
          MeasurementUnit.time().microseconds());
  private static final Metric.Gauge ACTIVE = Kamon.gauge("mcp_tool_active", "Tool calls under way");
  private static final Metric.Counter ERRORS =
      Kamon.counter("mcp_tool_errors", "Tool calls that ended otherwise than well");

  private final String tool;
  private final CallStatistics statistics;
  private final AtomicInteger under = new AtomicInteger();
  private final Gauge active;
  private final Histogram seconds;
  private final ConcurrentHashMap<String, Counters> counters = new ConcurrentHashMap<>();

  /** Of the calls that ended in one way; looked up once, as a storm of refusals counts each. */
  private record Counters(Ending ending, Counter executions, Optional<Counter> errors) {}

  /**
   * @param errorTypes the wire names of all ways in which a call can fail
   */
  public ToolMetrics(String tool, Collection<String> errorTypes, CallStatistics statistics) {
    this.tool = tool;
    this.statistics = statistics;
    this.active = ACTIVE.withTags(TagSet.of("tool", tool));
    this.seconds = SECONDS.withTags(TagSet.of("tool", tool));
    counters("success", "none");
    errorTypes.forEach(each -> counters("failure", each));
  }

  /** A call reached the tool's supervisor or was turned away before it. */
  public void callStarted() {
    under.incrementAndGet();
    active.increment();
    statistics.started(tool, under);
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
    if (counted.ending().ran()) {
      seconds.record(nanos / 1_000);
    }
    statistics.ended(tool, under, counted.ending(), nanos);
    active.decrement();
    under.decrementAndGet();
  }

  private Counters counters(String status, String errorType) {
    Counters known = counters.get(errorType);
    return known == null
        ? counters.computeIfAbsent(errorType, each -> instruments(status, each))
        : known;
  }

  private Counters instruments(String status, String errorType) {
    Ending ending = Ending.of(errorType);
    TagSet tags = TagSet.of("tool", tool).withTag("error_type", errorType);
    return new Counters(
        ending,
        EXECUTIONS.withTags(tags.withTag("status", status)),
        ending == Ending.SUCCESS ? Optional.empty() : Optional.of(ERRORS.withTags(tags)));
  }
}
