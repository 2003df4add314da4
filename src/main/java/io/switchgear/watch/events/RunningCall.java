package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A call, and how far it says it is; hands on what it hears to the caller. Tells of it not until it
 * has begun, not after its end, and not more often than every quarter of a second.
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

  /** Says what ends the call; before it begins. */
  void carriedBy(ToolRun carrier) {
    run = Optional.of(carrier);
  }

  /**
   * Ends it. The first order counts; what becomes of the call is told by its outcome.
   *
   * @return empty if it cannot be ended
   */
  Optional<CompletionStage<ToolOutcome>> cancel(CallCancellation order) {
    return run.map(
        carrier -> {
          cancellation.compareAndSet(null, order);
          carrier.stop(StopReason.CANCELLED);
          return carrier.outcome().thenApply(this::told);
        });
  }

  /** The operator's order that ended it, if one did. */
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

  synchronized ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("tool", call.tool())
            .put("call_id", call.id())
            .put("caller", call.caller().name())
            .put("started_at", startedAt.toString())
            .put("done", known(done))
            .put("total", known(total))
            .put("message", UntrustedText.line(message, LONGEST_MESSAGE));
    targets.write(json);
    return json;
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
