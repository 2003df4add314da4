package io.switchgear.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The calls that ended within some time: how many in which way, and how long those that ran took. A
 * value; the sum of two is that of both times together.
 */
final class Slice {

  static final Slice EMPTY =
      new Slice(new long[Ending.values().length], 0, new long[0], new long[0]);

  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  private final long[] endings;
  private final long nanos;

  /** Distinct durations in microseconds, ascending, and how often each was met. */
  private final long[] micros;

  private final long[] times;

  private Slice(long[] endings, long nanos, long[] micros, long[] times) {
    this.endings = endings;
    this.nanos = nanos;
    this.micros = micros;
    this.times = times;
  }

  /**
   * @param endings calls by {@link Ending#ordinal}
   * @param nanos sum of the durations of those that ran
   * @param durations of those that ran, in microseconds
   */
  static Slice of(long[] endings, long nanos, Histogram durations) {
    int distinct = 0;
    for (HistogramIterationValue unused : durations.recordedValues()) {
      distinct++;
    }
    long[] micros = new long[distinct];
    long[] times = new long[distinct];
    int at = 0;
    for (HistogramIterationValue each : durations.recordedValues()) {
      micros[at] = each.getValueIteratedTo();
      times[at++] = each.getCountAtValueIteratedTo();
    }
    return new Slice(endings.clone(), nanos, micros, times);
  }

  Slice plus(Slice other) {
    if (this == EMPTY) {
      return other;
    }
    if (other == EMPTY) {
      return this;
    }
    long[] sums = endings.clone();
    Arrays.setAll(sums, i -> endings[i] + other.endings[i]);
    long[] values = new long[micros.length + other.micros.length];
    long[] counts = new long[values.length];
    int mine = 0;
    int theirs = 0;
    int at = 0;
    while (mine < micros.length || theirs < other.micros.length) {
      boolean takeMine =
          theirs == other.micros.length
              || mine < micros.length && micros[mine] <= other.micros[theirs];
      boolean takeTheirs =
          mine == micros.length
              || theirs < other.micros.length && other.micros[theirs] <= micros[mine];
      values[at] = takeMine ? micros[mine] : other.micros[theirs];
      counts[at++] = (takeMine ? times[mine++] : 0) + (takeTheirs ? other.times[theirs++] : 0);
    }
    return new Slice(
        sums, nanos + other.nanos, Arrays.copyOf(values, at), Arrays.copyOf(counts, at));
  }

  long count(Ending ending) {
    return endings[ending.ordinal()];
  }

  long calls() {
    return Arrays.stream(endings).sum();
  }

  long failures() {
    return count(Ending.ERROR) + count(Ending.TIMEOUT);
  }

  /** Those that succeeded or failed. */
  long ran() {
    return count(Ending.SUCCESS) + failures();
  }

  /** Share of failures among those that ran, 0 to 1; empty if none has. */
  OptionalDouble failureRate() {
    return ratio(failures(), ran());
  }

  /** Mean seconds of those that ran; empty if none has. */
  OptionalDouble average() {
    return ratio(nanos / NANOS, ran());
  }

  /**
   * Seconds within which that share of the calls that ran have ended, as {@link
   * Histogram#getValueAtPercentile} has it; empty if none has.
   *
   * @param percentile above 0, up to 100
   */
  OptionalDouble percentile(double percentile) {
    long all = Arrays.stream(times).sum();
    if (all == 0) {
      return OptionalDouble.empty();
    }
    long wanted = Math.max(1, (long) Math.ceil(Math.nextDown(percentile / 100 * all)));
    int at = 0;
    for (long seen = times[0]; seen < wanted && at < times.length - 1; seen += times[at]) {
      at++;
    }
    return OptionalDouble.of(micros[at] / MICROS);
  }

  static OptionalDouble ratio(double part, double whole) {
    double ratio = part / whole;
    return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
  }
}
