package io.switchgear.breaker;

/**
 * How many calls, and how many of them failed or were slow; a slow one may have failed too.
 *
 * @param calls all of them
 */
record Counts(int calls, int failed, int slow) {

  static final Counts NONE = new Counts(0, 0, 0);

  static Counts ofCall(boolean failed, boolean slow) {
    return new Counts(1, failed ? 1 : 0, slow ? 1 : 0);
  }

  Counts plus(Counts more) {
    return new Counts(calls + more.calls, failed + more.failed, slow + more.slow);
  }

  Counts minus(Counts gone) {
    return new Counts(calls - gone.calls, failed - gone.failed, slow - gone.slow);
  }

  /** 0 to 1; 0 without calls. */
  double failureRate() {
    return calls == 0 ? 0.0 : (double) failed / calls;
  }

  /** 0 to 1; 0 without calls. */
  double slowRate() {
    return calls == 0 ? 0.0 : (double) slow / calls;
  }
}
