package io.switchgear.supervisor;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands transitions to listeners, each through a bounded queue of its own. */
final class Transitions {

  /** How many transitions a listener may be behind. */
  static final int BUFFER = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);
  private static final Executor THREADS = Thread.ofVirtual().name("listener")::start;

  private final SubmissionPublisher<Transition> publisher =
      new SubmissionPublisher<>(THREADS, BUFFER);

  /** Ends when closed. */
  Subscription subscribe(TransitionListener listener) {
    Subscriber subscriber = new Subscriber(listener);
    publisher.subscribe(subscriber);
    return subscriber::close;
  }

  /** Never blocks, never throws. */
  void tell(Transition transition) {
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
