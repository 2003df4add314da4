package io.switchgear.watch.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The share of CPU time in use over a window, from counters that only grow: what lies between two
 * readings is exact, however far apart they are. Safe for use by many threads.
 */
final class CpuWindow {

  /** Readings that are closer to the one before are not kept. */
  private static final long APART_NANOS = 1_000_000_000L;

  /**
   * Counters, since some moment in the past.
   *
   * @param busy time in use
   * @param all time there was
   */
  record Reading(double busy, double all) {}

  /** A share from 0 to 1, and the time over which it was taken. */
  record Load(double share, Duration over) {}

  private record Kept(long at, Reading reading) {}

  private final Supplier<Reading> counters;
  private final LongSupplier nanoTime;
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();

  /** Begins with a first reading. */
  CpuWindow(Supplier<Reading> counters, LongSupplier nanoTime) {
    this.counters = counters;
    this.nanoTime = nanoTime;
    kept.add(new Kept(nanoTime.getAsLong(), counters.get()));
  }

  /**
   * The share since the youngest reading that is at least a window old; empty until there is one.
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
