package io.switchgear.calls.fallback;

import io.switchgear.config.FallbackLimits;
import io.switchgear.store.AnswerCache;
import io.switchgear.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored answers and the queued calls, with the clock and the threads to use them.
 *
 * @param calls the queue, which exists when the first call arrives
 * @param keep how long both are kept
 * @param blocking runs tasks that may block
 */
public record FallbackStores(
    AnswerCache answers, Supplier<CallQueue> calls, Duration keep, Clock clock, Executor blocking) {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackStores.class);

  /** Creates the stores in {@code store}. Uses the system's clock and virtual threads. */
  public static FallbackStores in(Store store, FallbackLimits limits, Supplier<CallQueue> calls) {
    return new FallbackStores(
        store.answers(new AnswerCache.Limits(limits.answersPerTool(), limits.maxAnswer())),
        calls,
        limits.keep(),
        Clock.systemUTC(),
        Thread.ofVirtual().name("fallback")::start);
  }

  CallQueue queue() {
    return calls.get();
  }

  /** Deletes answers that are older than {@link #keep}. Blocks. */
  void pruneAnswers() {
    LOG.debug("deleted {} answers", answers.prune(clock.instant().minus(keep)));
  }

  /** Deletes calls that ended longer ago than {@link #keep}. Blocks. */
  void pruneCalls() {
    LOG.debug("deleted {} queued calls", queue().prune(clock.instant().minus(keep)));
  }

  CacheStep cache(Duration maxAge, OutputConformance promised) {
    return new CacheStep(maxAge, promised, answers, clock, blocking);
  }

  QueueStep queueStep() {
    return new QueueStep(calls);
  }
}
