package io.switchgear.tool;

import java.util.Optional;

/** The result of planning a call. */
public sealed interface Planning {

  /** The call is valid and in scope. */
  record Planned(ToolPlan plan) implements Planning {}

  /**
   * The call will not run.
   *
   * @param outcome {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}
   */
  record Refused(ToolOutcome outcome) implements Planning {}

  /**
   * The call cannot run before its client has answered the questions.
   *
   * @param message for clients that cannot answer: what is missing, and how to call without it
   */
  static Planning asking(String message, Questions questions) {
    return new Refused(new ToolOutcome.InvalidInput(message, Optional.of(questions)));
  }
}
