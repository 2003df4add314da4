package io.switchgear.calls.fallback;

import io.switchgear.calls.fallback.FallbackStep.Result.Answered;
import io.switchgear.calls.fallback.FallbackStep.Result.Passed;
import io.switchgear.store.AnswerCache;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Answers with the tool's last stored answer to the same arguments. */
record CacheStep(
    Duration maxAge,
    OutputConformance promised,
    AnswerCache answers,
    Clock clock,
    Executor blocking)
    implements FallbackStep {

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public CompletionStage<Result> attempt(Attempt attempt) {
    return CompletableFuture.supplyAsync(() -> find(attempt), blocking);
  }

  private Result find(Attempt attempt) {
    String tool = attempt.call().tool();
    Optional<AnswerCache.Stored> found = answers.find(tool, KeptAnswers.key(attempt.call()));
    if (found.isEmpty()) {
      return new Passed("no answer to these arguments is stored");
    }
    Duration since = Duration.between(found.get().storedAt(), clock.instant());
    Duration age = since.isNegative() ? Duration.ZERO : since;
    if (age.compareTo(maxAge) > 0) {
      return new Passed(
          "the stored answer is %s old, and at most %s are allowed"
              .formatted(OutcomeText.span(age), OutcomeText.span(maxAge)));
    }
    ToolOutput output = OutputJson.read(found.get().answer());
    if (output.structured().flatMap(promised::problem).isPresent()) {
      return new Passed("the stored answer is of an older version of the tool");
    }
    String sentence =
        "This is not a new result: it is the answer that '%s' gave %s ago."
            .formatted(tool, OutcomeText.span(age));
    return new Answered(
        OutcomeText.told(
            sentence, output, new Fallback.Cached(attempt.reason(), attempt.retryAfter(), age)));
  }
}
