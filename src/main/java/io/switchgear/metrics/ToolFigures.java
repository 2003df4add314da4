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

  private long count(CallOutcome ending) {
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
    return errors() + timeouts();
  }

  /** Calls whose tool failed. */
  public long errors() {
    return count(CallOutcome.ERROR);
  }

  /** Calls whose tool did not end before its deadline. */
  public long timeouts() {
    return count(CallOutcome.TIMEOUT);
  }

  /** Calls that the breaker, the bulkhead or a rate limit rejected. */
  public long rejected() {
    return count(CallOutcome.REJECTED);
  }

  /** Calls whose arguments were invalid or out of scope. */
  public long invalid() {
    return count(CallOutcome.INVALID);
  }

  /** Calls that the caller, an operator or the server's shutdown cancelled. */
  public long cancelled() {
    return count(CallOutcome.CANCELLED);
  }

  /** The number of calls that succeeded or failed. */
  long ran() {
    return successes() + failures();
  }

  /** The total duration of calls that succeeded or failed. */
  double seconds() {
    return seconds;
  }

  /** The fraction of successes among calls that succeeded or failed, 0 to 1. */
  public OptionalDouble successRate() {
    return Slice.ratio(successes(), ran());
  }

  /** The mean duration of calls that succeeded or failed, in seconds. */
  public OptionalDouble average() {
    return Slice.ratio(seconds, ran());
  }

  /** The shortest duration of a call that succeeded or failed, in seconds. */
  public OptionalDouble min() {
    return min;
  }

  /** The longest duration of a call that succeeded or failed, in seconds. */
  public OptionalDouble max() {
    return max;
  }

  /** A percentile of the last hour's durations, in seconds; the others likewise. */
  public OptionalDouble p50() {
    return p50;
  }

  public OptionalDouble p95() {
    return p95;
  }

  public OptionalDouble p99() {
    return p99;
  }

  /** When the last call ended. */
  public Optional<Instant> lastExecution() {
    return lastExecution;
  }

  /** The fraction of failures among the last 100 calls that succeeded or failed, 0 to 1. */
  public OptionalDouble recentFailureRate() {
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
