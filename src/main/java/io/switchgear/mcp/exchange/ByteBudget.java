package io.switchgear.mcp.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many holders may take together. Safe for use by many threads. */
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
   * A part of what the heap may become.
   *
   * @param divisor how many such parts the heap has, at least 1
   */
  public static ByteBudget ofHeap(int divisor) {
    return new ByteBudget(Runtime.getRuntime().maxMemory() / divisor);
  }

  /** One that never ends, for what is bounded otherwise. */
  public static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /** Takes the bytes if they are there. */
  public boolean take(long bytes) {
    long before = taken.getAndUpdate(now -> now + bytes <= max ? now + bytes : now);
    return before + bytes <= max;
  }

  /** Takes the bytes in any case, for what must not be lost. */
  public void force(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Gives back what was taken. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** What is taken now. */
  public long taken() {
    return taken.get();
  }
}
