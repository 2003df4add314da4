package io.switchgear.tools.portscan;

/**
 * The timeout for one host, computed from its response times by RFC 6298, section 2, with
 * nanosecond resolution and different bounds.
 *
 * <p>Before the first response the timeout is one second (section 2.1). Afterwards it is SRTT + 4 ×
 * RTTVAR, at least 100 ms instead of the RFC's second, because a scan repeats probes itself. Each
 * further attempt doubles it (section 5.5), up to the caller's ceiling. A response after more than
 * a second is not used as a sample: the kernel has retransmitted its SYN by then, so it is unknown
 * which one was answered (section 3, Karn's algorithm).
 */
final class RoundTrips {

  static final long INITIAL_NANOS = 1_000_000_000L;
  static final long FLOOR_NANOS = 100_000_000L;

  private final long ceiling;
  private long smoothed = -1;
  private long variation;
  private long timeout;

  /**
   * @param ceiling maximum timeout in nanoseconds
   */
  RoundTrips(long ceiling) {
    this.ceiling = ceiling;
    this.timeout = Math.min(INITIAL_NANOS, ceiling);
  }

  /** Records a response time. */
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
   * The timeout of an attempt in nanoseconds.
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
