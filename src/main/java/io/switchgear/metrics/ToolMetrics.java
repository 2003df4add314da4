package io.switchgear.metrics;

import java.time.Duration;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * The instruments of one tool. Recording is lock-free and callable from any thread; label values
 * come from the tool's name and from enums, so their number is bounded.
 */
public final class ToolMetrics {

  private static final Metric.Counter EXECUTIONS =
      Kamon.counter("mcp_tool_execution", "Tool calls that ended, by status and error type");
  private static final Metric.Histogram SECONDS =
      Kamon.histogram(
          "mcp_tool_execution_seconds",
          "Duration of tool calls, waiting included",
          MeasurementUnit.time().microseconds());
  private static final Metric.Gauge ACTIVE = Kamon.gauge("mcp_tool_active", "Tool calls under way");
  private static final Metric.Counter ERRORS =
      Kamon.counter("mcp_tool_errors", "Tool calls that ended otherwise than well");
  private final String tool;
  private final Gauge active;
  private final Histogram seconds;

  public ToolMetrics(String tool) {
    this.tool = tool;
    this.active = ACTIVE.withTags(TagSet.of("tool", tool));
    this.seconds = SECONDS.withTags(TagSet.of("tool", tool));
  }

  /** A call reached the tool's supervisor or was turned away before it. */
  public void callStarted() {
    active.increment();
  }

  /**
   * @param status {@code success} or {@code failure}
   * @param errorType {@code none} or the error type's wire name
   */
  public void callEnded(String status, String errorType, Duration took) {
    active.decrement();
    seconds.record(Math.max(0, took.toNanos() / 1_000));
    executions(status, errorType).increment();
    if (!"none".equals(errorType)) {
      ERRORS.withTags(TagSet.of("tool", tool).withTag("error_type", errorType)).increment();
    }
  }

  private Counter executions(String status, String errorType) {
    return EXECUTIONS.withTags(
        TagSet.of("tool", tool).withTag("status", status).withTag("error_type", errorType));
  }
}
