package io.switchgear.breaker;

/** The calls that a breaker's rates are taken from. Adding one takes constant time, amortized. */
sealed interface Window {

  long SECOND = 1_000_000_000L;

  /** What is in the window, as of the call that was added last. */
  Counts counts();

  /** With one more call, and without what has left the window by now. */
  Window plus(Counts call, long now);

  /** Without what has left the window by now. */
  default Window at(long now) {
    return switch (this) {
      case Off off -> off;
      case LastCalls calls -> calls;
      case LastSeconds seconds -> seconds.without(now);
    };
  }

  /** An empty window. */
  static Window of(WindowPolicy policy) {
    return switch (policy.type()) {
      case NONE -> new Off();
      case COUNT -> lastCalls(policy.size());
      case TIME ->
          new LastSeconds(policy.size(), Fifo.empty(), Counts.NONE, new Bucket(0, Counts.NONE));
    };
  }

  static LastCalls lastCalls(int size) {
    return new LastCalls(size, Fifo.empty(), Counts.NONE);
  }

  record Off() implements Window {
    @Override
    public Counts counts() {
      return Counts.NONE;
    }

    @Override
    public Window plus(Counts call, long now) {
      return this;
    }
  }

  record LastCalls(int size, Fifo<Counts> calls, Counts counts) implements Window {
    @Override
    public LastCalls plus(Counts call, long now) {
      return counts.calls() < size
          ? new LastCalls(size, calls.plus(call), counts.plus(call))
          : new LastCalls(size, calls.rest().plus(call), counts.minus(calls.first()).plus(call));
    }
  }

  /**
   * The calls that came within a second of the first of them.
   *
   * @param since the first, on the monotonic clock
   */
  record Bucket(long since, Counts counts) {}

  /**
   * Calls by buckets of a second, so that memory is bounded by the seconds, not by the calls. A
   * bucket leaves as a whole, by the age of its first call.
   *
   * @param older those before the last
   * @param counts of all buckets
   */
  record LastSeconds(int size, Fifo<Bucket> older, Counts counts, Bucket last) implements Window {
    @Override
    public LastSeconds plus(Counts call, long now) {
      LastSeconds current = without(now);
      Bucket bucket = current.last;
      Counts all = current.counts.plus(call);
      if (bucket.counts().calls() == 0) {
        return new LastSeconds(size, current.older, all, new Bucket(now, call));
      }
      return now - bucket.since() < SECOND
          ? new LastSeconds(
              size, current.older, all, new Bucket(bucket.since(), bucket.counts().plus(call)))
          : new LastSeconds(size, current.older.plus(bucket), all, new Bucket(now, call));
    }

    private LastSeconds without(long now) {
      if (now - last.since() >= size * SECOND) {
        return new LastSeconds(size, Fifo.empty(), Counts.NONE, new Bucket(now, Counts.NONE));
      }
      Fifo<Bucket> kept = older;
      Counts left = counts;
      while (!kept.isEmpty() && now - kept.first().since() >= size * SECOND) {
        left = left.minus(kept.first().counts());
        kept = kept.rest();
      }
      return new LastSeconds(size, kept, left, last);
    }
  }
}
