package io.switchgear.supervisor;

import static io.switchgear.supervisor.Scene.BADLY;
import static io.switchgear.supervisor.Scene.RECOVERY;
import static io.switchgear.supervisor.Scene.UNREACHABLE;
import static io.switchgear.supervisor.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.supervisor.ToolSupervisor.CallEnded;
import io.switchgear.supervisor.ToolSupervisor.DeadlinePassed;
import io.switchgear.supervisor.ToolSupervisor.StateDue;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryTest {

  /** Named by the epoch: one opening, one recovery. */
  private static final String CANARY = "canary-2";

  private final FakeWork canary = new FakeWork();
  private final Scene scene =
      new Scene(
          Scene.POLICY.with(Scene.POLICY.breaker().withCanary(true)),
          Verdict::of,
          Optional.of(canary));

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
