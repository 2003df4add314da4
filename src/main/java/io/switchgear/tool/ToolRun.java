package io.switchgear.tool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A running call. */
public interface ToolRun {

  /** Completes exactly once. It completes exceptionally only because of a bug. */
  CompletionStage<ToolOutcome> outcome();

  /**
   * Stops the run. Returns at once; may be called repeatedly and after the end. The run completes
   * within about a second with {@link ToolOutcome.TimedOut} or {@link ToolOutcome.Cancelled},
   * including its partial results.
   */
  void stop(StopReason reason);

  /**
   * This run with another outcome.
   *
   * @param other completes after this run's outcome
   */
  default ToolRun with(CompletionStage<ToolOutcome> other) {
    ToolRun run = this;
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return other;
      }

      @Override
      public void stop(StopReason reason) {
        run.stop(reason);
      }
    };
  }

  /** A run that has already ended. */
  static ToolRun completed(ToolOutcome outcome) {
    return of(CompletableFuture.completedFuture(outcome));
  }

  /** A run that cannot be stopped, for short work. */
  static ToolRun of(CompletionStage<ToolOutcome> outcome) {
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return outcome;
      }

      @Override
      public void stop(StopReason reason) {}
    };
  }

  /** The reasons for stopping a run. */
  enum StopReason {
    /** The deadline expired. */
    DEADLINE,
    /** The caller no longer wants it. */
    CANCELLED,
    /** The server is shutting down. */
    SHUTDOWN
  }
}
