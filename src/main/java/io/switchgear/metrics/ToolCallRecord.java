package io.switchgear.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The record of one tool's calls. {@link #ended} is wait-free and callable from any thread. Readers
 * are synchronized, and call {@link #settle} first to move new recordings into the current slices.
 */
final class ToolCallRecord {

  /** The number of calls that {@code recent_failure_rate} covers. */
  static final int RECENT = 100;

  private static final long MAX_DURATION = Duration.ofDays(1).toNanos();
  private static final int SIGNIFICANT_DIGITS = 2;
  private static final long FINE_WIDTH = Duration.ofSeconds(5).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int SUCCEEDED = 1;
  private static final int FAILED = 2;

  private final AtomicInteger active;
  private final LongAdder[] counts = new LongAdder[CallOutcome.values().length];
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
  private final Recorder recorder = new Recorder(MAX_DURATION / 1_000, SIGNIFICANT_DIGITS);
  private final AtomicIntegerArray recent = new AtomicIntegerArray(RECENT);
  private final AtomicLong recentEnd = new AtomicLong();
  private volatile long usedAt;

  // The fields below are guarded by this.
  private final Slices fine = new Slices(FINE_WIDTH, 60);
  private final Slices minutes = new Slices(MINUTE, 61);
  private final ArrayDeque<MinuteFigures> points = new ArrayDeque<>();
  private final long[] settled = new long[CallOutcome.values().length];
  private long settledNanos;
  private long minute = Long.MIN_VALUE;
  private Histogram interval;

  /**
   * @param active the tool's calls in progress
   * @param now nanoseconds since 1970, monotonic
   */
  ToolCallRecord(AtomicInteger active, long now) {
    this.active = active;
    this.usedAt = now;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Records the end of a call that took {@code took} nanoseconds. */
  void ended(CallOutcome outcome, long took, long now) {
    counts[outcome.ordinal()].increment();
    usedAt = now;
    if (outcome.ran()) {
      long safe = Math.clamp(took, 0, MAX_DURATION);
      recorder.recordValue(safe / 1_000);
      nanos.add(safe);
      shortest.accumulate(safe);
      longest.accumulate(safe);
      recent.lazySet(
          (int) (recentEnd.getAndIncrement() % RECENT), outcome.failed() ? FAILED : SUCCEEDED);
    }
  }

  long usedAt() {
    return usedAt;
  }

  boolean isBusy() {
    return active.get() > 0;
  }

  /**
   * Moves new recordings into the current slices, and drops expired points.
   *
   * @param oldest the time before which points expire
   */
  synchronized void settle(long now, long oldest) {
    closeMinute(minutes.number(now));
    long[] fresh = new long[counts.length];
    long sum = 0;
    for (int i = 0; i < fresh.length; i++) {
      long all = counts[i].sum();
      fresh[i] = all - settled[i];
      settled[i] = all;
      sum += fresh[i];
    }
    if (sum > 0) {
      long allNanos = nanos.sum();
      interval = recorder.getIntervalHistogram(interval);
      Slice slice = Slice.of(fresh, allNanos - settledNanos, interval);
      settledNanos = allNanos;
      fine.add(now, slice);
      minutes.add(now, slice);
    }
    while (!points.isEmpty() && points.getFirst().minute() * MINUTE < oldest) {
      points.removeFirst();
    }
  }

  private void closeMinute(long current) {
    if (current != minute) {
      if (minute != Long.MIN_VALUE && minutes.at(minute) != Slice.EMPTY) {
        points.addLast(MinuteFigures.of(minute, minutes.at(minute)));
      }
      minute = current;
    }
  }

  /** The figures. Call {@link #settle} first. */
  synchronized ToolFigures figures(long now, long start) {
    long ran = count(CallOutcome.SUCCESS) + count(CallOutcome.ERROR) + count(CallOutcome.TIMEOUT);
    Slice hour = minutes.last(now, 60);
    return new ToolFigures(
        List.of(CallOutcome.values()).stream().mapToLong(this::count).toArray(),
        nanos.sum() / 1e9,
        ran == 0 ? OptionalDouble.empty() : OptionalDouble.of(shortest.get() / 1e9),
        ran == 0 ? OptionalDouble.empty() : OptionalDouble.of(longest.get() / 1e9),
        hour.percentile(50),
        hour.percentile(95),
        hour.percentile(99),
        calls() == 0 ? Optional.empty() : Optional.of(instant(usedAt)),
        recentFailureRate(),
        Math.max(0, active.get()),
        minute(now, start),
        WindowFigures.of(fine.last(now, 60), covered(now, start, FINE_WIDTH, 60)),
        WindowFigures.of(hour, covered(now, start, MINUTE, 60)));
  }

  /** The figures of the last minute. Call {@link #settle} first. */
  synchronized WindowFigures minute(long now, long start) {
    return WindowFigures.of(fine.last(now, 12), covered(now, start, FINE_WIDTH, 12));
  }

  /** The seconds that the most recent slices cover, but not before the start. */
  private static double covered(long now, long start, long width, int many) {
    long from = (Math.floorDiv(now, width) - many + 1) * width;
    return Math.max(1, (now - Math.max(from, start)) / 1e9);
  }

  private long count(CallOutcome outcome) {
    return counts[outcome.ordinal()].sum();
  }

  private long calls() {
    long sum = 0;
    for (LongAdder each : counts) {
      sum += each.sum();
    }
    return sum;
  }

  private OptionalDouble recentFailureRate() {
    int known = 0;
    int bad = 0;
    for (int i = 0; i < RECENT; i++) {
      int each = recent.get(i);
      known += each == 0 ? 0 : 1;
      bad += each == FAILED ? 1 : 0;
    }
    return Slice.ratio(bad, known);
  }

  /**
   * The minutes from {@code from} on in which calls ended, oldest first.
   *
   * @param from the number of the first minute
   */
  synchronized List<MinuteFigures> points(long from) {
    List<MinuteFigures> found =
        new ArrayList<>(points.stream().filter(point -> point.minute() >= from).toList());
    if (minute >= from && minutes.at(minute) != Slice.EMPTY) {
      found.add(MinuteFigures.of(minute, minutes.at(minute)));
    }
    return found;
  }

  /** A bit per minute of the last hour, set if a call failed; the current minute is bit 0. */
  synchronized long failedMinutes(long now) {
    long bits = 0;
    for (int back = 0; back < 60; back++) {
      if (minutes.at(minutes.number(now) - back).failures() > 0) {
        bits |= 1L << back;
      }
    }
    return bits;
  }

  static Instant instant(long epochNanos) {
    return Instant.ofEpochMilli(Math.floorDiv(epochNanos, 1_000_000));
  }
}
