package io.switchgear.tool;

/** What a tool makes of a call before anything runs. */
public sealed interface Plan {

  /** The call is sound and in scope. */
  record Ready(Work work) implements Plan {}

  /**
   * The call will not run.
   *
   * @param outcome {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}
   */
  record Refused(ToolOutcome outcome) implements Plan {}
}
