package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.TestOutcome.Cancelled;
import io.switchgear.breaker.supervision.TestOutcome.Failed;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import io.switchgear.breaker.supervision.TestOutcome.Success;
import io.switchgear.breaker.supervision.TestOutcome.TimedOut;
import java.util.Optional;
import java.util.function.Function;

/** Makes the tests' outcomes, and judges them by a function. */
record TestOutcomes(Function<TestOutcome, CountedAs> counting)
    implements OutcomeAdapter<TestOutcome> {

  static CountedAs counted(TestOutcome outcome) {
    return switch (outcome) {
      case Success ignored -> CountedAs.SUCCESS;
      case Failed failed when failed.kind().equals("target_unreachable") -> CountedAs.IGNORED;
      case Failed ignored -> CountedAs.FAILURE;
      case TimedOut ignored -> CountedAs.FAILURE;
      case Cancelled ignored -> CountedAs.CANCELLED;
      case Rejected ignored -> CountedAs.REJECTED;
    };
  }

  @Override
  public TestOutcome rejected(Rejection rejection) {
    return new Rejected(rejection);
  }

  @Override
  public TestOutcome stopped(Stopped stopped, Optional<TestOutcome> found) {
    String partial =
        switch (found.orElse(null)) {
          case null -> "";
          case Success success -> success.found();
          case TimedOut timedOut -> timedOut.partial();
          case Cancelled cancelled -> cancelled.partial();
          case Failed ignored -> "";
          case Rejected ignored -> "";
        };
    return switch (stopped.reason()) {
      case DEADLINE -> new TimedOut(stopped.limit(), partial);
      case CANCELLED, SHUTDOWN -> new Cancelled(partial);
    };
  }

  @Override
  public TestOutcome crashed(String name, Throwable bug) {
    return new Failed("crashed", bug.toString());
  }

  @Override
  public CountedAs countedAs(TestOutcome outcome) {
    return counting.apply(outcome);
  }

  @Override
  public Description describe(TestOutcome outcome) {
    return outcome instanceof Failed failed
        ? new Description(failed.kind(), failed.message())
        : new Description(outcome.getClass().getSimpleName(), "");
  }
}
