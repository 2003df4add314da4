package io.switchgear.cluster.remote;

import io.switchgear.calls.step.Next;
import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.metrics.PlacementMetrics;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A call that was sent to another node, and may be placed once more. */
final class PlacedRun implements ToolRun {

  private final PlacedCalls placement;
  private final ToolCall call;
  private final Next next;
  private final Rising progress;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();

  PlacedRun(PlacedCalls placement, ToolCall call, Progress caller, Next next, String node) {
    this.placement = placement;
    this.call = call;
    this.next = next;
    this.progress = new Rising(caller);
    hop(node, call, end -> first(node, end));
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  @Override
  public void stop(StopReason reason) {
    stopped.complete(reason);
  }

  private void hop(String node, ToolCall sent, Consumer<HopEnd> then) {
    HopRun run = placement.hop(node, sent, progress);
    stopped.thenAccept(run::stop);
    run.end().thenAccept(then);
  }

  private void first(String node, HopEnd end) {
    if (!stopped.isDone() && mayRunAgain(end)) {
      again(node);
    } else {
      outcome.complete(of(node, end));
    }
  }

  /** Whether the call did not run, or may run twice. */
  private boolean mayRunAgain(HopEnd end) {
    return switch (end) {
      case HopEnd.NotSent ignored -> true;
      case HopEnd.Lost ignored -> placement.isIdempotent(call.tool());
      case HopEnd.Answered(Rejected rejected, boolean ignored) ->
          rejected.refusal() == Refusal.SHUTTING_DOWN;
      case HopEnd.Answered(Cancelled cancelled, boolean leaving) ->
          leaving && !cancelled.ordered() && placement.isIdempotent(call.tool());
      case HopEnd.Answered ignored -> false;
    };
  }

  private void again(String lost) {
    PlacementMetrics.count(call.tool(), PlacementMetrics.Result.AGAIN);
    ToolCall rest = call.after(Duration.ofNanos(System.nanoTime() - startedAt));
    switch (placement.decide(call.tool(), Optional.of(lost))) {
      case Decision.Local ignored -> here(rest);
      case Decision.Remote remote ->
          hop(remote.node(), rest, end -> outcome.complete(of(remote.node(), end)));
      case Decision.Refused refused -> {
        ToolOutcome refusal = PlacedCalls.refusal(call.tool(), refused);
        next.turnedAway(call, refusal);
        outcome.complete(refusal);
      }
    }
  }

  private void here(ToolCall rest) {
    ToolRun run = next.call(rest, progress);
    stopped.thenAccept(run::stop);
    run.outcome()
        .whenComplete(
            (ended, bug) -> {
              if (bug == null) {
                outcome.complete(ended);
              } else {
                outcome.completeExceptionally(bug);
              }
            });
  }

  private ToolOutcome of(String node, HopEnd end) {
    if (!(end instanceof HopEnd.Answered)) {
      PlacementMetrics.count(call.tool(), PlacementMetrics.Result.LOST);
    }
    return switch (end) {
      case HopEnd.Answered answered -> answered.outcome();
      case HopEnd.NotSent ignored ->
          stopped.isDone()
              ? new Cancelled("The call was cancelled before it started.", ToolOutput.NONE)
              : new Failed(
                  Fault.NODE_LOST,
                  "Node '%s', which was to run the call, cannot be reached. The call was not run. Ask again."
                      .formatted(node));
      case HopEnd.Lost ignored ->
          stopped.isDone()
              ? new Cancelled(
                  "The call was cancelled, and node '%s', on which it ran, is lost."
                      .formatted(node),
                  ToolOutput.NONE)
              : new Failed(
                  Fault.NODE_LOST,
                  "Node '%s', on which the call ran, is lost, and so is what it found. It may have run in part or whole. Ask again if it may run twice."
                      .formatted(node));
    };
  }

  /** A call that starts again must not report less than it did before. */
  private static final class Rising implements Progress {

    private final Progress caller;
    private final AtomicReference<Double> most = new AtomicReference<>(Double.NEGATIVE_INFINITY);

    Rising(Progress caller) {
      this.caller = caller;
    }

    @Override
    public void report(double done, double total, String message) {
      if (done >= most.getAndUpdate(before -> Math.max(before, done))) {
        caller.report(done, total, message);
      }
    }

    @Override
    public void log(LogLevel level, String logger, String message) {
      caller.log(level, logger, message);
    }
  }
}
