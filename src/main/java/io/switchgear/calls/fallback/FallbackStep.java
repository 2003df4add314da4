package io.switchgear.calls.fallback;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One thing to try in a tool's place. */
interface FallbackStep {

  /** For people: {@code "cache"}, {@code "tool port_scan"}. */
  String name();

  /** Completes with what came of it; a stage that fails counts as passed. */
  CompletionStage<Result> attempt(Attempt attempt);

  /**
   * A call that its tool did not answer.
   *
   * @param outcome what the tool came to
   * @param running told of a run that the step starts, so that it can be stopped
   */
  record Attempt(ToolCall call, ToolOutcome outcome, Progress progress, Consumer<ToolRun> running) {

    String reason() {
      return OutcomeText.message(outcome);
    }

    Optional<Duration> retryAfter() {
      return outcome instanceof ToolOutcome.Rejected rejected
          ? Optional.of(rejected.retryAfter())
          : Optional.empty();
    }
  }

  /** What a step gives. */
  sealed interface Result {

    /** An answer; its fallback is present. */
    record Answered(ToolOutput output) implements Result {}

    /**
     * No answer: the next step's turn.
     *
     * @param why a few words
     */
    record Passed(String why) implements Result {}

    /** The caller gave up meanwhile. */
    record GivenUp(ToolOutcome.Cancelled outcome) implements Result {}
  }
}
