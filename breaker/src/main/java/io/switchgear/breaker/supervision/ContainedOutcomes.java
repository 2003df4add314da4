package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An adapter whose judgement never fails: an outcome that cannot be judged is a failure. */
record ContainedOutcomes<O>(String breaker, OutcomeAdapter<O> adapter)
    implements OutcomeAdapter<O> {

  private static final Logger LOG = LoggerFactory.getLogger(CallSupervisor.class);

  @Override
  public CountedAs countedAs(O outcome) {
    try {
      return Objects.requireNonNull(adapter.countedAs(outcome));
    } catch (RuntimeException bug) {
      LOG.error("an outcome of '{}' could not be judged: a failure", breaker, bug);
      return CountedAs.FAILURE;
    }
  }

  @Override
  public O rejected(Rejection rejection) {
    return adapter.rejected(rejection);
  }

  @Override
  public O stopped(Stopped stopped, Optional<O> found) {
    return adapter.stopped(stopped, found);
  }

  @Override
  public O crashed(String name, Throwable bug) {
    return adapter.crashed(name, bug);
  }

  @Override
  public Description describe(O outcome) {
    return adapter.describe(outcome);
  }
}
