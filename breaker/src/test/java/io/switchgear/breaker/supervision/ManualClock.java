package io.switchgear.breaker.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks, moved by the test; starts where the monotonic clock is about to wrap around. */
final class ManualClock {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final AtomicLong wall = new AtomicLong();

  Clocks clocks() {
    return new Clocks(nanos::get, () -> Instant.EPOCH.plusNanos(wall.get()));
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    wall.addAndGet(time.toNanos());
  }
}
