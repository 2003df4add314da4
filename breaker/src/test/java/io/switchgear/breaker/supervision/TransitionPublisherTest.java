package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.Subscription;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.TransitionListener;
import io.switchgear.testing.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class TransitionPublisherTest {

  private final TransitionPublisher transitions = new TransitionPublisher();

  @Test
  void everyListenerHearsEverythingInOrder() throws InterruptedException {
    BlockingQueue<Transition> one = new LinkedBlockingQueue<>();
    BlockingQueue<Transition> other = new LinkedBlockingQueue<>();
    try (Subscription first = transitions.subscribe(one::add);
        Subscription second = transitions.subscribe(other::add)) {
      assertTrue(first != second);
      for (int i = 0; i < 50; i++) {
        transitions.publish(numbered(i));
      }
      for (int i = 0; i < 50; i++) {
        assertEquals(numbered(i), next(one));
        assertEquals(numbered(i), next(other));
      }
    }
  }

  @Test
  void aSlowAndAFailingListenerHarmNobody() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch failures = new CountDownLatch(2);
    BlockingQueue<Transition> heard = new LinkedBlockingQueue<>();
    List<Subscription> all = new ArrayList<>();
    all.add(transitions.subscribe(transition -> Await.reached("the release", release)));
    all.add(
        transitions.subscribe(
            transition -> {
              failures.countDown();
              throw new IllegalStateException("bug");
            }));
    all.add(transitions.subscribe(heard::add));
    for (int i = 0; i < 3 * TransitionListener.QUEUE; i++) {
      transitions.publish(numbered(i));
      assertEquals(numbered(i), next(heard));
    }
    Await.reached("the failures", failures);
    release.countDown();
    all.forEach(Subscription::close);
  }

  @Test
  void aClosedSubscriptionIsToldNothing() throws InterruptedException {
    BlockingQueue<Transition> heard = new LinkedBlockingQueue<>();
    BlockingQueue<Transition> witness = new LinkedBlockingQueue<>();
    transitions.subscribe(heard::add).close();
    try (Subscription open = transitions.subscribe(witness::add)) {
      assertTrue(open != null);
      transitions.publish(numbered(1));
      assertEquals(numbered(1), next(witness));
    }
    assertTrue(heard.isEmpty());
  }

  @Test
  void aListenerMayCallBack() throws InterruptedException {
    Scene scene = new Scene();
    BlockingQueue<BreakerState> seen = new LinkedBlockingQueue<>();
    try (Subscription open =
        scene.transitions.subscribe(transition -> seen.add(scene.published.snapshot().state()))) {
      assertTrue(open != null);
      scene.opened();
      assertEquals(BreakerState.OPEN, Await.next("the transition", seen));
    }
  }

  private static Transition next(BlockingQueue<Transition> queue) throws InterruptedException {
    return Await.next("the transition", queue);
  }

  private static Transition numbered(int number) {
    return new Transition(
        "t",
        Instant.EPOCH,
        BreakerState.CLOSED,
        BreakerState.OPEN,
        Cause.CONSECUTIVE_FAILURES.wire(),
        Map.of("number", number));
  }
}
