package io.switchgear.calls.fallback;

import io.switchgear.config.FallbackLimits;
import io.switchgear.store.AnswerCache;
import io.switchgear.store.CallQueue;
import io.switchgear.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is laid in for fallbacks: kept answers and queued calls, with the clock and the threads to
 * reach them.
 *
 * @param keep how long both are kept
 * @param blocking runs what may block
 */
public record FallbackStores(
    AnswerCache answers, CallQueue queue, Duration keep, Clock clock, Executor blocking) {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackStores.class);

  /** In that store, by the system's clock, on virtual threads. */
  public static FallbackStores in(Store store, FallbackLimits limits) {
    return new FallbackStores(
        store.answers(new AnswerCache.Limits(limits.answersPerTool(), limits.maxAnswerBytes())),
        store.callQueue(new CallQueue.Limits(limits.queuedPerTool())),
        limits.keep(),
        Clock.systemUTC(),
        Thread.ofVirtual().name("fallback")::start);
  }

  /** Drops what was kept long enough. Blocks. */
  void prune() {
    Instant before = clock.instant().minus(keep);
    int dropped = answers.prune(before);
    CallQueue.Pruned calls = queue.prune(before);
    LOG.debug(
        "dropped {} answers, {} results of queued calls and {} calls that nobody ran",
        dropped,
        calls.done(),
        calls.waiting());
  }

  CacheStep cache(Duration maxAge, OutputConformance promised) {
    return new CacheStep(maxAge, promised, answers, clock, blocking);
  }

  QueueStep queueStep() {
    return new QueueStep(queue, clock, blocking);
  }
}
