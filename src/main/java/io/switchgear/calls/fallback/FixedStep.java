package io.switchgear.calls.fallback;

import io.switchgear.calls.fallback.FallbackStep.Result.Answered;
import io.switchgear.config.FallbackSettings.Fixed;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolOutput;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers with the text that the operator configured. */
record FixedStep(Fixed answer) implements FallbackStep {

  @Override
  public String name() {
    return "static";
  }

  @Override
  public CompletionStage<Result> attempt(Attempt attempt) {
    List<Content> content =
        answer.text().isBlank() ? List.of() : List.of(new Content.Text(answer.text()));
    String sentence =
        "This is not a result of '%s': the operator configured this answer for when the tool cannot answer."
            .formatted(attempt.call().tool());
    return CompletableFuture.completedFuture(
        new Answered(
            OutcomeText.told(
                sentence,
                new ToolOutput(content, answer.structured()),
                new Fallback.Fixed(attempt.reason(), attempt.retryAfter()))));
  }
}
