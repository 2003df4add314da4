package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Subscription;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.TransitionListener;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies listeners of transitions. Each listener has a bounded queue and a virtual thread of its
 * own.
 */
public final class TransitionPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(TransitionPublisher.class);
  private static final Executor THREADS = Thread.ofVirtual().name("listener")::start;

  private final SubmissionPublisher<Transition> publisher =
      new SubmissionPublisher<>(THREADS, TransitionListener.QUEUE);

  /** Notifies the listener of every later transition until the result is closed. */
  public Subscription subscribe(TransitionListener listener) {
    Subscriber subscriber = new Subscriber(listener);
    publisher.subscribe(subscriber);
    return subscriber::close;
  }

  /** Never blocks, never throws. */
  void publish(Transition transition) {
    publisher.offer(
        transition,
        (slow, missed) -> {
          LOG.warn("a listener is too slow and misses a transition of '{}'", missed.breaker());
          return false;
        });
  }

  private static final class Subscriber implements Flow.Subscriber<Transition> {
    private final TransitionListener listener;
    private volatile Flow.Subscription subscription;
    private volatile boolean closed;

    private Subscriber(TransitionListener listener) {
      this.listener = listener;
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
      subscription = granted;
      if (closed) {
        granted.cancel();
      } else {
        granted.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(Transition transition) {
      try {
        listener.onTransition(transition);
      } catch (RuntimeException bug) {
        LOG.error("a listener failed on a transition of '{}'", transition.breaker(), bug);
      }
    }

    @Override
    public void onError(Throwable never) {}

    @Override
    public void onComplete() {}

    private void close() {
      closed = true;
      Flow.Subscription granted = subscription;
      if (granted != null) {
        granted.cancel();
      }
    }
  }
}
