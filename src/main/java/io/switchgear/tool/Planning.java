package io.switchgear.tool;

import java.util.Optional;

/** What a tool makes of a call before anything runs. */
public sealed interface Planning {

  /** The call is sound and in scope, and this is what will run. */
  record Planned(ToolPlan plan) implements Planning {}

  /**
   * The call will not run.
   *
   * @param outcome {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}
   */
  record Refused(ToolOutcome outcome) implements Planning {}

  /**
   * The call will not run before its client has answered.
   *
   * @param message for clients that cannot answer: what is missing, and how to call without it
   */
  static Planning asking(String message, Questions questions) {
    return new Refused(new ToolOutcome.InvalidInput(message, Optional.of(questions)));
  }
}
