package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.Reason;
import io.switchgear.metrics.BreakerMetrics.Result;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The outcomes that the supervisor itself gives, with their words. */
final class Outcomes {

  /** Room in a bulkhead comes with the end of some call; nobody knows when. */
  private static final Duration FULL_RETRY = Duration.ofSeconds(1);

  private static final Duration SHUTDOWN_RETRY = Duration.ofSeconds(5);

  private Outcomes() {}

  static Rejected circuitOpen(String name, Breaker breaker, long now) {
    Duration wait = breaker.retryAfter(now);
    String state =
        breaker.state() == BreakerState.HALF_OPEN
            ? "is half open and its probes are under way"
            : "is open because " + breaker.reason().sentence();
    return new Rejected(
        Refusal.CIRCUIT_OPEN,
        name,
        "The circuit breaker of '%s' %s; the call was not run. Ask again in %s, or use another tool."
            .formatted(name, state, text(wait)),
        wait);
  }

  static Rejected bulkheadFull(String name, BulkheadPolicy policy) {
    String full =
        policy.queue() == 0
            ? "runs %s at once and no more".formatted(Quantity.of(policy.maxConcurrent(), "call"))
            : "runs %s at once with %d waiting, and no more"
                .formatted(Quantity.of(policy.maxConcurrent(), "call"), policy.queue());
    return new Rejected(
        Refusal.BULKHEAD_FULL,
        name,
        "'%s' %s; the call was not run. Ask again in %s, with fewer calls at once."
            .formatted(name, full, text(FULL_RETRY)),
        FULL_RETRY);
  }

  static Rejected shuttingDown(String name) {
    return new Rejected(
        Refusal.SHUTTING_DOWN,
        name,
        "The server is shutting down; the call was not run. Ask again once it is back.",
        SHUTDOWN_RETRY);
  }

  static Operated.Refused noMoreOrders() {
    return new Operated.Refused("The server is shutting down.");
  }

  static Operated.Refused overridden(String name, Reason standing) {
    return new Operated.Refused(
        "'%s' is under an order that stands because %s. Lift it with auto first, or give another standing order."
            .formatted(name, standing.sentence()));
  }

  static TimedOut overdue(Duration limit) {
    return new TimedOut(
        limit,
        "The call was not started within its %s. Ask again when fewer calls are waiting."
            .formatted(text(limit)),
        ToolOutput.NONE);
  }

  static Cancelled withdrawn() {
    return new Cancelled("The call was cancelled before it started.", ToolOutput.NONE);
  }

  static Failed crashed(String name, Throwable bug) {
    return new Failed(
        Fault.CRASHED,
        "'%s' broke down with %s. This is a fault of the tool, not of the call; its server's log says more."
            .formatted(name, bug.getClass().getSimpleName()));
  }

  static Failed callIdInUse(String callId) {
    return new Failed(
        Fault.CRASHED, "The call id '%s' is in use. Ask again with a new id.".formatted(callId));
  }

  /**
   * How a call ends that was asked to stop, whatever its run makes of it: a run that wins the race
   * against its stop still ends as what it was counted as, with all it had found.
   */
  static ToolOutcome stopped(StopReason reason, ToolOutcome fromRun, Duration limit) {
    return switch (reason) {
      case DEADLINE ->
          fromRun instanceof TimedOut timedOut ? timedOut : timedOut(limit, partial(fromRun));
      case CANCELLED, SHUTDOWN ->
          fromRun instanceof Cancelled cancelled ? cancelled : cancelled(reason, partial(fromRun));
    };
  }

  /** How a call ends that was asked to stop and brings nothing. */
  static ToolOutcome stopped(StopReason reason, Duration limit) {
    return switch (reason) {
      case DEADLINE -> timedOut(limit, ToolOutput.NONE);
      case CANCELLED, SHUTDOWN -> cancelled(reason, ToolOutput.NONE);
    };
  }

  private static TimedOut timedOut(Duration limit, ToolOutput partial) {
    return new TimedOut(
        limit,
        "The call was stopped after its %s. Ask for less at once.".formatted(text(limit)),
        partial);
  }

  private static Cancelled cancelled(StopReason reason, ToolOutput partial) {
    return new Cancelled(
        reason == StopReason.SHUTDOWN
            ? "The call was stopped because the server is shutting down. Ask again once it is back."
            : "The call was cancelled.",
        partial);
  }

  private static ToolOutput partial(ToolOutcome outcome) {
    return switch (outcome) {
      case Success success -> success.output();
      case Failed failed -> failed.partial();
      case TimedOut timedOut -> timedOut.partial();
      case Cancelled cancelled -> cancelled.partial();
      case Rejected ignored -> ToolOutput.NONE;
      case InvalidInput ignored -> ToolOutput.NONE;
      case OutOfScope ignored -> ToolOutput.NONE;
    };
  }

  /** What kind of failure, for counting: the fault where there is one, else the error type. */
  static String kind(ToolOutcome outcome) {
    return outcome instanceof Failed failed
        ? failed.fault().name().toLowerCase(Locale.ROOT)
        : ErrorType.of(outcome).map(ErrorType::wire).orElse("success");
  }

  static String message(ToolOutcome outcome) {
    return switch (outcome) {
      case Success ignored -> "";
      case Failed failed -> failed.message();
      case TimedOut timedOut -> timedOut.message();
      case Cancelled cancelled -> cancelled.message();
      case Rejected rejected -> rejected.message();
      case InvalidInput invalid -> invalid.message();
      case OutOfScope outOfScope -> outOfScope.message();
    };
  }

  /** How a call is measured; not at all if its caller gave it up. */
  static Optional<Result> result(Verdict verdict, ToolOutcome outcome) {
    return switch (verdict) {
      case SUCCESS -> Optional.of(Result.SUCCESS);
      case FAILURE -> Optional.of(Result.FAILURE);
      case IGNORED ->
          switch (outcome) {
            case Rejected ignored -> Optional.of(Result.REJECTED);
            case Cancelled ignored -> Optional.empty();
            case Success ignored -> Optional.of(Result.UNEXPECTED_FAILURE);
            case Failed ignored -> Optional.of(Result.UNEXPECTED_FAILURE);
            case TimedOut ignored -> Optional.of(Result.UNEXPECTED_FAILURE);
            case InvalidInput ignored -> Optional.of(Result.UNEXPECTED_FAILURE);
            case OutOfScope ignored -> Optional.of(Result.UNEXPECTED_FAILURE);
          };
    };
  }

  /** For people, rounded up to the millisecond or second. */
  static String text(Duration duration) {
    return duration.toMillis() < 1000
        ? Math.max(1, duration.toMillis()) + " ms"
        : (duration.toMillis() + 999) / 1000 + " s";
  }
}
