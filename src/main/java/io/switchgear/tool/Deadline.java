package io.switchgear.tool;

import java.time.Duration;

/**
 * A moment on the monotonic clock ({@link System#nanoTime}). It is meaningless in another process.
 *
 * @param nanoTime the moment
 */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** The time left; negative after the deadline. */
  public Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }
}
