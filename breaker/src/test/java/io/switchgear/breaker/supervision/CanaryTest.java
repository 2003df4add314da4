package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.BADLY;
import static io.switchgear.breaker.supervision.Scene.RECOVERY;
import static io.switchgear.breaker.supervision.Scene.UNREACHABLE;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinePassed;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryTest {

  /** Named by the epoch: one opening, one recovery. */
  private static final String CANARY = "canary-2";

  private static final ProtectionPolicy POLICY =
      Scene.POLICY.with(Scene.POLICY.breaker().withCanary(true));

  private final FakeWork canary = new FakeWork();
  private final Scene scene = new Scene(POLICY, TestOutcomes::counted, Optional.of(canary));

  @Test
  void theSelfTestComesBeforeAnyCaller() {
    recover();
    assertTrue(canary.hasStarted());
    scene.call("a").answer(Rejected.class);
    ends(WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
    scene.running("b");
  }

  @Test
  void aSelfTestThatFailsReopens() {
    recover();
    ends(BADLY);
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void aSelfTestThatIsOverdueReopens() {
    recover();
    scene.kit.run(new DeadlinePassed<>(CANARY));
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void aSelfTestThatSaysNothingLeavesItToTheCallers() {
    recover();
    ends(UNREACHABLE);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    scene.running("a");
  }

  /** Its open time ran out, or its self-test was under way, while the process was away. */
  @Test
  void aBreakerThatComesBackHalfOpenBeginsWithItsSelfTest() {
    scene.opened();
    BreakerMemento open = scene.published.memento();
    scene.clock.pass(RECOVERY);
    scene.kit.run(new StateDue<>());
    for (BreakerMemento memento : List.of(open, scene.published.memento())) {
      FakeWork test = new FakeWork();
      Scene later =
          new Scene(
              POLICY, TestOutcomes::counted, Optional.of(test), Optional.of(expired(memento)));
      assertEquals(BreakerState.HALF_OPEN, later.state());
      assertTrue(test.hasStarted());
      later.kit.run(new CallEnded<>("canary-" + later.published.snapshot().epoch(), WELL));
      assertEquals(BreakerState.CLOSED, later.state());
    }
  }

  private static BreakerMemento expired(BreakerMemento memento) {
    return new BreakerMemento(
        memento.savedAt(),
        memento.epoch(),
        memento.state(),
        Duration.ZERO,
        memento.reopens(),
        memento.failures(),
        memento.successes(),
        memento.openedBy(),
        memento.order());
  }

  private void recover() {
    scene.opened();
    scene.clock.pass(RECOVERY);
    scene.kit.run(new StateDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  private void ends(TestOutcome outcome) {
    scene.kit.run(new CallEnded<>(CANARY, outcome));
  }
}
