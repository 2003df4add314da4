package io.switchgear.calls.fallback;

import io.switchgear.calls.fallback.CallQueue.Adding;
import io.switchgear.calls.fallback.FallbackStep.Result.Answered;
import io.switchgear.calls.fallback.FallbackStep.Result.Ended;
import io.switchgear.calls.fallback.FallbackStep.Result.Passed;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.Planning;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutput;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Puts the call in a queue; it runs when the tool admits calls again. */
record QueueStep(Supplier<CallQueue> queue) implements FallbackStep {

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public CompletionStage<Result> attempt(Attempt attempt) {
    // The queue waits for the tool's breaker; it cannot wait for the breaker of a target.
    if (attempt.outcome() instanceof Rejected rejected
        && !rejected.by().equals(attempt.call().tool())) {
      return CompletableFuture.completedFuture(
          new Passed("the queue waits for the tool, but a target's breaker refused the call"));
    }
    return attempt
        .planning()
        .thenCompose(
            planning ->
                switch (planning) {
                  case Planning.Planned planned ->
                      queue.get().add(planned.plan()).thenApply(adding -> result(attempt, adding));
                  case Planning.Refused refused ->
                      CompletableFuture.completedFuture(new Ended(refused.outcome()));
                });
  }

  private static Result result(Attempt attempt, Adding adding) {
    return switch (adding) {
      case Adding.Added added -> answered(attempt, added);
      case Adding.Full full -> new Passed("its " + full.calls() + " places are taken");
      case Adding.TooLarge large ->
          new Passed("the arguments are larger than " + large.maxBytes() + " bytes");
    };
  }

  private static Answered answered(Attempt attempt, Adding.Added added) {
    String sentence =
        ("No result yet: the call waits in the queue of '%s', at place %d, and is run when the tool"
                + " is back. Do not repeat it; ask the tool '%s' with handle %s for its result.")
            .formatted(
                attempt.call().tool(), added.position(), QueuedCallTool.NAME, added.handle());
    return new Answered(
        OutcomeText.told(
            sentence,
            new ToolOutput(List.of(), Optional.empty()),
            new Fallback.Queued(
                attempt.reason(), attempt.retryAfter(), added.handle(), added.position())));
  }
}
