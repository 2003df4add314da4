package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A bounded pool of threads for disk access. Callers do not access the disk on their own threads
 * for two reasons: an interrupt during I/O closes H2's file, and an unresponsive disk would block a
 * caller forever. They are platform threads, because blocking disk I/O pins the carrier of a
 * virtual thread.
 */
final class StoreThreads implements AutoCloseable {

  /** The maximum time a caller waits for the disk. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Maximum number of threads, including those that wait for a shared force of the file. */
  private static final int MAX_THREADS = 64;

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;
  private final Duration timeout;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task ->
              Thread.ofPlatform()
                  .daemon()
                  .name("switchgear-store-" + NUMBER.incrementAndGet())
                  .unstarted(task));

  /**
   * @param name the store's name, for messages
   */
  StoreThreads(String name, Duration timeout) {
    this.name = name;
    this.timeout = timeout;
  }

  /**
   * Runs the work and returns its result.
   *
   * @throws StoreException with the reason {@code TOO_SLOW} if the disk does not respond in time;
   *     the work continues and may still complete
   */
  <T> T await(Supplier<T> work) {
    try {
      return start(work).orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** As {@link #await}, but without a time limit; for startup. */
  <T> T awaitWithoutLimit(Supplier<T> work) {
    try {
      return start(work).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  private <T> CompletableFuture<T> start(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException stuck) {
      throw tooSlow(MAX_THREADS + " reads and writes are already waiting", stuck);
    }
  }

  private RuntimeException unwrapped(CompletionException e) {
    return switch (e.getCause()) {
      case TimeoutException late ->
          tooSlow("no response within " + timeout.toSeconds() + " s", late);
      case RuntimeException cause -> cause;
      case Error cause -> throw cause;
      default -> e;
    };
  }

  private StoreException tooSlow(String what, Exception cause) {
    return new StoreException(
        Reason.TOO_SLOW,
        "the disk of the store in "
            + name
            + " does not respond ("
            + what
            + "); the operation may still complete: check the disk's load and health",
        cause);
  }

  /** Accepts no more work; does not wait for running work. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
