package io.switchgear.calls.running;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A call with its last report of progress, which it passes on to its caller. The listener gets
 * progress between the start and the end of the call, at most every quarter of a second.
 */
public final class RunningCall implements Progress {

  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private final ToolCall call;
  private final Progress caller;
  private final Instant startedAt;
  private final Consumer<RunningCall> listener;
  private final CallTargets targets;
  private final AtomicReference<CallCancellation> cancellation = new AtomicReference<>();
  private volatile Optional<ToolRun> run = Optional.empty();
  private volatile CallProgress progress = CallProgress.NONE;

  private boolean running;
  private boolean untold;
  private long toldAt = System.nanoTime() - PAUSE;

  /**
   * @param caller the caller's own progress
   * @param listener told of progress
   */
  RunningCall(ToolCall call, Progress caller, Instant startedAt, Consumer<RunningCall> listener) {
    this.call = call;
    this.caller = caller;
    this.startedAt = startedAt;
    this.listener = listener;
    this.targets = CallTargets.of(call);
  }

  public ToolCall call() {
    return call;
  }

  public Instant startedAt() {
    return startedAt;
  }

  public CallTargets targets() {
    return targets;
  }

  public CallProgress progress() {
    return progress;
  }

  String id() {
    return call.id();
  }

  /** Sets the run that a cancellation stops; before {@link #begin}. */
  void carriedBy(ToolRun carrier) {
    run = Optional.of(carrier);
  }

  /**
   * Cancels the call. Only the first order has an effect. The outcome says how the call ended.
   *
   * @return empty if it cannot be cancelled
   */
  Optional<CompletionStage<ToolOutcome>> cancel(CallCancellation order) {
    return run.map(
        carrier -> {
          cancellation.compareAndSet(null, order);
          carrier.stop(StopReason.CANCELLED);
          return carrier.outcome().thenApply(this::told);
        });
  }

  /** The operator's order that ended the call, if one did. */
  Optional<CallCancellation> cancellation() {
    return Optional.ofNullable(cancellation.get());
  }

  /** The outcome as the caller gets it. */
  ToolOutcome told(ToolOutcome ended) {
    return cancellation().map(order -> order.told(ended)).orElse(ended);
  }

  @Override
  public void report(double done, double total, String message) {
    caller.report(done, total, message);
    synchronized (this) {
      progress = new CallProgress(done, total, message);
      untold = true;
      if (running && System.nanoTime() - toldAt >= PAUSE) {
        tell();
      }
    }
  }

  @Override
  public void log(LogLevel level, String logger, String logged) {
    caller.log(level, logger, logged);
  }

  synchronized void begin() {
    running = true;
    catchUp();
  }

  synchronized void end() {
    running = false;
  }

  /** Passes the listener a report that came too soon after the previous one. */
  synchronized void catchUp() {
    if (running && untold) {
      tell();
    }
  }

  private void tell() {
    untold = false;
    toldAt = System.nanoTime();
    listener.accept(this);
  }
}
