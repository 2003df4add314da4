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
 * The stored answers and the queued calls, with the clock and the threads to use them.
 *
 * @param keep how long both are kept
 * @param blocking runs tasks that may block
 */
public record FallbackStores(
    AnswerCache answers, CallQueue queue, Duration keep, Clock clock, Executor blocking) {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackStores.class);

  /** Creates the stores in {@code store}. Uses the system's clock and virtual threads. */
  public static FallbackStores in(Store store, FallbackLimits limits) {
    return new FallbackStores(
        store.answers(new AnswerCache.Limits(limits.answersPerTool(), limits.maxAnswer())),
        store.callQueue(new CallQueue.Limits(limits.queuedPerTool())),
        limits.keep(),
        Clock.systemUTC(),
        Thread.ofVirtual().name("fallback")::start);
  }

  /** Deletes answers and calls that are older than {@link #keep}. Blocks. */
  void prune() {
    Instant before = clock.instant().minus(keep);
    int dropped = answers.prune(before);
    CallQueue.Pruned calls = queue.prune(before);
    LOG.debug(
        "deleted {} answers, {} results of queued calls and {} calls that never ran",
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
