package io.switchgear.tool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call under way. */
public interface ToolRun {

  /** Completes exactly once, never exceptionally except by a bug. */
  CompletionStage<ToolOutcome> outcome();

  /**
   * Asks the run to end now; returns at once, may be called often and after the end. The run then
   * completes with {@link ToolOutcome.TimedOut} or {@link ToolOutcome.Cancelled}, carrying what it
   * had found, within about a second.
   */
  void stop(StopReason reason);

  /**
   * This run, known by another outcome.
   *
   * @param told completes after this run's
   */
  default ToolRun with(CompletionStage<ToolOutcome> told) {
    ToolRun run = this;
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return told;
      }

      @Override
      public void stop(StopReason reason) {
        run.stop(reason);
      }
    };
  }

  /** A run that is already over. */
  static ToolRun completed(ToolOutcome outcome) {
    return of(CompletableFuture.completedFuture(outcome));
  }

  /** A run that cannot be stopped; for work that is short by nature. */
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

  /** Why a run is ended before its time. */
  enum StopReason {
    /** Its deadline passed. */
    DEADLINE,
    /** The caller no longer wants it. */
    CANCELLED,
    /** The server is going down. */
    SHUTDOWN
  }
}
