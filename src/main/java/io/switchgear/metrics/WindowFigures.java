package io.switchgear.metrics;

import java.util.OptionalDouble;

/**
 * A tool over its last minutes.
 *
 * @param calls that ended, in whatever way
 * @param failures of them, timeouts included
 * @param rejected of them
 * @param ran of them: those that succeeded or failed
 * @param rate calls per second
 * @param failureRate share of failures among those that succeeded or failed, 0 to 1
 * @param average seconds of those that succeeded or failed, as the percentiles are
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
   * @param seconds that the slice covers; above 0
   */
  static WindowFigures of(Slice slice, double seconds) {
    return new WindowFigures(
        slice.calls(),
        slice.failures(),
        slice.count(Ending.REJECTED),
        slice.ran(),
        slice.calls() / seconds,
        slice.failureRate(),
        slice.average(),
        slice.percentile(50),
        slice.percentile(95),
        slice.percentile(99));
  }
}
