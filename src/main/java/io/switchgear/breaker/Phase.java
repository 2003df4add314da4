package io.switchgear.breaker;

/** A state of the breaker with what belongs to that state alone. */
public sealed interface Phase {

  /** The state, as people and metrics see it. */
  BreakerState state();

  /** Calls pass. */
  record Closed(int failures) implements Phase {

    static final Closed FRESH = new Closed(0);

    @Override
    public BreakerState state() {
      return BreakerState.CLOSED;
    }
  }

  /**
   * Calls are refused.
   *
   * @param until end of the opening, on the monotonic clock, in nanoseconds
   * @param reopens failed recoveries since the breaker was last closed
   */
  record Open(long until, int reopens) implements Phase {
    @Override
    public BreakerState state() {
      return BreakerState.OPEN;
    }
  }

  /**
   * Some calls pass as probes.
   *
   * @param probes permits that are out
   * @param successes probes that succeeded
   * @param reopens failed recoveries before this one
   */
  record HalfOpen(int probes, int successes, int reopens) implements Phase {

    HalfOpen probing() {
      return new HalfOpen(probes + 1, successes, reopens);
    }

    HalfOpen givenBack() {
      return new HalfOpen(probes - 1, successes, reopens);
    }

    HalfOpen succeeded() {
      return new HalfOpen(probes - 1, successes + 1, reopens);
    }

    @Override
    public BreakerState state() {
      return BreakerState.HALF_OPEN;
    }
  }
}
