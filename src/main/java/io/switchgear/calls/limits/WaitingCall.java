package io.switchgear.calls.limits;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A call that waits until its node has got a larger part of its principal's limit from the other
 * nodes. The permit, the end of the waiting time and a stop race; the first one decides.
 */
final class WaitingCall implements ToolRun {

  /** A part that was asked for is there after a few hundred milliseconds. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private static final Duration STEP = Duration.ofMillis(50);

  private static final Executor THREADS = Thread.ofVirtual().name("waiting-call")::start;

  private final Supplier<Optional<Runnable>> permit;
  private final Function<Runnable, ToolRun> start;
  private final Function<ToolOutcome, ToolRun> refuse;
  private final ToolOutcome tooMany;
  private final Runnable over;
  private final CompletableFuture<ToolRun> run = new CompletableFuture<>();
  private final AtomicBoolean decided = new AtomicBoolean();

  /**
   * @param permit tries to get one; the result releases it
   * @param start starts the call, and releases its permit at its end
   * @param refuse ends the call without a start
   * @param tooMany the outcome if there is no permit in time
   * @param over runs when the call no longer waits
   */
  WaitingCall(
      Supplier<Optional<Runnable>> permit,
      Function<Runnable, ToolRun> start,
      Function<ToolOutcome, ToolRun> refuse,
      ToolOutcome tooMany,
      Runnable over) {
    this.permit = permit;
    this.start = start;
    this.refuse = refuse;
    this.tooMany = tooMany;
    this.over = over;
  }

  WaitingCall begin() {
    later(LONGEST.dividedBy(STEP));
    return this;
  }

  private void later(long tries) {
    CompletableFuture.delayedExecutor(STEP.toMillis(), TimeUnit.MILLISECONDS, THREADS)
        .execute(() -> attempt(tries));
  }

  private void attempt(long tries) {
    if (decided.get()) {
      return;
    }
    Optional<Runnable> granted = permit.get();
    if (granted.isEmpty() && tries > 1) {
      later(tries - 1);
      return;
    }
    if (!decided.compareAndSet(false, true)) {
      granted.ifPresent(Runnable::run);
      return;
    }
    decide(() -> granted.map(start).orElseGet(() -> refuse.apply(tooMany)));
  }

  private void decide(Supplier<ToolRun> next) {
    over.run();
    try {
      run.complete(next.get());
    } catch (RuntimeException bug) {
      run.completeExceptionally(bug);
    }
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return run.thenCompose(ToolRun::outcome);
  }

  @Override
  public void stop(StopReason reason) {
    if (decided.compareAndSet(false, true)) {
      ToolOutcome ended =
          switch (reason) {
            case DEADLINE -> tooMany;
            case CANCELLED, SHUTDOWN ->
                new Cancelled("The call was cancelled before it was run.", ToolOutput.NONE);
          };
      decide(() -> refuse.apply(ended));
    } else {
      run.thenAccept(started -> started.stop(reason));
    }
  }
}
