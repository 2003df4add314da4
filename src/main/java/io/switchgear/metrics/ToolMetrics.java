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
 * The instruments of one tool and its breaker. Recording is lock-free and callable from any thread;
 * label values come from the tool's name and from enums, so their number is bounded.
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
  private static final Metric.Gauge STATE =
      Kamon.gauge("circuit_breaker_state", "0 closed, 1 open, 2 half-open");
  private static final Metric.Counter CALLS =
      Kamon.counter("circuit_breaker_calls", "Calls as the breaker counts them");
  private static final Metric.Counter TRANSITIONS =
      Kamon.counter("circuit_breaker_transitions", "Changes of a breaker's state");

  private final String tool;
  private final Gauge active;
  private final Gauge state;
  private final Histogram seconds;

  public ToolMetrics(String tool) {
    this.tool = tool;
    this.active = ACTIVE.withTags(TagSet.of("tool", tool));
    this.seconds = SECONDS.withTags(TagSet.of("tool", tool));
    this.state = STATE.withTags(TagSet.of("name", tool));
    state.update(0);
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

  /** 0 closed, 1 open, 2 half-open. */
  public void breakerState(int value) {
    state.update(value);
  }

  /**
   * @param result {@code success}, {@code failure}, {@code rejected} or {@code unexpected_failure}
   *     (one that does not speak against the tool)
   */
  public void breakerCall(String result) {
    CALLS.withTags(TagSet.of("name", tool).withTag("result", result)).increment();
  }

  /** States as {@code closed}, {@code open}, {@code half_open}. */
  public void breakerTransition(String from, String to) {
    TRANSITIONS
        .withTags(TagSet.of("name", tool).withTag("from_state", from).withTag("to_state", to))
        .increment();
  }
}
