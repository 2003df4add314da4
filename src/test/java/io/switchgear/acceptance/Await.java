package io.switchgear.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, where no event tells of it. */
final class Await {

  private static final Duration STEP = Duration.ofMillis(20);

  private Await() {}

  /** Returns as soon as the condition holds; fails with the description after {@code limit}. */
  static void until(Duration limit, Supplier<String> description, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + limit + ": " + description.get());
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
