package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A bounded pool of threads for access to the database. Callers do not use their own threads for
 * two reasons: an interrupt during I/O closes H2's file, and an unresponsive disk or server would
 * block a caller forever. They are platform threads, because blocking disk I/O pins the carrier of
 * a virtual thread.
 *
 * <p>If all threads are busy, a caller waits for one, unless none has begun or completed work for
 * {@link #STUCK}: then the caller is refused at once.
 */
final class StoreThreads implements AutoCloseable {

  /** The maximum time a caller waits for the database. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration STUCK = Duration.ofSeconds(5);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database.Source source;
  private final Duration timeout;
  private final int most;

  /** Fair, so that no caller waits longer than those that came after it. */
  private final Semaphore free;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task ->
              Thread.ofPlatform()
                  .daemon()
                  .name("switchgear-store-" + NUMBER.incrementAndGet())
                  .unstarted(task));

  /** When work last began or completed. */
  private volatile long movedAt = System.nanoTime();

  /**
   * @param timeout for the wait for a thread and for its work together
   */
  StoreThreads(Database.Source source, Duration timeout) {
    this.source = source;
    this.timeout = timeout;
    this.most = source.threads();
    this.free = new Semaphore(most, true);
  }

  /**
   * Runs the work and returns its result.
   *
   * @throws StoreException with the reason {@code TOO_SLOW} if the database does not respond in
   *     time; the work may still complete if it has begun
   */
  <T> T await(Supplier<T> work) {
    long deadline = System.nanoTime() + timeout.toNanos();
    CompletableFuture<T> result = new CompletableFuture<>();
    waitForThread();
    start(work, result);
    try {
      return result.orTimeout(deadline - System.nanoTime(), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** As {@link #await}, but without a time limit; for startup. */
  <T> T awaitWithoutLimit(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    waitForThread();
    start(work, result);
    try {
      return result.join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** Takes a permit, which {@link #start} gives back; an interrupt does not end the wait. */
  private void waitForThread() {
    if (free.tryAcquire()) {
      return;
    }
    if (System.nanoTime() - movedAt > STUCK.toNanos()) {
      throw tooSlow(most + " reads and writes are already waiting", null);
    }
    boolean interrupted = false;
    boolean acquired = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      for (long left = timeout.toNanos();
          !acquired && left > 0;
          left = deadline - System.nanoTime()) {
        try {
          acquired = free.tryAcquire(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException ignored) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (!acquired) {
      throw tooSlow("no connection was free within " + timeout.toSeconds() + " s", null);
    }
  }

  private <T> void start(Supplier<T> work, CompletableFuture<T> result) {
    boolean started = false;
    try {
      threads.execute(() -> run(work, result));
      started = true;
    } catch (RejectedExecutionException closed) {
      throw new StoreException(Reason.FAILED, source.place() + " is closed", closed);
    } finally {
      if (!started) {
        free.release();
      }
    }
  }

  private <T> void run(Supplier<T> work, CompletableFuture<T> result) {
    movedAt = System.nanoTime();
    try {
      result.complete(work.get());
    } catch (Throwable failed) {
      result.completeExceptionally(failed);
    } finally {
      movedAt = System.nanoTime();
      free.release();
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
        source.place()
            + " does not respond ("
            + what
            + "); the operation may still complete: "
            + source.advice()
            + ", and its load",
        cause);
  }

  /** Accepts no more work; does not wait for running work. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
