package io.switchgear.metrics;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A tool's figures of one minute.
 *
 * @param minute minutes since 1970
 * @param p50 seconds of calls that succeeded or failed; the other percentile likewise
 */
public record MinuteFigures(
    long minute, long calls, long failures, OptionalDouble p50, OptionalDouble p95) {

  static MinuteFigures of(long minute, Slice slice) {
    return new MinuteFigures(
        minute, slice.calls(), slice.failures(), slice.percentile(50), slice.percentile(95));
  }

  /** The start of the minute. */
  public Instant time() {
    return Instant.ofEpochSecond(minute * 60);
  }
}
