package io.switchgear.supervisor;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Transition;
import io.switchgear.metrics.BreakerMetrics;
import io.switchgear.metrics.BreakerMetrics.Result;

/** Records what a breaker does in the metrics of the server. */
public final class MeasuredBreaker implements BreakerListener {

  private final BreakerMetrics metrics;

  /**
   * @param name of the breaker, as the metrics show it
   */
  public MeasuredBreaker(String name) {
    this.metrics = new BreakerMetrics(name);
  }

  @Override
  public void created(BreakerSnapshot breaker) {
    state(breaker);
  }

  @Override
  public void transitioned(Transition transition, BreakerSnapshot breaker) {
    state(breaker);
    if (transition.from() != transition.to()) {
      metrics.transition(transition.from().wire(), transition.to().wire());
    }
  }

  @Override
  public void guided(BreakerSnapshot breaker) {
    state(breaker);
  }

  private void state(BreakerSnapshot breaker) {
    metrics.state(breaker.state().code());
    metrics.mode(breaker.mode().wire());
  }

  /** A call that its caller cancelled is not measured. */
  @Override
  public void callCounted(CountedAs countedAs) {
    switch (countedAs) {
      case SUCCESS -> metrics.call(Result.SUCCESS);
      case FAILURE -> metrics.call(Result.FAILURE);
      case IGNORED -> metrics.call(Result.UNEXPECTED_FAILURE);
      case REJECTED -> metrics.call(Result.REJECTED);
      case CANCELLED -> {}
    }
  }

  @Override
  public void load(int running, int waiting) {
    metrics.bulkheadLoad(running, waiting);
  }

  @Override
  public void limits(BulkheadPolicy bulkhead) {
    metrics.bulkheadLimits(bulkhead.maxConcurrent(), bulkhead.queue());
  }
}
