package io.switchgear.breaker.stage;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.supervision.GuardedRun;
import io.switchgear.breaker.supervision.GuardedWork;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A permit for work that a {@link CircuitBreaker} protects and the holder does. The first of {@link
 * #success}, {@link #failure}, {@link #close} and the breaker's call timeout ends it; the timeout
 * counts as a failure. Later calls have no effect.
 *
 * <pre>{@code
 * try (HeldPermit permit = breaker.acquire().toCompletableFuture().join()) {
 *   store.write(row);
 *   permit.success();
 * }
 * }</pre>
 *
 * <p>For the supervisor it is a call whose work is done elsewhere.
 */
public final class HeldPermit implements AutoCloseable {

  private static final StageOutcome SUCCESS = new StageOutcome.Ended(CountedAs.SUCCESS, "");

  private final CompletableFuture<StageOutcome> end = new CompletableFuture<>();
  private final CompletableFuture<Void> counted = new CompletableFuture<>();

  HeldPermit() {}

  /**
   * @return false if the permit had ended before
   */
  public boolean success() {
    return end.complete(SUCCESS);
  }

  /**
   * @param message what failed, for the breaker's recent errors
   * @return false if the permit had ended before
   */
  public boolean failure(String message) {
    return end.complete(new StageOutcome.Ended(CountedAs.FAILURE, message));
  }

  /** Ends the permit as neither success nor failure, unless it has ended. */
  @Override
  public void close() {
    end.complete(new StageOutcome.GivenUp());
  }

  /** Completes when the permit has ended and the breaker has counted it; never fails. */
  public CompletionStage<Void> counted() {
    return counted.minimalCompletionStage();
  }

  void hasBeenCounted() {
    counted.complete(null);
  }

  /** Work that completes the stage with this permit when it starts. */
  GuardedWork<StageOutcome> handingTo(CompletableFuture<HeldPermit> holder) {
    return new GuardedWork<>() {
      @Override
      public GuardedRun<StageOutcome> start(long deadline) {
        if (!holder.complete(HeldPermit.this)) {
          close();
        }
        return new UntilEnd();
      }

      /** The caller has no stage yet that something could depend on. */
      @Override
      public boolean isStartedByCaller() {
        return true;
      }
    };
  }

  /** The work of the holder. */
  private final class UntilEnd implements GuardedRun<StageOutcome> {
    @Override
    public CompletionStage<StageOutcome> outcome() {
      return end;
    }

    @Override
    public void stop(StopReason reason) {
      close();
    }
  }
}
