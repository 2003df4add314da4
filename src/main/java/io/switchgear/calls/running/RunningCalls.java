package io.switchgear.calls.running;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the list of calls that run or wait for a permit, and tells a listener when each starts,
 * reports progress and ends. Calls that are refused at once are not listed: the metrics count them,
 * and a storm of them would only flood the listener.
 */
public final class RunningCalls implements CallStep {

  private final CallListener listener;
  private final InstantSource clock;
  private final Map<String, RunningCall> calls = new ConcurrentHashMap<>();

  public RunningCalls(CallListener listener) {
    this(listener, InstantSource.system());
  }

  RunningCalls(CallListener listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    long startedAt = System.nanoTime();
    RunningCall running = watch(call, progress);
    ToolRun run = next.call(call, running);
    CompletableFuture<ToolOutcome> outcome = run.outcome().toCompletableFuture();
    if (outcome.isDone() && !outcome.isCompletedExceptionally() && isTurnedAway(outcome.join())) {
      return run;
    }
    listener.onCallStarted(call);
    running.carriedBy(run);
    began(running);
    // The caller gets this stage, so the listener is notified before the caller has the answer.
    CompletableFuture<ToolOutcome> told =
        outcome
            .thenApply(running::told)
            .whenComplete(
                (ended, bug) -> {
                  ended(running);
                  listener.onCallEnded(
                      call,
                      Optional.ofNullable(ended),
                      Duration.ofNanos(System.nanoTime() - startedAt),
                      running.cancellation());
                });
    return run.with(told);
  }

  private static boolean isTurnedAway(ToolOutcome outcome) {
    return switch (outcome) {
      case Rejected ignored -> true;
      case InvalidInput ignored -> true;
      case OutOfScope ignored -> true;
      case Success ignored -> false;
      case Failed ignored -> false;
      case TimedOut ignored -> false;
      case Cancelled ignored -> false;
    };
  }

  /** The call that has run for the longest time first. */
  public List<RunningCall> list() {
    return calls.values().stream()
        .sorted(Comparator.comparing(RunningCall::startedAt).thenComparing(RunningCall::id))
        .toList();
  }

  /** Passes the listener the reports that came too soon after the previous one. */
  public void catchUp() {
    calls.values().forEach(RunningCall::catchUp);
  }

  /**
   * Cancels a call. The caller gets the operator's name and the reason.
   *
   * @return its outcome: cancelled, or its own one if it ended first; empty if no such call runs
   */
  public Optional<CompletionStage<ToolOutcome>> cancel(String id, CallCancellation order) {
    return Optional.ofNullable(calls.get(id)).flatMap(call -> call.cancel(order));
  }

  RunningCall watch(ToolCall call, Progress progress) {
    return new RunningCall(call, progress, clock.instant(), listener::onCallProgress);
  }

  void began(RunningCall call) {
    calls.put(call.id(), call);
    call.begin();
  }

  void ended(RunningCall call) {
    if (calls.remove(call.id(), call)) {
      call.end();
    }
  }
}
