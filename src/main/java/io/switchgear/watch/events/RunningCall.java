package io.switchgear.watch.events;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.CallJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A call and its progress, which it forwards to the caller. It publishes progress only between the
 * start and the end of the call, and at most four times a second.
 */
final class RunningCall implements Progress {

  private static final long PAUSE = Duration.ofMillis(250).toNanos();
  private static final int LONGEST_MESSAGE = 200;

  private final ToolCall call;
  private final Progress caller;
  private final Instant startedAt;
  private final Consumer<RunningCall> teller;
  private final CallTargets targets;
  private final AtomicReference<CallCancellation> cancellation = new AtomicReference<>();
  private volatile Optional<ToolRun> run = Optional.empty();

  private boolean running;
  private boolean untold;
  private long toldAt = System.nanoTime() - PAUSE;
  private double done = Double.NaN;
  private double total = Double.NaN;
  private String message = "";

  RunningCall(ToolCall call, Progress caller, Instant startedAt, Consumer<RunningCall> teller) {
    this.call = call;
    this.caller = caller;
    this.startedAt = startedAt;
    this.teller = teller;
    this.targets = CallTargets.of(call);
  }

  /** Sets the run that {@link #cancel} stops; to be called before {@link #begin}. */
  void carriedBy(ToolRun carrier) {
    run = Optional.of(carrier);
  }

  /**
   * Cancels the call. Only the first order counts.
   *
   * @return the outcome as the caller gets it; empty if the call cannot be cancelled yet
   */
  Optional<CompletionStage<ToolOutcome>> cancel(CallCancellation order) {
    return run.map(
        carrier -> {
          cancellation.compareAndSet(null, order);
          carrier.stop(StopReason.CANCELLED);
          return carrier.outcome().thenApply(this::told);
        });
  }

  /** The operator's order that cancelled the call; empty if none did. */
  Optional<CallCancellation> cancellation() {
    return Optional.ofNullable(cancellation.get());
  }

  /** The outcome as the caller gets it. */
  ToolOutcome told(ToolOutcome ended) {
    return cancellation().map(order -> order.told(ended)).orElse(ended);
  }

  String id() {
    return call.id();
  }

  Instant startedAt() {
    return startedAt;
  }

  @Override
  public void report(double nowDone, double nowTotal, String nowMessage) {
    caller.report(nowDone, nowTotal, nowMessage);
    synchronized (this) {
      done = nowDone;
      total = nowTotal;
      message = nowMessage;
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

  synchronized void catchUp() {
    if (running && untold) {
      tell();
    }
  }

  private void tell() {
    untold = false;
    toldAt = System.nanoTime();
    teller.accept(this);
  }

  synchronized CallJson view() {
    return new CallJson(
        call.tool(),
        call.id(),
        call.caller().name(),
        startedAt,
        known(done),
        known(total),
        UntrustedText.line(message, LONGEST_MESSAGE),
        targets.shown(),
        targets.all());
  }

  private static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
