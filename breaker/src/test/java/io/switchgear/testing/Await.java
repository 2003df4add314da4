package io.switchgear.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All waiting of tests is done here. Each method returns as soon as the event has happened. After
 * {@link #LIMIT} it fails with what it waited for and what it saw last.
 *
 * <p>The limit is generous, because it only decides how soon a broken test fails. It does not
 * measure the speed of the program, and a longer limit does not repair a flaky test.
 */
public final class Await {

  /** Less than JUnit's limit of 3 minutes, whose failure does not say what the test waited for. */
  public static final Duration LIMIT = Duration.ofSeconds(90);

  private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

  private Await() {}

  /**
   * Reads the value every 10 ms until it is as expected, and returns it.
   *
   * @throws AssertionError also if {@code look} throws
   */
  public static <T> T value(String what, Callable<T> look, Predicate<? super T> wanted) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      T seen = called(what, look);
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - end > 0) {
        throw late(what, "last seen: " + seen);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Checks every 10 ms until the condition holds. The failure of {@link #value} says more. */
  public static void until(String what, Callable<Boolean> condition) {
    value(what, condition, holds -> holds);
  }

  /** As {@link #until(String, Callable)}; a failure shows {@code state}. */
  public static void until(String what, Supplier<?> state, Callable<Boolean> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!called(what, condition)) {
      if (System.nanoTime() - end > 0) {
        throw late(what, "last seen: " + state.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Returns the next element of the queue. */
  public static <T> T next(String what, BlockingQueue<T> queue) {
    T taken = called(what, () -> queue.poll(LIMIT.toNanos(), TimeUnit.NANOSECONDS));
    if (taken == null) {
      throw late(what, "the queue stayed empty");
    }
    return taken;
  }

  /** Returns when the latch has been counted down to zero. */
  public static void reached(String what, CountDownLatch latch) {
    if (!called(what, () -> latch.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS))) {
      throw late(what, latch.getCount() + " more are missing");
    }
  }

  /** Acquires this number of permits. */
  public static void permits(String what, Semaphore semaphore, int number) {
    if (!called(what, () -> semaphore.tryAcquire(number, LIMIT.toNanos(), TimeUnit.NANOSECONDS))) {
      throw late(what, semaphore.availablePermits() + " of " + number + " are there");
    }
  }

  /** Returns the exit code of the process. */
  public static int exit(String what, Process process) {
    return exit(what, () -> process, process);
  }

  /**
   * Returns the exit code of the process. If it does not end, the failure shows {@code state}, such
   * as its log.
   */
  public static int exit(String what, Supplier<?> state, Process process) {
    if (!called(what, () -> process.waitFor(LIMIT.toNanos(), TimeUnit.NANOSECONDS))) {
      throw late(what, "still running: " + state.get());
    }
    return process.exitValue();
  }

  /**
   * Returns the value of the completed stage.
   *
   * @throws CompletionException with the stage's failure as its cause
   */
  public static <T> T result(String what, CompletionStage<T> stage) {
    return done(what, stage.toCompletableFuture());
  }

  /** As {@link #result}, for a task that was submitted to an executor. */
  public static <T> T done(String what, Future<T> task) {
    try {
      return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new CompletionException(failed.getCause());
    } catch (TimeoutException notYet) {
      throw late(what, "still " + task);
    } catch (InterruptedException interrupted) {
      throw broken(what, interrupted);
    }
  }

  /**
   * Waits without a limit until the latch is at zero, and ignores interrupts: for work that does
   * not react to its stop.
   */
  public static void stubbornly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T called(String what, Callable<T> look) {
    try {
      return look.call();
    } catch (Exception failed) {
      throw broken(what, failed);
    }
  }

  private static AssertionError broken(String what, Exception failed) {
    if (failed instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new AssertionError("while waiting for " + what + ": " + failed, failed);
  }

  private static AssertionError late(String what, String seen) {
    return new AssertionError("waited %d s for %s; %s".formatted(LIMIT.toSeconds(), what, seen));
  }
}
