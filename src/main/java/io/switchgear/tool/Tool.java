package io.switchgear.tool;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Something an agent can call: described, planned, then run.
 *
 * <p>A tool is stateless between calls and safe for use by many threads. It protects nothing by
 * itself: its deadline, its concurrency and its breaker belong to the supervisor that owns it.
 */
public interface Tool {

  /** Name, schemas and hints; constant for the life of the tool. */
  ToolDescriptor descriptor();

  /**
   * Whether the tool could run now, and if not, how to make it so. May block for some seconds
   * (starting a binary to ask its version); never called on an actor's thread.
   */
  Availability availability();

  /**
   * Checks the arguments, their size and the caller's scope, and resolves names; starts nothing.
   * Must not block the calling thread: what has to wait (DNS) completes the stage later. A stage
   * that fails is a bug in the tool.
   */
  CompletionStage<Plan> plan(ToolCall call);

  /**
   * Harmless work that shows whether the tool is well, for a breaker to try before it lets callers
   * in again; empty if there is none.
   */
  default Optional<Work> selfTest() {
    return Optional.empty();
  }

  /** How an outcome counts for the breaker; a tool may refine the default. */
  default Verdict verdict(ToolOutcome outcome) {
    return Verdict.of(outcome);
  }
}
