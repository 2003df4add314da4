package io.switchgear.calls.fallback;

import io.switchgear.calls.step.Next;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One way to answer a call when its tool cannot. */
interface FallbackStep {

  /** For people: {@code "cache"}, {@code "tool port_scan"}. */
  String name();

  /** Tries it; a stage that fails counts as {@link Result.Passed}. */
  CompletionStage<Result> attempt(Attempt attempt);

  /**
   * A call that its tool did not answer.
   *
   * @param outcome of the tool
   * @param planner plans the call
   * @param next runs calls of other tools
   * @param running told of a run that the step starts, so that it can be stopped
   */
  record Attempt(
      ToolCall call,
      ToolOutcome outcome,
      Supplier<CompletionStage<Planning>> planner,
      Progress progress,
      Next next,
      Consumer<ToolRun> running) {

    CompletionStage<Planning> planning() {
      return planner.get();
    }

    String reason() {
      return OutcomeText.message(outcome);
    }

    Optional<Duration> retryAfter() {
      return outcome instanceof ToolOutcome.Rejected rejected
          ? Optional.of(rejected.retryAfter())
          : Optional.empty();
    }
  }

  /** The result of a step. */
  sealed interface Result {

    /** An answer; its fallback is present. */
    record Answered(ToolOutput output) implements Result {}

    /**
     * No answer; the next step is tried.
     *
     * @param why a few words
     */
    record Passed(String why) implements Result {}

    /** The call ends with this outcome; no other step is tried. */
    record Ended(ToolOutcome outcome) implements Result {}
  }
}
