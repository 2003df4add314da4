package io.switchgear.mcp.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.Subscription;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Tool calls that go on without their client. A task belongs to the principal that started it; for
 * others it does not exist. Safe for use by many threads; no method blocks. Why a stage fails is
 * told by {@link io.switchgear.scan.job.JobFailure}.
 */
public interface Tasks {

  /**
   * Starts a task, if the call is to be one.
   *
   * @param use of the call's tool; not {@link TaskUse#NEVER}
   */
  CompletionStage<Start> start(ToolCall call, TaskUse use);

  /** What became of a call that may become a task. */
  sealed interface Start {

    /** It is a task, which {@link #get} finds from now on. */
    record Started(Task task) implements Start {}

    /** The call asks for what a task of its principal does already; another client may wait. */
    record Joined(Task task) implements Start {}

    /**
     * The call is to run while its client waits: it is short, its plan is refused, or its tool has
     * a question before it starts. The call is then planned again on its ordinary way, where the
     * refusal is recorded and the question is asked.
     */
    record Direct() implements Start {}

    /** There is no room for the task, or it cannot be stored now. */
    record Refused(ToolOutcome outcome) implements Start {}
  }

  /** The task as it is now; empty if the caller has no such task. */
  CompletionStage<Optional<Task>> get(Caller caller, String id);

  /**
   * Answers open questions of a task. Other keys are ignored. Once all are answered the task goes
   * on.
   *
   * @return whether the caller has such a task
   */
  CompletionStage<Boolean> answer(Caller caller, String id, Map<String, ObjectNode> answers);

  /**
   * Cancels a task; does nothing if it has ended.
   *
   * @return whether the caller has such a task
   */
  CompletionStage<Boolean> cancel(Caller caller, String id);

  /**
   * Tells the listener the id of each task that has changed: at once when its state or its open
   * questions have, at most once a second when its message has. The listener must not block or
   * throw.
   */
  Subscription subscribe(Consumer<String> changed);
}
