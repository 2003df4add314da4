package io.switchgear.tools.portscan;

/**
 * A rate limiter. Tokens are added evenly; the bucket holds the tokens of 20 ms, at least one, so
 * that a pause is not followed by a burst. Not thread-safe; the caller provides the time.
 */
final class TokenBucket {

  private static final long SECOND = 1_000_000_000L;
  private static final long BURST_NANOS = 20_000_000L;

  private final long rate;
  private final double capacity;
  private double tokens;
  private long filledAt;

  /**
   * @param rate tokens per second; 0 for no limit
   * @param now nanoseconds
   */
  TokenBucket(long rate, long now) {
    this.rate = rate;
    this.capacity = Math.max(1.0, (double) rate * BURST_NANOS / SECOND);
    this.tokens = 1;
    this.filledAt = now;
  }

  boolean tryTake(long now) {
    if (rate == 0) {
      return true;
    }
    tokens = Math.min(capacity, tokens + (double) (now - filledAt) * rate / SECOND);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Nanoseconds until the next token, as of the last {@link #tryTake}; 0 if one is available. */
  long untilNext() {
    return rate == 0 || tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) * SECOND / rate);
  }
}
