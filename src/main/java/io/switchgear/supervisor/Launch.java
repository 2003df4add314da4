package io.switchgear.supervisor;

import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run from before its start: work is started and stopped on the executor, or started at once if
 * it is prompt; whatever it throws is an outcome, and a stop that comes before the start is kept
 * until then.
 */
final class Launch implements ToolRun {

  private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

  private final CompletableFuture<ToolRun> started;
  private final CompletionStage<ToolOutcome> outcome;
  private final Executor executor;

  Launch(String tool, CallTool call, Executor executor) {
    this.executor = executor;
    Executor starter = call.work().isPrompt() ? Runnable::run : executor;
    this.started = CompletableFuture.supplyAsync(() -> start(tool, call), starter);
    this.outcome =
        started
            .thenCompose(ToolRun::outcome)
            .thenApply(Objects::<ToolOutcome>requireNonNull)
            .exceptionally(bug -> broken(tool, bug));
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  /** What the tool logs while it starts is marked as the call's. */
  @SuppressWarnings("try") // the log keys are held, not used
  private static ToolRun start(String tool, CallTool call) {
    try (LogKeys.Held keys = LogKeys.of(tool, call.callId(), call.trace())) {
      return call.work().start(call.deadline(), call.progress());
    }
  }

  private static ToolOutcome broken(String tool, Throwable thrown) {
    Throwable bug = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    LOG.error("'{}' threw where it should have answered", tool, bug);
    return Outcomes.crashed(tool, bug);
  }

  @Override
  public void stop(StopReason reason) {
    started.thenAcceptAsync(run -> run.stop(reason), executor);
  }
}
