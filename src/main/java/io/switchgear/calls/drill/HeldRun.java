package io.switchgear.calls.drill;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A run that is held until it is stopped, or for a delay after which the real run starts. The delay
 * and the stop race; the first one decides.
 */
final class HeldRun implements ToolRun {

  private static final Executor THREADS = Thread.ofVirtual().name("drill")::start;

  private final CompletableFuture<Optional<StopReason>> released = new CompletableFuture<>();
  private final CompletableFuture<ToolRun> run;
  private final Duration limit;
  private final String message;

  /** Held until it is stopped. */
  HeldRun(Deadline deadline, String message) {
    this.limit = deadline.remaining();
    this.message = message;
    this.run = released.thenApply(stopped -> ToolRun.completed(ended(stopped.orElseThrow())));
  }

  /**
   * Held for a delay.
   *
   * @param start starts the real run; may block
   */
  HeldRun(Deadline deadline, String message, Supplier<ToolRun> start, Duration delay) {
    this.limit = deadline.remaining();
    this.message = message;
    this.run =
        released.thenApplyAsync(
            stopped ->
                stopped
                    .map(reason -> ToolRun.completed(ended(reason)))
                    .orElseGet(() -> start.get()),
            THREADS);
    released.completeOnTimeout(Optional.empty(), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return run.thenCompose(ToolRun::outcome);
  }

  @Override
  public void stop(StopReason reason) {
    if (!released.complete(Optional.of(reason))) {
      run.thenAcceptAsync(started -> started.stop(reason), THREADS);
    }
  }

  private ToolOutcome ended(StopReason reason) {
    return switch (reason) {
      case DEADLINE -> new TimedOut(limit, message, ToolOutput.NONE);
      case CANCELLED, SHUTDOWN -> new Cancelled(message, ToolOutput.NONE);
    };
  }
}
