package io.switchgear.tools.portscan;

/**
 * How long to wait for one host, learned from its answers: RFC 6298, section 2, with nanoseconds
 * for a unit, and bounds of our own.
 *
 * <p>Before the first answer the wait is one second (section 2.1); afterwards SRTT + 4 × RTTVAR, at
 * least 100 ms instead of the RFC's second, since a scan asks again by itself. Each further attempt
 * doubles it (section 5.5). The caller's ceiling holds over everything. An answer that took longer
 * than a second is no sample: the kernel has sent its SYN again by then, and nobody knows which one
 * was answered (section 3, Karn's algorithm).
 */
final class RoundTrips {

  static final long INITIAL_NANOS = 1_000_000_000L;
  static final long FLOOR_NANOS = 100_000_000L;

  private final long ceiling;
  private long smoothed = -1;
  private long variation;
  private long timeout;

  /**
   * @param ceiling longest wait, nanoseconds
   */
  RoundTrips(long ceiling) {
    this.ceiling = ceiling;
    this.timeout = Math.min(INITIAL_NANOS, ceiling);
  }

  /** An answer came after so many nanoseconds. */
  void answeredAfter(long nanos) {
    if (nanos < 0 || nanos >= INITIAL_NANOS) {
      return;
    }
    if (smoothed < 0) {
      smoothed = nanos;
      variation = nanos / 2;
    } else {
      variation += (Math.abs(smoothed - nanos) - variation) / 4;
      smoothed += (nanos - smoothed) / 8;
    }
    timeout = Math.min(Math.max(smoothed + 4 * variation, FLOOR_NANOS), ceiling);
  }

  /**
   * Nanoseconds to wait for an attempt.
   *
   * @param attempt 0 for the first
   */
  long timeout(int attempt) {
    long wait = timeout;
    for (int i = 0; i < attempt && wait < ceiling; i++) {
      wait *= 2;
    }
    return Math.min(wait, ceiling);
  }
}
