package io.switchgear.watch.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The share of used CPU time over a window, from monotonic counters. The difference of two readings
 * is exact at any distance. Thread-safe.
 */
final class CpuWindow {

  /** Minimum distance between two kept readings. */
  private static final long APART_NANOS = 1_000_000_000L;

  /**
   * CPU time counters since an arbitrary moment.
   *
   * @param busy time in use
   * @param all total time
   */
  record Reading(double busy, double all) {}

  /** A share from 0 to 1, and the time over which it was measured. */
  record Load(double share, Duration over) {}

  private record Kept(long at, Reading reading) {}

  private final Supplier<Reading> counters;
  private final LongSupplier nanoTime;
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();

  /** Takes the first reading. */
  CpuWindow(Supplier<Reading> counters, LongSupplier nanoTime) {
    this.counters = counters;
    this.nanoTime = nanoTime;
    kept.add(new Kept(nanoTime.getAsLong(), counters.get()));
  }

  /**
   * The share since the newest reading that is at least {@code window} old; empty until there is
   * one.
   */
  synchronized Optional<Load> over(Duration window) {
    Kept now = new Kept(nanoTime.getAsLong(), counters.get());
    while (kept.size() > 1 && now.at() - second().at() >= window.toNanos()) {
      kept.removeFirst();
    }
    Kept then = kept.getFirst();
    if (now.at() - kept.getLast().at() >= APART_NANOS) {
      kept.addLast(now);
    }
    Duration over = Duration.ofNanos(now.at() - then.at());
    double all = now.reading().all() - then.reading().all();
    if (over.compareTo(window) < 0 || all <= 0) {
      return Optional.empty();
    }
    double share = (now.reading().busy() - then.reading().busy()) / all;
    return Optional.of(new Load(Math.min(1, Math.max(0, share)), over));
  }

  private Kept second() {
    return kept.stream().skip(1).findFirst().orElseThrow();
  }
}
