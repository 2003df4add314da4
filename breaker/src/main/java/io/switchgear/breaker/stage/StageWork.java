package io.switchgear.breaker.stage;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.supervision.GuardedRun;
import io.switchgear.breaker.supervision.GuardedWork;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The work of one call. Keeps its result, so that the supervisor need not know the result's type.
 */
final class StageWork<T> implements GuardedWork<StageOutcome> {

  private static final int MESSAGE_CHARS = 300;
  private static final StageOutcome SUCCESS = new StageOutcome.Ended(CountedAs.SUCCESS, "");

  private final Supplier<? extends CompletionStage<T>> work;
  private final Function<Throwable, CountedAs> counting;

  private final boolean startedByCaller;

  private T value;
  private Throwable failure;

  /** Written after the two above, read before them. */
  private volatile boolean ended;

  /**
   * @param counting how an exception of the work counts
   * @param startedByCaller whether it may be asked for its stage on the caller's thread
   */
  StageWork(
      Supplier<? extends CompletionStage<T>> work,
      Function<Throwable, CountedAs> counting,
      boolean startedByCaller) {
    this.work = work;
    this.counting = counting;
    this.startedByCaller = startedByCaller;
  }

  /** Whether there is a result. Call this after the outcome is known. */
  boolean hasEnded() {
    return ended;
  }

  /** Completes the stage with the result. Call this after the work has ended. */
  void complete(CompletableFuture<T> stage) {
    if (failure == null) {
      stage.complete(value);
    } else {
      stage.completeExceptionally(failure);
    }
  }

  @Override
  public boolean isStartedByCaller() {
    return startedByCaller;
  }

  @Override
  public boolean isAnsweredWhereItEnds() {
    return startedByCaller;
  }

  @Override
  public GuardedRun<StageOutcome> start(long deadline) {
    CompletableFuture<T> running = running().toCompletableFuture();
    CompletionStage<StageOutcome> outcome = running.handle(this::ended);
    return new GuardedRun<>() {
      @Override
      public CompletionStage<StageOutcome> outcome() {
        return outcome;
      }

      @Override
      public void stop(StopReason reason) {
        running.cancel(true);
      }
    };
  }

  private CompletionStage<T> running() {
    try {
      return work.get();
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private StageOutcome ended(T result, Throwable thrown) {
    if (thrown == null) {
      value = result;
      ended = true;
      return SUCCESS;
    }
    boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
    Throwable cause = wrapped ? thrown.getCause() : thrown;
    failure = cause;
    ended = true;
    return new StageOutcome.Ended(counting.apply(cause), message(cause));
  }

  /** The exception on one line. */
  private static String message(Throwable cause) {
    String line = cause.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= MESSAGE_CHARS ? line : line.substring(0, MESSAGE_CHARS) + "…";
  }
}
