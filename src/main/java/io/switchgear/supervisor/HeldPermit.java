package io.switchgear.supervisor;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Leave to do something that a {@link CircuitBreaker} protects, held by whoever does it. It ends by
 * the first of {@link #success}, {@link #failure}, {@link #close} and the breaker's call timeout,
 * which counts as a failure; what comes later is without effect.
 *
 * <pre>{@code
 * try (Scope scope = breaker.acquire().toCompletableFuture().join()) {
 *   store.write(row);
 *   scope.success();
 * }
 * }</pre>
 *
 * <p>To the supervisor it is a call like any other, whose work is done elsewhere.
 */
public final class HeldPermit implements AutoCloseable {

  private final CompletableFuture<ToolOutcome> end = new CompletableFuture<>();
  private final CompletableFuture<Void> counted = new CompletableFuture<>();

  HeldPermit() {}

  /**
   * @return whether it still counts
   */
  public boolean success() {
    return end.complete(new Success(ToolOutput.NONE));
  }

  /**
   * @param message what failed, for the breaker's list of recent errors
   * @return whether it still counts
   */
  public boolean failure(String message) {
    return end.complete(new Failed(Fault.EXECUTION_FAILED, message));
  }

  /** Ends it as neither, unless it has ended. */
  @Override
  public void close() {
    giveUp();
  }

  private void giveUp() {
    end.complete(new Cancelled("The scope was left without a result.", ToolOutput.NONE));
  }

  /** Completes once it has ended and the breaker has counted it; never fails. */
  public CompletionStage<Void> counted() {
    return counted.minimalCompletionStage();
  }

  void hasBeenCounted() {
    counted.complete(null);
  }

  /** The work that hands this scope out when it starts. */
  Work handingTo(CompletableFuture<HeldPermit> holder) {
    return (Deadline deadline, Progress progress) -> {
      if (!holder.complete(this)) {
        giveUp();
      }
      return new ToolRun() {
        @Override
        public CompletionStage<ToolOutcome> outcome() {
          return end;
        }

        @Override
        public void stop(StopReason reason) {
          giveUp();
        }
      };
    };
  }
}
