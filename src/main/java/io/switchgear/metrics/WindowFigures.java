package io.switchgear.metrics;

import java.util.OptionalDouble;

/**
 * A tool's figures over a time window.
 *
 * @param calls ended calls
 * @param failures failed calls, including timeouts
 * @param rejected rejected calls
 * @param ran calls that succeeded or failed
 * @param rate calls per second
 * @param failureRate fraction of failures among calls that succeeded or failed, 0 to 1
 * @param average mean seconds of calls that succeeded or failed; the percentiles likewise
 */
public record WindowFigures(
    long calls,
    long failures,
    long rejected,
    long ran,
    double rate,
    OptionalDouble failureRate,
    OptionalDouble average,
    OptionalDouble p50,
    OptionalDouble p95,
    OptionalDouble p99) {

  static final WindowFigures NONE = of(Slice.EMPTY, 1);

  /**
   * @param seconds the time that the slice covers; above 0
   */
  static WindowFigures of(Slice slice, double seconds) {
    return new WindowFigures(
        slice.calls(),
        slice.failures(),
        slice.count(CallOutcome.REJECTED),
        slice.ran(),
        slice.calls() / seconds,
        slice.failureRate(),
        slice.average(),
        slice.percentile(50),
        slice.percentile(95),
        slice.percentile(99));
  }
}
