package io.switchgear.supervisor;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A program's own work in the shape of a tool's, with its result kept aside. */
final class GuardedWork<T> implements Work {

  private static final int MESSAGE_CHARS = 300;
  private static final ToolOutcome WELL = new Success(ToolOutput.NONE);

  private final Supplier<? extends CompletionStage<T>> work;
  private final Function<Throwable, Verdict> verdicts;

  private T value;
  private Throwable failure;

  /** Written after the two above, read before them. */
  private volatile boolean ended;

  GuardedWork(Supplier<? extends CompletionStage<T>> work, Function<Throwable, Verdict> verdicts) {
    this.work = work;
    this.verdicts = verdicts;
  }

  /** Whether there is a result; to be asked once the outcome is known. */
  boolean hasEnded() {
    return ended;
  }

  /** To be called once it has ended. */
  void giveResultTo(CompletableFuture<T> holder) {
    if (failure == null) {
      holder.complete(value);
    } else {
      holder.completeExceptionally(failure);
    }
  }

  @Override
  public ToolRun start(Deadline deadline, Progress progress) {
    CompletableFuture<T> running = running().toCompletableFuture();
    CompletionStage<ToolOutcome> outcome = running.handle(this::ended);
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return outcome;
      }

      @Override
      public void stop(StopReason reason) {
        running.cancel(true);
      }
    };
  }

  private CompletionStage<T> running() {
    try {
      return work.get();
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private ToolOutcome ended(T result, Throwable thrown) {
    if (thrown == null) {
      value = result;
      ended = true;
      return WELL;
    }
    boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
    Throwable cause = wrapped ? thrown.getCause() : thrown;
    failure = cause;
    ended = true;
    String message = UntrustedText.line(cause.toString(), MESSAGE_CHARS);
    return switch (verdicts.apply(cause)) {
      case SUCCESS -> WELL;
      case FAILURE -> new Failed(Fault.EXECUTION_FAILED, message);
      case IGNORED -> new InvalidInput(message);
    };
  }
}
