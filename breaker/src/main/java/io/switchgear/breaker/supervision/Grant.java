package io.switchgear.breaker.supervision;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that a closed breaker gives away in advance. Callers take a place by compare-and-set,
 * without a message to the supervisor, and release it when their run ends. The supervisor alone
 * sets how many may be taken, and it counts the taken ones when it admits a call itself. So the
 * calls of both kinds together never exceed the bulkhead.
 *
 * <p>A grant belongs to one epoch of the breaker. Every transition ends it: a caller that read the
 * state before the transition gets nothing. Places that are taken stay taken until their runs end.
 *
 * <p>All of it is one number, so that a place is taken from exactly the grant that was read. Only
 * the last 24 bits of the epoch are kept. A caller would have to sleep through 16 million
 * transitions between two instructions to take an old one for the new one.
 */
final class Grant {

  private static final int COUNT_BITS = 20;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long EPOCH_MASK = (1L << (Long.SIZE - 2 * COUNT_BITS)) - 1;

  /** The epoch, the most that may be taken, and how many are; from high to low bits. */
  private final AtomicLong word = new AtomicLong();

  private static long word(long epoch, int most, int taken) {
    return (epoch & EPOCH_MASK) << (2 * COUNT_BITS) | (long) most << COUNT_BITS | taken;
  }

  private static long epoch(long word) {
    return word >>> (2 * COUNT_BITS);
  }

  private static int most(long word) {
    return (int) (word >>> COUNT_BITS & COUNT_MASK);
  }

  private static int taken(long word) {
    return (int) (word & COUNT_MASK);
  }

  /**
   * Takes a place, for a caller.
   *
   * @param epoch of the breaker that the caller has read
   * @return false if all places are taken, or if the grant is of another epoch
   */
  boolean take(long epoch) {
    while (true) {
      long seen = word.get();
      if (epoch(seen) != (epoch & EPOCH_MASK) || taken(seen) >= most(seen)) {
        return false;
      }
      if (word.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
  }

  /**
   * Returns a place, after the run of a caller.
   *
   * @return whether the supervisor may wait for it, because nothing is granted
   */
  boolean release() {
    return most(word.decrementAndGet()) == 0;
  }

  /** How many places are taken. */
  int taken() {
    return taken(word.get());
  }

  /**
   * Grants so many places, those that are taken included. For the supervisor only.
   *
   * @param most 0 to 10,000; none may be taken if fewer than the taken ones
   */
  void set(long epoch, int most) {
    word.updateAndGet(seen -> word(epoch, most, taken(seen)));
  }

  /**
   * Reserves a place for the supervisor itself, if fewer than that many are taken. It stays
   * reserved until {@link #set}.
   */
  boolean reserve(int most) {
    while (true) {
      long seen = word.get();
      if (taken(seen) >= most) {
        return false;
      }
      int left = Math.min(most(seen), most - 1);
      if (word.compareAndSet(seen, word(epoch(seen), left, taken(seen)))) {
        return true;
      }
    }
  }

  /** Makes a place that a caller has taken the supervisor's own. */
  void adopt() {
    word.updateAndGet(
        seen -> word(epoch(seen), Math.max(0, most(seen) - 1), Math.max(0, taken(seen) - 1)));
  }
}
