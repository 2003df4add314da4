package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.BADLY;
import static io.switchgear.breaker.supervision.Scene.RECOVERY;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.Scene.Asked;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class OperatorOrdersTest {

  private static final Optional<Duration> FOR_EVER = Optional.empty();
  private static final Duration HOUR = Duration.ofHours(1);

  private final Scene scene = new Scene();

  @Test
  void openGoesThereOnceAndRecoversAsUsual() {
    Asked running = scene.running("a");
    done(Action.OPEN, FOR_EVER);
    assertEquals(RECOVERY, scene.call("b").answer(Rejected.class).retryAfter());
    running.ends(WELL);
    assertEquals(WELL, running.answer());
    pass(RECOVERY);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  @Test
  void closeGoesThereOnce() {
    scene.opened();
    assertEquals(BreakerState.CLOSED, done(Action.CLOSE, FOR_EVER).state());
    scene.callThatEnds("a", BADLY);
    scene.callThatEnds("b", BADLY);
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void resetForgetsEverythingButItself() {
    scene.opened();
    scene.published.rejection();
    done(Action.RESET, FOR_EVER);
    BreakerStats stats = scene.stats();
    assertEquals(BreakerState.CLOSED, stats.breaker().state());
    assertEquals(0, stats.totalCalls());
    assertEquals(1, stats.stateHistory().size());
    assertEquals("operator_reset", stats.stateHistory().getFirst().reason());
  }

  @Test
  void holdOpenStaysUntilItIsLiftedAndThenProbes() {
    done(Action.HOLD_OPEN, FOR_EVER);
    pass(Duration.ofDays(3));
    Rejected rejected = scene.call("a").answer(Rejected.class);
    assertTrue(rejected.message().contains("alice ordered hold-open: maintenance"));
    assertTrue(scene.published.rejection().isPresent());
    done(Action.AUTO, FOR_EVER);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    scene.callThatEnds("b", WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void holdOpenRejectsThoseWhoWait() {
    scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    done(Action.HOLD_OPEN, FOR_EVER);
    waiting.answer(Rejected.class);
  }

  @Test
  void holdOpenEndsWithItsExpiry() {
    done(Action.HOLD_OPEN, Optional.of(HOUR));
    assertEquals(HOUR, scene.call("a").answer(Rejected.class).retryAfter());
    pass(HOUR.minusNanos(1));
    assertEquals(BreakerState.OPEN, scene.state());
    pass(Duration.ofNanos(1));
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    assertEquals("order_expired", scene.stats().stateHistory().getLast().reason());
  }

  @Test
  void disabledAdmitsAndCountsNothing() {
    scene.opened();
    done(Action.DISABLED, FOR_EVER);
    for (int i = 0; i < 5; i++) {
      scene.callThatEnds("d" + i, BADLY);
    }
    assertEquals(2, scene.stats().failedCalls());
    assertEquals(BreakerState.CLOSED, scene.state());
    done(Action.AUTO, FOR_EVER);
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void metricsOnlyAdmitsAndCountsButNeverOpens() {
    done(Action.METRICS_ONLY, Optional.of(HOUR));
    for (int i = 0; i < 5; i++) {
      scene.callThatEnds("m" + i, BADLY);
    }
    assertEquals(5, scene.stats().failedCalls());
    assertEquals(BreakerState.CLOSED, scene.state());
    pass(HOUR);
    assertEquals(0, scene.published.snapshot().failureCount());
    scene.callThatEnds("x", BADLY);
    scene.callThatEnds("y", BADLY);
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void theBulkheadHoldsUnderAnyOrder() {
    done(Action.DISABLED, FOR_EVER);
    Asked first = scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    scene.call("d").answer(Rejected.class);
    first.ends(WELL);
    assertTrue(waiting.work.hasStarted());
  }

  @Test
  void aStandingOrderIsNotUndoneByAccident() {
    done(Action.HOLD_OPEN, FOR_EVER);
    for (Action once : new Action[] {Action.OPEN, Action.CLOSE, Action.RESET}) {
      String message =
          assertInstanceOf(OrderResult.Refused.class, ordered(once, FOR_EVER)).message();
      assertTrue(message.contains("alice ordered hold-open"), message);
      assertTrue(message.contains("auto"), message);
    }
    assertEquals(BreakerState.CLOSED, done(Action.METRICS_ONLY, FOR_EVER).state());
  }

  @Test
  void theHistoryNamesTheOperator() {
    done(Action.HOLD_OPEN, Optional.of(HOUR));
    Transition transition = scene.stats().stateHistory().getLast();
    assertEquals("operator_hold_open", transition.reason());
    assertEquals("alice", transition.metadata().get("operator"));
    assertEquals("maintenance", transition.metadata().get("operator_reason"));
    assertEquals("1970-01-01T01:00:00Z", transition.metadata().get("expires"));
    assertEquals(Action.HOLD_OPEN, scene.stats().breaker().mode());
  }

  @Test
  void anOrderNeedsANameAndAReason() {
    assertThrows(
        IllegalArgumentException.class,
        () -> scene.clock.clocks().order(Action.OPEN, " ", "maintenance", FOR_EVER));
    assertThrows(
        IllegalArgumentException.class,
        () -> scene.clock.clocks().order(Action.OPEN, "alice", "", FOR_EVER));
    assertThrows(
        IllegalArgumentException.class,
        () -> scene.clock.clocks().order(Action.OPEN, "alice", "maintenance", Optional.of(HOUR)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            scene
                .clock
                .clocks()
                .order(Action.HOLD_OPEN, "alice", "maintenance", Optional.of(Duration.ZERO)));
  }

  private BreakerSnapshot done(Action action, Optional<Duration> lasting) {
    return assertInstanceOf(OrderResult.Applied.class, ordered(action, lasting)).breaker();
  }

  private OrderResult ordered(Action action, Optional<Duration> lasting) {
    OperatorOrder order = scene.clock.clocks().order(action, "alice", "maintenance", lasting);
    TestInbox<OrderResult> inbox = TestInbox.create();
    scene.kit.run(new Operate<>(order, inbox.getRef()));
    return inbox.receiveMessage();
  }

  private void pass(Duration time) {
    scene.clock.pass(time);
    scene.kit.run(new StateDue<>());
  }
}
