package io.switchgear.mcp.method;

import io.switchgear.mcp.exchange.InputRounds;
import io.switchgear.mcp.exchange.InputRounds.Turn;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.task.Tasks.Start;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt of {@code tools/call} that ends with a task, or else runs the tool while the client
 * waits.
 */
final class TaskAttempt implements InputRounds.Attempt {

  private static final Logger LOG = LoggerFactory.getLogger(TaskAttempt.class);

  private final Tasks tasks;
  private final TaskResults results;
  private final ToolCall call;
  private final Function<ToolRun, ToolAttempt> attempts;
  private final Supplier<ToolAttempt> direct;
  private final CompletionStage<Turn> turn;

  /** Both are guarded by this object's lock. The second one to be set acts. */
  private Optional<StopReason> stopped = Optional.empty();

  private Optional<ToolAttempt> running = Optional.empty();

  /**
   * @param results maps the task that was started
   * @param attempts makes the attempt of a run
   * @param direct runs the tool
   */
  TaskAttempt(
      Tasks tasks,
      TaskResults results,
      ToolCall call,
      TaskUse use,
      Function<ToolRun, ToolAttempt> attempts,
      Supplier<ToolAttempt> direct) {
    this.tasks = tasks;
    this.results = results;
    this.call = call;
    this.attempts = attempts;
    this.direct = direct;
    this.turn = start(use).handle(this::started).thenCompose(next -> next);
  }

  @Override
  public CompletionStage<Turn> turn() {
    return turn;
  }

  @Override
  public void stop(StopReason reason) {
    Optional<ToolAttempt> attempt;
    synchronized (this) {
      stopped = Optional.of(reason);
      attempt = running;
    }
    attempt.ifPresent(now -> now.stop(reason));
  }

  private CompletionStage<Start> start(TaskUse use) {
    try {
      return tasks.start(call, use);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private CompletionStage<Turn> started(Start start, Throwable bug) {
    if (bug != null) {
      return attempts.apply(ToolRun.of(CompletableFuture.failedFuture(bug))).turn();
    }
    return switch (start) {
      case Start.Started started -> {
        cancelIfClientLeft(started.task());
        yield CompletableFuture.completedFuture(created(started.task()));
      }
      case Start.Joined joined -> CompletableFuture.completedFuture(created(joined.task()));
      case Start.Refused refused -> attempts.apply(ToolRun.completed(refused.outcome())).turn();
      case Start.Direct ignored -> run().turn();
    };
  }

  /** Nobody else knows the id of a task that was started for this call. */
  private void cancelIfClientLeft(Task task) {
    Optional<StopReason> already;
    synchronized (this) {
      already = stopped;
    }
    if (already.filter(reason -> reason == StopReason.CANCELLED).isPresent()) {
      tasks.cancel(call.caller(), task.id());
    }
  }

  private Turn created(Task task) {
    LOG.debug("call {} of {} goes on as a task", call.id(), call.tool());
    return new Turn.Done(new MethodResult.Done(new Result.TaskCreated(results.of(task))));
  }

  private ToolAttempt run() {
    ToolAttempt attempt = direct.get();
    Optional<StopReason> already;
    synchronized (this) {
      running = Optional.of(attempt);
      already = stopped;
    }
    already.ifPresent(attempt::stop);
    return attempt;
  }
}
