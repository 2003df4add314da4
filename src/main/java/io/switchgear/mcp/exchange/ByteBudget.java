package io.switchgear.mcp.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that many holders share. Safe for use by many threads. */
public final class ByteBudget {

  private final long max;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param max at least 1
   */
  public ByteBudget(long max) {
    this.max = max;
  }

  /**
   * A part of the maximum heap.
   *
   * @param divisor how many such parts the heap has, at least 1
   */
  public static ByteBudget ofHeap(int divisor) {
    return new ByteBudget(Runtime.getRuntime().maxMemory() / divisor);
  }

  /** A budget without a limit, for content that is bounded elsewhere. */
  public static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /** Takes the bytes; returns false if fewer are free. */
  public boolean take(long bytes) {
    long before = taken.getAndUpdate(now -> now + bytes <= max ? now + bytes : now);
    return before + bytes <= max;
  }

  /** Takes the bytes even beyond the limit, for content that must not be lost. */
  public void force(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** The bytes that are taken now. */
  public long taken() {
    return taken.get();
  }
}
