package io.switchgear.calls.fallback;

import io.switchgear.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes answers and queued calls that are older than the settings allow, once an hour. */
final class Pruning implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final CountDownLatch ending = new CountDownLatch(1);

  private Pruning() {}

  /**
   * @param queues whether there is a queue
   */
  static Pruning start(FallbackStores stores, boolean queues) {
    Pruning pruning = new Pruning();
    Thread.ofVirtual().name("fallback-pruning").start(() -> pruning.run(stores, queues));
    return pruning;
  }

  private void run(FallbackStores stores, boolean queues) {
    try {
      do {
        tried(stores::pruneAnswers);
        if (queues) {
          tried(stores::pruneCalls);
        }
      } while (!ending.await(PAUSE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tried(Runnable task) {
    try {
      task.run();
    } catch (StoreException e) {
      // The store itself warns once.
      LOG.debug("pruning failed; next try in {}", PAUSE, e);
    } catch (RuntimeException e) {
      LOG.warn("pruning failed; next try in {}", PAUSE, e);
    }
  }

  @Override
  public void close() {
    ending.countDown();
  }
}
