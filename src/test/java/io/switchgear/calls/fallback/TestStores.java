package io.switchgear.calls.fallback;

import io.switchgear.store.AnswerCache;
import io.switchgear.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stores in memory that work on the calling thread, with a clock that the test moves. */
final class TestStores implements AutoCloseable {

  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Store store = Store.inMemory();
  private volatile Instant now = START;
  final MemoryQueue queue = new MemoryQueue(2);
  final FallbackStores stores =
      new FallbackStores(
          store.answers(new AnswerCache.Limits(10, 1 << 20)),
          () -> queue,
          Duration.ofDays(7),
          new MovedClock(),
          Runnable::run);

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public void close() {
    store.close();
  }

  private final class MovedClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
