package io.switchgear.calls.fallback;

import io.switchgear.store.AnswerCache;
import io.switchgear.store.CallQueue;
import io.switchgear.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A pantry in memory, on the calling thread, whose time a test moves. */
final class Larder implements AutoCloseable {

  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Store store = Store.inMemory();
  private volatile Instant now = START;
  final FallbackStores pantry =
      new FallbackStores(
          store.answers(new AnswerCache.Limits(10, 1 << 20)),
          store.callQueue(new CallQueue.Limits(2)),
          Duration.ofDays(7),
          new Hand(),
          Runnable::run);

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public void close() {
    store.close();
  }

  private final class Hand extends Clock {
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
