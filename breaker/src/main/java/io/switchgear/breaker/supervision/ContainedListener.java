package io.switchgear.breaker.supervision;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener that catches and logs the exceptions of another one. */
final class ContainedListener implements BreakerListener {

  private static final Logger LOG = LoggerFactory.getLogger(ContainedListener.class);

  private final String name;
  private final BreakerListener listener;

  ContainedListener(String name, BreakerListener listener) {
    this.name = name;
    this.listener = listener;
  }

  @Override
  public void created(BreakerSnapshot breaker) {
    try {
      listener.created(breaker);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  @Override
  public void transitioned(Transition transition, BreakerSnapshot breaker) {
    try {
      listener.transitioned(transition, breaker);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  @Override
  public void guided(BreakerSnapshot breaker) {
    try {
      listener.guided(breaker);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  @Override
  public void callCounted(CountedAs countedAs) {
    try {
      listener.callCounted(countedAs);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  @Override
  public void load(int running, int waiting) {
    try {
      listener.load(running, waiting);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  @Override
  public void limits(BulkheadPolicy bulkhead) {
    try {
      listener.limits(bulkhead);
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  private void failed(RuntimeException bug) {
    LOG.error("the listener of breaker '{}' failed", name, bug);
  }
}
