package io.switchgear.supervisor;

import static io.switchgear.supervisor.Scene.BADLY;
import static io.switchgear.supervisor.Scene.RECOVERY;
import static io.switchgear.supervisor.Scene.UNREACHABLE;
import static io.switchgear.supervisor.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.supervisor.ToolSupervisor.CallEnded;
import io.switchgear.supervisor.ToolSupervisor.DeadlinePassed;
import io.switchgear.supervisor.ToolSupervisor.StateDue;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.Verdict;
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
  private final Scene scene = new Scene(POLICY, Verdict::of, Optional.of(canary));

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
    scene.kit.run(new DeadlinePassed(CANARY));
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
    BreakerMemento open = scene.gate.memento();
    scene.clock.pass(RECOVERY);
    scene.kit.run(StateDue.INSTANCE);
    for (BreakerMemento memento : List.of(open, scene.gate.memento())) {
      FakeWork test = new FakeWork();
      Scene later =
          new Scene(POLICY, Verdict::of, Optional.of(test), Optional.of(expired(memento)));
      assertEquals(BreakerState.HALF_OPEN, later.state());
      assertTrue(test.hasStarted());
      later.kit.run(new CallEnded("canary-" + later.gate.snapshot().epoch(), WELL));
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
    scene.kit.run(StateDue.INSTANCE);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  private void ends(ToolOutcome outcome) {
    scene.kit.run(new CallEnded(CANARY, outcome));
  }
}
