package io.switchgear.tool;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tool that clients can call: described, planned, then run.
 *
 * <p>A tool is stateless between calls and thread-safe. It has no protection of its own: deadline,
 * concurrency limit and breaker belong to its supervisor.
 */
public interface Tool {

  /** Name, schemas and hints. They must not change. */
  ToolDescriptor descriptor();

  /**
   * Whether the tool can run now, and if not, how to enable it. May block for some seconds, for
   * example to start a program and read its version; never called on an actor's thread.
   */
  Availability availability();

  /**
   * Checks a call as far as its arguments alone allow: values, numbers of ports and hosts,
   * addresses outside the scope. It runs on the caller's thread before the breaker is asked, so it
   * must not start threads, resolve names or open files. {@link #plan} repeats these checks and
   * makes further ones.
   *
   * @return {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}; empty if no problem
   *     was found
   */
  default Optional<ToolOutcome> check(ToolCall call) {
    return Optional.empty();
  }

  /**
   * Checks the arguments, their size and the caller's scope, and resolves names. It runs nothing
   * and must not block the calling thread; work that waits (DNS) completes the stage later. A
   * failed stage is a bug in the tool.
   */
  CompletionStage<Planning> plan(ToolCall call);

  /**
   * Plans a job: a call that may have more addresses than one run, because its plan is cut into
   * parts, each of which is rechecked before it runs. Otherwise as {@link #plan}. Tools without
   * target addresses plan it as a call.
   *
   * @param maxHosts how many addresses the plan may have; at least 1
   */
  default CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return plan(call);
  }

  /** Why no job can be of this tool, whatever its arguments; empty if a job can. */
  default Optional<ToolOutcome> noJob() {
    return Optional.empty();
  }

  /**
   * Checks a job as {@link #check} checks a call; {@link #planJob} repeats these checks.
   *
   * @param maxHosts how many addresses the job may have; at least 1
   */
  default Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return check(call);
  }

  /**
   * The same plan with a limit on what it sends. A stricter limit of the call stays. The plan of a
   * tool that sends no packets is unchanged.
   *
   * @param packetsPerSecond at least 1
   */
  default ToolPlan limited(ToolPlan plan, int packetsPerSecond) {
    return plan;
  }

  /**
   * Checks a plan that was stored, or made on another node, before it runs: its addresses by the
   * rules in effect now, its names by resolving them again. Blocks and fails as {@link #plan} does.
   *
   * @return the plan with the targets that are left, or a refusal
   */
  default CompletionStage<Planning> recheck(ToolPlan plan) {
    return CompletableFuture.completedFuture(new Planning.Planned(plan));
  }

  /**
   * Starts a plan of this tool and returns at once; must not block. The plan may have been stored,
   * or made on another node or with other settings: the tool derives what it runs from the plan's
   * data, under the rules in effect now, and refuses if they no longer allow it. A thrown exception
   * is a bug and counts as a crash.
   *
   * @param deadline when the supervisor will stop the run; the tool may finish early with partial
   *     results
   * @param progress receives reports; may be called from any thread
   */
  ToolRun run(ToolPlan plan, Deadline deadline, Progress progress);

  /**
   * Whether {@link #run} returns at once without opening files, starting processes or waiting. Such
   * runs start on the thread that admitted the call. Runs of other tools start on a separate
   * thread, where blocking does no harm; that costs a call more than all its other steps. Only
   * worth it for tools that take microseconds.
   */
  default boolean isPrompt() {
    return false;
  }

  /**
   * A harmless plan whose run shows whether the tool works. The breaker runs it before it admits
   * callers again. Empty if there is none.
   */
  default Optional<ToolPlan> selfTest() {
    return Optional.empty();
  }

  /** How an outcome counts for the breaker; a tool may refine the default. */
  default Verdict verdict(ToolOutcome outcome) {
    return Verdict.of(outcome);
  }
}
