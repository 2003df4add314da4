package io.switchgear.metrics;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A tool's statistics at one point in time. Every ended call counts as exactly one of success,
 * error, timeout, rejected, invalid and cancelled. Unknown values are empty, never NaN.
 */
public final class ToolFigures {

  /** The figures of a tool that was never called. */
  static final ToolFigures NONE =
      new ToolFigures(
          new long[CallOutcome.values().length],
          0,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          0,
          WindowFigures.NONE,
          WindowFigures.NONE,
          WindowFigures.NONE);

  private final long[] counts;
  private final double seconds;
  private final OptionalDouble min;
  private final OptionalDouble max;
  private final OptionalDouble p50;
  private final OptionalDouble p95;
  private final OptionalDouble p99;
  private final Optional<Instant> lastExecution;
  private final OptionalDouble recentFailureRate;
  private final int active;
  private final WindowFigures minute;
  private final WindowFigures fiveMinutes;
  private final WindowFigures hour;

  ToolFigures(
      long[] counts,
      double seconds,
      OptionalDouble min,
      OptionalDouble max,
      OptionalDouble p50,
      OptionalDouble p95,
      OptionalDouble p99,
      Optional<Instant> lastExecution,
      OptionalDouble recentFailureRate,
      int active,
      WindowFigures minute,
      WindowFigures fiveMinutes,
      WindowFigures hour) {
    this.counts = counts;
    this.seconds = seconds;
    this.min = min;
    this.max = max;
    this.p50 = p50;
    this.p95 = p95;
    this.p99 = p99;
    this.lastExecution = lastExecution;
    this.recentFailureRate = recentFailureRate;
    this.active = active;
    this.minute = minute;
    this.fiveMinutes = fiveMinutes;
    this.hour = hour;
  }

  long count(CallOutcome ending) {
    return counts[ending.ordinal()];
  }

  /** The number of ended calls. */
  public long executions() {
    return Arrays.stream(counts).sum();
  }

  public long successes() {
    return count(CallOutcome.SUCCESS);
  }

  /** Errors and timeouts. */
  public long failures() {
    return count(CallOutcome.ERROR) + count(CallOutcome.TIMEOUT);
  }

  /** The number of calls that succeeded or failed. */
  long ran() {
    return successes() + failures();
  }

  /** The total duration of calls that succeeded or failed. */
  double seconds() {
    return seconds;
  }

  OptionalDouble successRate() {
    return Slice.ratio(successes(), ran());
  }

  OptionalDouble average() {
    return Slice.ratio(seconds, ran());
  }

  OptionalDouble min() {
    return min;
  }

  OptionalDouble max() {
    return max;
  }

  OptionalDouble p50() {
    return p50;
  }

  OptionalDouble p95() {
    return p95;
  }

  OptionalDouble p99() {
    return p99;
  }

  Optional<Instant> lastExecution() {
    return lastExecution;
  }

  OptionalDouble recentFailureRate() {
    return recentFailureRate;
  }

  /** The number of calls in progress. */
  public int active() {
    return active;
  }

  /** The last minute. */
  public WindowFigures minute() {
    return minute;
  }

  public WindowFigures fiveMinutes() {
    return fiveMinutes;
  }

  public WindowFigures hour() {
    return hour;
  }
}
