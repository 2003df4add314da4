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
 * The threads that touch the disk, a bounded number. They are not the callers' own for two reasons:
 * an interrupt during I/O closes the file under H2, and a disk that does not answer would hold a
 * caller for ever. They are platform threads because one that is stuck in the disk would take the
 * carrier of a virtual thread with it.
 */
final class StoreThreads implements AutoCloseable {

  /** How long a caller waits for the disk. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** At work at once; commits that wait for one force of the file are among them. */
  private static final int MAX_THREADS = 64;

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;
  private final Duration patience;
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
   * @param name of the store, for messages
   */
  StoreThreads(String name, Duration patience) {
    this.name = name;
    this.patience = patience;
  }

  /**
   * The work's result.
   *
   * @throws StoreException with the reason {@code TOO_SLOW} when the disk does not answer in time;
   *     the work goes on and may still be done
   */
  <T> T await(Supplier<T> work) {
    try {
      return start(work).orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** As {@link #await}, however long it takes: for the start of a program. */
  <T> T awaitForLong(Supplier<T> work) {
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
      throw tooSlow(MAX_THREADS + " reads and writes wait for it already", stuck);
    }
  }

  private RuntimeException unwrapped(CompletionException e) {
    return switch (e.getCause()) {
      case TimeoutException late ->
          tooSlow("no answer within " + patience.toSeconds() + " s", late);
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
            + " does not answer ("
            + what
            + "); what was asked may still be done: look at the disk's load and health",
        cause);
  }

  /** Takes no more work; waits for nothing. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
