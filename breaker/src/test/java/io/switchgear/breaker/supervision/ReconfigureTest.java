package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.Drain;
import io.switchgear.breaker.supervision.CallSupervisor.Reconfigure;
import io.switchgear.breaker.supervision.Scene.Asked;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class ReconfigureTest {

  private final Scene scene = new Scene();

  private void reconfigure(ProtectionPolicy policy) {
    reconfigure(new Protection<>(policy, Optional.empty()));
  }

  private void reconfigure(Protection<TestOutcome> rules) {
    TestInbox<Done> inbox = TestInbox.create();
    scene.kit.run(new Reconfigure<>(rules, inbox.getRef()));
    assertEquals(Done.getInstance(), inbox.receiveMessage());
    assertFalse(inbox.hasMessages(), "answered twice");
  }

  @Test
  void moreRoomStartsWhoWaits() {
    scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    assertFalse(waiting.work.hasStarted());
    reconfigure(Scene.POLICY.with(new BulkheadPolicy(3, 1)));
    assertTrue(waiting.work.hasStarted());
  }

  @Test
  void lessRoomEndsNobody() {
    Asked a = scene.running("a");
    Asked b = scene.running("b");
    Asked waiting = scene.call("c");
    reconfigure(Scene.POLICY.with(new BulkheadPolicy(1, 0)));
    assertTrue(waiting.isUnanswered());
    a.ends(Scene.WELL);
    assertEquals(Scene.WELL, a.answer());
    assertFalse(waiting.work.hasStarted(), "one still runs");
    b.ends(Scene.WELL);
    assertTrue(waiting.work.hasStarted());
    assertEquals(TestOutcome.Rejected.class, scene.call("d").answer().getClass());
  }

  @Test
  void anOpenBreakerStaysOpenForItsTime() {
    scene.opened();
    reconfigure(Scene.POLICY.with(Scene.POLICY.breaker().withRecoveryTimeout(Duration.ofHours(1))));
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(Scene.RECOVERY, scene.published.snapshot().retryAfter());
    scene.clock.pass(Scene.RECOVERY);
    scene.kit.run(new CallSupervisor.StateDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  @Test
  void aThresholdThatIsReachedOpensAtOnceAndIsToldAsATransition() {
    scene.callThatEnds("a", Scene.BADLY);
    Asked running = scene.running("b");
    reconfigure(Scene.POLICY.with(Scene.POLICY.breaker().withFailureThreshold(1)));
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(1, scene.stats().stateHistory().size());
    running.ends(Scene.WELL);
    assertEquals(Scene.WELL, running.answer());
  }

  @Test
  void theNewPolicyShowsInTheStats() {
    reconfigure(Scene.POLICY.withCallTimeout(Duration.ofSeconds(77)));
    assertEquals(Duration.ofSeconds(77), scene.stats().configuration().callTimeout());
  }

  @Test
  void aSelfTestThatCameWithTheNewRulesBeginsTheRecovery() {
    FakeWork canary = new FakeWork();
    scene.opened();
    reconfigure(
        new Protection<>(
            Scene.POLICY.with(Scene.POLICY.breaker().withCanary(true)), Optional.of(canary)));
    scene.clock.pass(Scene.RECOVERY);
    scene.kit.run(new CallSupervisor.StateDue<>());
    assertTrue(canary.hasStarted());
  }

  @Test
  void aDrainingSupervisorAnswersToo() {
    TestInbox<Drained> drained = TestInbox.create();
    scene.kit.run(new Drain<>(drained.getRef()));
    reconfigure(Scene.POLICY.withCallTimeout(Duration.ofSeconds(77)));
    assertTrue(scene.published.snapshot().draining());
  }

  @Test
  void theRulesOutliveARestartOfTheSupervisor() {
    ProtectionPolicy other = Scene.POLICY.withCallTimeout(Duration.ofSeconds(77));
    reconfigure(other);
    CallSupervisor.create(scene.setup, scene.published);
    assertEquals(other, scene.published.policy());
  }
}
