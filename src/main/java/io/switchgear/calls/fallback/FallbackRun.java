package io.switchgear.calls.fallback;

import io.switchgear.calls.fallback.FallbackStep.Attempt;
import io.switchgear.calls.fallback.FallbackStep.Result;
import io.switchgear.calls.fallback.FallbackStep.Result.Answered;
import io.switchgear.calls.fallback.FallbackStep.Result.Ended;
import io.switchgear.calls.fallback.FallbackStep.Result.Passed;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call, and the steps of its chain one after the other if the tool has no answer. */
final class FallbackRun implements ToolRun {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackRun.class);

  private final ToolCall call;
  private final Progress progress;
  private final Next next;
  private final Planner planner;
  private final List<FallbackStep> steps;
  private final AtomicReference<CompletionStage<Planning>> planned = new AtomicReference<>();
  private final CompletionStage<ToolOutcome> outcome;
  private final long startedAt = System.nanoTime();
  private volatile ToolRun current;
  private volatile StopReason stopped;

  /**
   * @param next runs the call, and calls of other tools
   * @param needed whether the steps are tried for such an outcome
   * @param planner plans a call that was rejected, before the first step
   */
  FallbackRun(
      ToolCall call,
      Progress progress,
      Next next,
      Predicate<ToolOutcome> needed,
      Planner planner,
      List<FallbackStep> steps) {
    this.call = call;
    this.progress = progress;
    this.steps = steps;
    this.next = next;
    this.planner = planner;
    this.current = next.call(call, progress);
    this.outcome =
        current
            .outcome()
            .thenCompose(
                ended ->
                    needed.test(ended)
                        ? ifPlanned(ended)
                        : CompletableFuture.completedFuture(ended));
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  @Override
  public void stop(StopReason reason) {
    stopped = reason;
    current.stop(reason);
  }

  /** A stop may come before the run is known; it is passed on here. */
  private void running(ToolRun run) {
    current = run;
    StopReason reason = stopped;
    if (reason != null) {
      run.stop(reason);
    }
  }

  /** A rejected call may not have been planned, so its plan decides whether there is an answer. */
  private CompletionStage<ToolOutcome> ifPlanned(ToolOutcome own) {
    if (!(own instanceof Rejected)) {
      return attempt(own, 0, "");
    }
    return planning()
        .thenCompose(
            planning ->
                switch (planning) {
                  case Planning.Planned ignored -> attempt(own, 0, "");
                  case Planning.Refused refused ->
                      CompletableFuture.completedFuture(refused.outcome());
                });
  }

  /** Plans once for all steps. */
  private CompletionStage<Planning> planning() {
    return planned.updateAndGet(known -> known == null ? planner.plan(call) : known);
  }

  /**
   * @param tried the earlier steps, each with the reason why it had no answer
   */
  private CompletionStage<ToolOutcome> attempt(ToolOutcome own, int index, String tried) {
    if (stopped != null) {
      return CompletableFuture.completedFuture(
          new Cancelled("The call was cancelled.", ToolOutput.NONE));
    }
    if (index == steps.size()) {
      return CompletableFuture.completedFuture(
          OutcomeText.adding(own, "The fallbacks had no answer either:" + tried));
    }
    FallbackStep step = steps.get(index);
    return started(step, new Attempt(left(), own, this::planning, progress, next, this::running))
        .exceptionally(failure -> broken(step, failure))
        .thenCompose(
            result ->
                switch (result) {
                  case Answered answered -> {
                    LOG.debug(
                        "call {} of '{}' answered by {}", call.id(), call.tool(), step.name());
                    yield CompletableFuture.completedFuture(new Success(answered.output()));
                  }
                  case Ended ended -> CompletableFuture.completedFuture(ended.outcome());
                  case Passed passed ->
                      attempt(
                          own, index + 1, tried + " " + step.name() + " (" + passed.why() + ")");
                });
  }

  /** The call with the time that the tool and earlier steps have left. */
  private ToolCall left() {
    return call.after(Duration.ofNanos(System.nanoTime() - startedAt));
  }

  private static CompletionStage<Result> started(FallbackStep step, Attempt attempt) {
    try {
      return step.attempt(attempt);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private Result broken(FallbackStep step, Throwable failure) {
    LOG.warn("fallback '{}' of '{}' failed", step.name(), call.tool(), failure);
    return new Passed("it failed; see the log of the server");
  }
}
