package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.BADLY;
import static io.switchgear.breaker.supervision.Scene.RECOVERY;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.supervision.CallSupervisor.CloseProbed;
import io.switchgear.breaker.supervision.CallSupervisor.Guide;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.Scene.Asked;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** A supervisor under guidance: what its callers meet. */
class GuidedSupervisorTest {

  private final Scene scene = new Scene();

  private static void refuse(Scene scene, Duration until) {
    long at = scene.clock.clocks().nanos() + until.toNanos();
    scene.kit.run(new Guide<>(new Guidance.Refuse("node b probes", at)));
  }

  private static void guide(Scene scene, Guidance guidance) {
    scene.kit.run(new Guide<>(guidance));
  }

  private static void pass(Scene scene, Duration time) {
    scene.clock.pass(time);
    scene.kit.run(new StateDue<>());
  }

  @Test
  void aClosedBreakerRefusesOnBothWays() {
    scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    refuse(scene, Duration.ofSeconds(9));
    Rejected rejected = waiting.answer(Rejected.class);
    assertEquals(Kind.CIRCUIT_OPEN, rejected.kind());
    assertEquals(Duration.ofSeconds(9), rejected.retryAfter());
    assertTrue(rejected.message().contains("is open because node b probes"), rejected::message);
    scene.call("d").answer(Rejected.class);
    assertTrue(scene.published.rejection().isPresent(), "without a message");
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(BreakerState.CLOSED, scene.published.snapshot().own());
    guide(scene, Guidance.None.NONE);
    assertTrue(scene.published.rejection().isEmpty());
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void anOpenBreakerAdmitsAndGoesOnToRecover() {
    scene.opened();
    guide(scene, Guidance.Admit.ADMIT);
    assertTrue(scene.published.rejection().isEmpty());
    scene.callThatEnds("a", BADLY);
    assertEquals(BreakerState.OPEN, scene.published.snapshot().own());
    assertEquals(3, scene.published.snapshot().counted());
    scene.running("b");
    scene.running("c");
    assertTrue(scene.call("d").isUnanswered(), "it waits, as it would for a closed breaker");
    pass(scene, RECOVERY);
    assertEquals(BreakerState.HALF_OPEN, scene.published.snapshot().own());
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void aProbeThatFailsDoesNotRejectWhoWaits() {
    scene.halfOpened();
    guide(scene, Guidance.Admit.ADMIT);
    Asked first = scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    first.ends(BADLY);
    assertEquals(BreakerState.OPEN, scene.published.snapshot().own());
    assertTrue(waiting.work.hasStarted());
    Asked next = scene.call("d");
    guide(scene, Guidance.None.NONE);
    next.answer(Rejected.class);
  }

  @Test
  void aSelfTestWaitsForTheEndOfTheRefusal() {
    FakeWork selfTest = new FakeWork();
    Scene canary =
        new Scene(
            Scene.POLICY.with(Scene.POLICY.breaker().withCanary(true)),
            TestOutcomes::counted,
            Optional.of(selfTest));
    canary.opened();
    refuse(canary, RECOVERY);
    pass(canary, RECOVERY);
    assertEquals(BreakerState.HALF_OPEN, canary.published.snapshot().own());
    assertFalse(selfTest.hasStarted());
    guide(canary, Guidance.None.NONE);
    assertTrue(selfTest.hasStarted());
  }

  @Test
  void aProbeElsewhereClosesIt() {
    scene.opened();
    refuse(scene, RECOVERY);
    scene.kit.run(new CloseProbed<>());
    assertEquals("probed_elsewhere", scene.stats().stateHistory().getLast().reason());
    assertEquals(BreakerState.CLOSED, scene.published.snapshot().own());
    guide(scene, Guidance.None.NONE);
    scene.callThatEnds("a", WELL);
  }

  @Test
  void anOperatorsOrderComesFirst() {
    refuse(scene, RECOVERY);
    operate(Action.CLOSE);
    scene.callThatEnds("a", WELL);
    operate(Action.HOLD_OPEN);
    guide(scene, Guidance.Admit.ADMIT);
    scene.call("b").answer(Rejected.class);
    scene.kit.run(new CloseProbed<>());
    scene.call("c").answer(Rejected.class);
    operate(Action.DISABLED);
    scene.running("d");
    scene.running("e");
    Asked waiting = scene.call("f");
    refuse(scene, RECOVERY);
    assertTrue(waiting.isUnanswered());
    operate(Action.AUTO);
    waiting.answer(Rejected.class);
  }

  private void operate(Action action) {
    scene.kit.run(
        new Operate<>(
            scene.clock.clocks().order(action, "ann", "drill", Optional.empty()),
            TestInbox.<OrderResult>create().getRef()));
  }
}
