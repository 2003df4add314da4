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
 * What became of one tool's calls. {@link #ended} is wait-free and callable from any thread; what
 * reads takes turns, and first moves what was recorded into the slices of the present.
 */
final class ToolRecord {

  /** Calls that {@code recent_failure_rate} looks back on. */
  static final int RECENT = 100;

  private static final long LONGEST = Duration.ofDays(1).toNanos();
  private static final int DIGITS = 2;
  private static final long FINE = Duration.ofSeconds(5).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int WELL = 1;
  private static final int BADLY = 2;

  private final AtomicInteger active;
  private final LongAdder[] endings = new LongAdder[Ending.values().length];
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
  private final Recorder recorder = new Recorder(LONGEST / 1_000, DIGITS);
  private final AtomicIntegerArray recent = new AtomicIntegerArray(RECENT);
  private final AtomicLong recentEnd = new AtomicLong();
  private volatile long usedAt;

  // From here on guarded by this.
  private final Slices fine = new Slices(FINE, 60);
  private final Slices minutes = new Slices(MINUTE, 61);
  private final ArrayDeque<Point> points = new ArrayDeque<>();
  private final long[] seen = new long[Ending.values().length];
  private long seenNanos;
  private long minute = Long.MIN_VALUE;
  private Histogram interval;

  /**
   * @param active calls of the tool that are under way
   * @param now nanoseconds since 1970, monotonic
   */
  ToolRecord(AtomicInteger active, long now) {
    this.active = active;
    this.usedAt = now;
    for (int i = 0; i < endings.length; i++) {
      endings[i] = new LongAdder();
    }
  }

  /** A call has ended after that many nanoseconds. */
  void ended(Ending ending, long took, long now) {
    endings[ending.ordinal()].increment();
    usedAt = now;
    if (ending.ran()) {
      long safe = Math.clamp(took, 0, LONGEST);
      recorder.recordValue(safe / 1_000);
      nanos.add(safe);
      shortest.accumulate(safe);
      longest.accumulate(safe);
      recent.lazySet((int) (recentEnd.getAndIncrement() % RECENT), ending.failed() ? BADLY : WELL);
    }
  }

  long usedAt() {
    return usedAt;
  }

  boolean isBusy() {
    return active.get() > 0;
  }

  /**
   * Moves what was recorded into the slice of now, and forgets points of before.
   *
   * @param oldest the time before which points go
   */
  synchronized void settle(long now, long oldest) {
    closeMinute(minutes.number(now));
    long[] fresh = new long[endings.length];
    long sum = 0;
    for (int i = 0; i < fresh.length; i++) {
      long all = endings[i].sum();
      fresh[i] = all - seen[i];
      seen[i] = all;
      sum += fresh[i];
    }
    if (sum > 0) {
      long allNanos = nanos.sum();
      interval = recorder.getIntervalHistogram(interval);
      Slice slice = Slice.of(fresh, allNanos - seenNanos, interval);
      seenNanos = allNanos;
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
        points.addLast(Point.of(minute, minutes.at(minute)));
      }
      minute = current;
    }
  }

  /** To be settled before. */
  synchronized ToolFigures figures(long now, long start) {
    long ran = count(Ending.SUCCESS) + count(Ending.ERROR) + count(Ending.TIMEOUT);
    Slice hour = minutes.last(now, 60);
    return new ToolFigures(
        List.of(Ending.values()).stream().mapToLong(this::count).toArray(),
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
        WindowFigures.of(fine.last(now, 60), covered(now, start, FINE, 60)),
        WindowFigures.of(hour, covered(now, start, MINUTE, 60)));
  }

  /** The last minute alone, for those who ask every second; to be settled before. */
  synchronized WindowFigures minute(long now, long start) {
    return WindowFigures.of(fine.last(now, 12), covered(now, start, FINE, 12));
  }

  /** Seconds that the newest slices reach back, at most to the start. */
  private static double covered(long now, long start, long width, int many) {
    long from = (Math.floorDiv(now, width) - many + 1) * width;
    return Math.max(1, (now - Math.max(from, start)) / 1e9);
  }

  private long count(Ending ending) {
    return endings[ending.ordinal()].sum();
  }

  private long calls() {
    long sum = 0;
    for (LongAdder each : endings) {
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
      bad += each == BADLY ? 1 : 0;
    }
    return Slice.ratio(bad, known);
  }

  /**
   * The minutes from then on in which calls ended, oldest first.
   *
   * @param from number of the first minute
   */
  synchronized List<Point> points(long from) {
    List<Point> found =
        new ArrayList<>(points.stream().filter(point -> point.minute() >= from).toList());
    if (minute >= from && minutes.at(minute) != Slice.EMPTY) {
      found.add(Point.of(minute, minutes.at(minute)));
    }
    return found;
  }

  /** A bit for each of the last 60 minutes, the present one lowest: whether a call failed then. */
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

  /**
   * A minute of a tool.
   *
   * @param minute since 1970
   */
  record Point(long minute, long calls, long failures, OptionalDouble p50, OptionalDouble p95) {
    static Point of(long minute, Slice slice) {
      return new Point(
          minute, slice.calls(), slice.failures(), slice.percentile(50), slice.percentile(95));
    }

    Instant time() {
      return Instant.ofEpochSecond(minute * 60);
    }
  }
}
