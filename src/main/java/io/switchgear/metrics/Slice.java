package io.switchgear.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The calls that ended within a time slice: counts by outcome, and the durations of calls that ran.
 * Immutable; slices can be added.
 */
final class Slice {

  static final Slice EMPTY =
      new Slice(new long[CallOutcome.values().length], 0, new long[0], new long[0]);

  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  private final long[] counts;
  private final long nanos;

  /** Distinct durations in microseconds, ascending. */
  private final long[] micros;

  /** The number of calls for each duration in {@link #micros}. */
  private final long[] durationCounts;

  private Slice(long[] counts, long nanos, long[] micros, long[] durationCounts) {
    this.counts = counts;
    this.nanos = nanos;
    this.micros = micros;
    this.durationCounts = durationCounts;
  }

  /**
   * @param counts calls by {@link CallOutcome#ordinal}
   * @param nanos sum of the durations of calls that ran
   * @param durations durations of calls that ran, in microseconds
   */
  static Slice of(long[] counts, long nanos, Histogram durations) {
    int distinct = 0;
    for (HistogramIterationValue unused : durations.recordedValues()) {
      distinct++;
    }
    long[] micros = new long[distinct];
    long[] durationCounts = new long[distinct];
    int at = 0;
    for (HistogramIterationValue each : durations.recordedValues()) {
      micros[at] = each.getValueIteratedTo();
      durationCounts[at++] = each.getCountAtValueIteratedTo();
    }
    return new Slice(counts.clone(), nanos, micros, durationCounts);
  }

  Slice plus(Slice other) {
    if (this == EMPTY) {
      return other;
    }
    if (other == EMPTY) {
      return this;
    }
    long[] sums = counts.clone();
    Arrays.setAll(sums, i -> counts[i] + other.counts[i]);
    long[] values = new long[micros.length + other.micros.length];
    long[] valueCounts = new long[values.length];
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
      valueCounts[at++] =
          (takeMine ? durationCounts[mine++] : 0)
              + (takeTheirs ? other.durationCounts[theirs++] : 0);
    }
    return new Slice(
        sums, nanos + other.nanos, Arrays.copyOf(values, at), Arrays.copyOf(valueCounts, at));
  }

  long count(CallOutcome ending) {
    return counts[ending.ordinal()];
  }

  long calls() {
    return Arrays.stream(counts).sum();
  }

  long failures() {
    return count(CallOutcome.ERROR) + count(CallOutcome.TIMEOUT);
  }

  /** The number of calls that succeeded or failed. */
  long ran() {
    return count(CallOutcome.SUCCESS) + failures();
  }

  /** The fraction of calls that ran and failed, 0 to 1; empty if none ran. */
  OptionalDouble failureRate() {
    return ratio(failures(), ran());
  }

  /** The mean duration of calls that ran, in seconds; empty if none ran. */
  OptionalDouble average() {
    return ratio(nanos / NANOS, ran());
  }

  /**
   * A percentile of the durations of calls that ran, in seconds, as defined by {@link
   * Histogram#getValueAtPercentile}; empty if none ran.
   *
   * @param percentile above 0, up to 100
   */
  OptionalDouble percentile(double percentile) {
    long all = Arrays.stream(durationCounts).sum();
    if (all == 0) {
      return OptionalDouble.empty();
    }
    long wanted = Math.max(1, (long) Math.ceil(Math.nextDown(percentile / 100 * all)));
    int at = 0;
    for (long seen = durationCounts[0];
        seen < wanted && at < durationCounts.length - 1;
        seen += durationCounts[at]) {
      at++;
    }
    return OptionalDouble.of(micros[at] / MICROS);
  }

  static OptionalDouble ratio(double part, double whole) {
    double ratio = part / whole;
    return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
  }
}
