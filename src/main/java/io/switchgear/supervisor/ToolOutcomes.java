package io.switchgear.supervisor;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.DurationText;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.OutcomeAdapter;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Tool;
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
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the outcomes that a supervisor gives by itself, with their texts, and judges all outcomes
 * as the tool does.
 */
final class ToolOutcomes implements OutcomeAdapter<ToolOutcome> {

  private static final Logger LOG = LoggerFactory.getLogger(ToolOutcomes.class);
  private static final int MESSAGE_CHARS = 2_000;

  private final Tool tool;

  ToolOutcomes(Tool tool) {
    this.tool = tool;
  }

  @Override
  public ToolOutcome rejected(Rejection rejection) {
    String message = rejection.message();
    String wait = DurationText.of(rejection.retryAfter());
    return switch (rejection.kind()) {
      case CIRCUIT_OPEN ->
          rejected(
              rejection,
              Refusal.CIRCUIT_OPEN,
              message + " Ask again in " + wait + ", or use another tool.");
      case BULKHEAD_FULL ->
          rejected(
              rejection,
              Refusal.BULKHEAD_FULL,
              message + " Ask again in " + wait + ", with fewer calls at once.");
      case SHUTTING_DOWN ->
          rejected(
              rejection,
              Refusal.SHUTTING_DOWN,
              "The server is shutting down; the call was not run. Ask again once it is back.");
      case CALL_ID_IN_USE -> new Failed(Fault.CRASHED, message);
    };
  }

  private static Rejected rejected(Rejection rejection, Refusal refusal, String message) {
    return new Rejected(refusal, rejection.breaker(), message, rejection.retryAfter());
  }

  /**
   * A run that succeeds after its stop has still timed out or was cancelled, because that is how it
   * was counted. What it found is kept.
   */
  @Override
  public ToolOutcome stopped(Stopped stopped, Optional<ToolOutcome> found) {
    return switch (stopped.reason()) {
      case DEADLINE -> {
        if (!stopped.started()) {
          yield notStartedInTime(stopped.limit());
        }
        yield found.orElse(null) instanceof TimedOut timedOut
            ? timedOut
            : timedOut(stopped.limit(), partial(found));
      }
      case CANCELLED ->
          stopped.started() ? cancelled(found, "The call was cancelled.") : cancelledBeforeStart();
      case SHUTDOWN ->
          cancelled(
              found,
              "The call was stopped because the server is shutting down. Ask again once it is"
                  + " back.");
    };
  }

  static TimedOut notStartedInTime(Duration limit) {
    return new TimedOut(
        limit,
        "The call was not started within its %s. Ask again when fewer calls are waiting."
            .formatted(DurationText.of(limit)),
        ToolOutput.NONE);
  }

  static Cancelled cancelledBeforeStart() {
    return new Cancelled("The call was cancelled before it started.", ToolOutput.NONE);
  }

  private static TimedOut timedOut(Duration limit, ToolOutput partial) {
    return new TimedOut(
        limit,
        "The call was stopped after its %s. Ask for less at once."
            .formatted(DurationText.of(limit)),
        partial);
  }

  private static Cancelled cancelled(Optional<ToolOutcome> found, String message) {
    return found.orElse(null) instanceof Cancelled cancelled
        ? cancelled
        : new Cancelled(message, partial(found));
  }

  private static ToolOutput partial(Optional<ToolOutcome> found) {
    return found.map(ToolOutcomes::output).orElse(ToolOutput.NONE);
  }

  private static ToolOutput output(ToolOutcome outcome) {
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

  @Override
  public ToolOutcome crashed(String name, Throwable bug) {
    return broken(name, bug);
  }

  static Failed broken(String name, Throwable bug) {
    return new Failed(
        Fault.CRASHED,
        "'%s' failed with %s. This is a fault of the tool, not of the call. See the server's log."
            .formatted(name, bug.getClass().getSimpleName()));
  }

  @Override
  public CountedAs countedAs(ToolOutcome outcome) {
    return switch (verdict(outcome)) {
      case SUCCESS -> CountedAs.SUCCESS;
      case FAILURE -> CountedAs.FAILURE;
      case IGNORED ->
          switch (outcome) {
            case Rejected ignored -> CountedAs.REJECTED;
            case Cancelled ignored -> CountedAs.CANCELLED;
            case Success ignored -> CountedAs.IGNORED;
            case Failed ignored -> CountedAs.IGNORED;
            case TimedOut ignored -> CountedAs.IGNORED;
            case InvalidInput ignored -> CountedAs.IGNORED;
            case OutOfScope ignored -> CountedAs.IGNORED;
          };
    };
  }

  private Verdict verdict(ToolOutcome outcome) {
    try {
      return Objects.requireNonNull(tool.verdict(outcome));
    } catch (RuntimeException bug) {
      String name = tool.descriptor().name();
      LOG.error("'{}' could not judge an outcome; the default verdict is used", name, bug);
      return Verdict.of(outcome);
    }
  }

  /** The key is the fault if there is one, otherwise the error type. */
  @Override
  public Description describe(ToolOutcome outcome) {
    String kind =
        outcome instanceof Failed failed
            ? failed.fault().name().toLowerCase(Locale.ROOT)
            : ErrorType.of(outcome).map(ErrorType::wire).orElse("success");
    return new Description(kind, UntrustedText.line(message(outcome), MESSAGE_CHARS));
  }

  private static String message(ToolOutcome outcome) {
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
}
