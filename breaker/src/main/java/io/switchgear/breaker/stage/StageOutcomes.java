package io.switchgear.breaker.stage;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.DurationText;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.OutcomeAdapter;
import java.util.Locale;
import java.util.Optional;

/** Makes and judges the outcomes of a {@link CircuitBreaker}'s calls. */
final class StageOutcomes implements OutcomeAdapter<StageOutcome> {

  static final StageOutcomes INSTANCE = new StageOutcomes();

  private StageOutcomes() {}

  @Override
  public StageOutcome rejected(Rejection rejection) {
    return new StageOutcome.Rejected(rejection);
  }

  /** A result that comes after the stop is dropped: the caller gets the exception of the stop. */
  @Override
  public StageOutcome stopped(Stopped stopped, Optional<StageOutcome> found) {
    String limit = DurationText.of(stopped.limit());
    String message =
        switch (stopped.reason()) {
          case DEADLINE ->
              stopped.started()
                  ? "The call was stopped after its " + limit + "."
                  : "The call was not started within its " + limit + ".";
          case CANCELLED -> "The call was cancelled.";
          case SHUTDOWN -> "The call was stopped because its breaker was shut down.";
        };
    return new StageOutcome.Stopped(stopped.reason(), message);
  }

  @Override
  public StageOutcome crashed(String name, Throwable bug) {
    return new StageOutcome.Crashed("'" + name + "' failed with " + bug);
  }

  @Override
  public CountedAs countedAs(StageOutcome outcome) {
    return switch (outcome) {
      case StageOutcome.Ended ended -> ended.countedAs();
      case StageOutcome.GivenUp ignored -> CountedAs.CANCELLED;
      case StageOutcome.Rejected ignored -> CountedAs.REJECTED;
      case StageOutcome.Stopped stopped ->
          stopped.reason() == StopReason.DEADLINE ? CountedAs.FAILURE : CountedAs.CANCELLED;
      case StageOutcome.Crashed ignored -> CountedAs.FAILURE;
    };
  }

  @Override
  public Description describe(StageOutcome outcome) {
    return switch (outcome) {
      case StageOutcome.Ended ended ->
          new Description(
              ended.countedAs() == CountedAs.SUCCESS ? "success" : "execution_failed",
              ended.message());
      case StageOutcome.GivenUp ignored ->
          new Description("cancelled", "The permit was given back without a result.");
      case StageOutcome.Rejected rejected ->
          new Description(
              rejected.rejection().kind().name().toLowerCase(Locale.ROOT),
              rejected.rejection().message());
      case StageOutcome.Stopped stopped ->
          new Description(
              stopped.reason() == StopReason.DEADLINE ? "timeout" : "cancelled", stopped.message());
      case StageOutcome.Crashed crashed -> new Description("crashed", crashed.message());
    };
  }
}
