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
   * Looks for what is wrong with a call that its text alone tells: arguments, numbers of ports and
   * hosts, addresses outside of the scope. Runs on the caller's thread before the breaker is asked,
   * so it starts no thread, resolves no name, and opens no file. {@link #plan} finds the same and
   * more.
   *
   * @return {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}; empty if nothing is
   *     wrong so far
   */
  default Optional<ToolOutcome> check(ToolCall call) {
    return Optional.empty();
  }

  /**
   * Checks the arguments, their size and the caller's scope, and resolves names; starts nothing.
   * Must not block the calling thread: work that waits (DNS) completes the stage later. A stage
   * that fails is a bug in the tool.
   */
  CompletionStage<Planning> plan(ToolCall call);

  /**
   * Starts a plan of this tool and returns at once; must not block. The plan may have been stored,
   * or made on another node or under other settings: the tool derives what it runs from the plan's
   * data, under the rules in effect now, and answers with a refusal if they no longer allow it. A
   * thrown exception is a bug and counts as a crash.
   *
   * @param deadline when the supervisor will stop the run; the tool may use it to finish early with
   *     what it has
   * @param progress where to report; may be called from any thread
   */
  ToolRun run(ToolPlan plan, Deadline deadline, Progress progress);

  /**
   * Whether {@link #run} is known to return at once, having opened no file, started no process and
   * waited for nothing. Runs of such a tool start on the thread that admitted the call; those of
   * other tools start on a thread of their own, where they harm nobody if they block against the
   * contract. The way over that thread costs a call more than everything else that is done to it.
   * Only worth it for tools that take microseconds.
   */
  default boolean isPrompt() {
    return false;
  }

  /**
   * A harmless plan whose run shows whether the tool is well. The breaker runs it before it lets
   * callers in again. Empty if there is none.
   */
  default Optional<ToolPlan> selfTest() {
    return Optional.empty();
  }

  /** How an outcome counts for the breaker; a tool may refine the default. */
  default Verdict verdict(ToolOutcome outcome) {
    return Verdict.of(outcome);
  }
}
