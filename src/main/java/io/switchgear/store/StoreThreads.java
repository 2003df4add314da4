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
 * A bounded pool of threads for access to the database. Callers do not use their own threads for
 * two reasons: an interrupt during I/O closes H2's file, and an unresponsive disk or server would
 * block a caller forever. They are platform threads, because blocking disk I/O pins the carrier of
 * a virtual thread.
 */
final class StoreThreads implements AutoCloseable {

  /** The maximum time a caller waits for the database. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Maximum number of threads, including those that wait for a shared force of the file. */
  private static final int MAX_THREADS = 64;

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String place;
  private final String advice;
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
   * @param place as of {@link Database.Source#place}
   * @param advice as of {@link Database.Source#advice}
   */
  StoreThreads(String place, String advice, Duration timeout) {
    this.place = place;
    this.advice = advice;
    this.timeout = timeout;
  }

  /**
   * Runs the work and returns its result.
   *
   * @throws StoreException with the reason {@code TOO_SLOW} if the database does not respond in
   *     time; the work continues and may still complete
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
        place
            + " does not respond ("
            + what
            + "); the operation may still complete: "
            + advice
            + ", and its load",
        cause);
  }

  /** Accepts no more work; does not wait for running work. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
