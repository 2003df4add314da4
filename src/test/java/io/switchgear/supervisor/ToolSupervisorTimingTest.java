package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.supervisor.ToolSupervisor.GetStats;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timers at work, under a clock that the test moves. */
class ToolSupervisorTimingTest {

  private static final Duration STEP = Duration.ofSeconds(10);

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final ManualClock clock = new ManualClock();
  private final PublishedCircuit gate =
      new PublishedCircuit(
          "timing",
          Protection.without(Scene.POLICY),
          clock.clocks(),
          new Transitions(),
          Optional.empty());
  private final ActorRef<Command> supervisor =
      kit.spawn(ToolSupervisor.create(gate, Verdict::of, Runnable::run));
  private final TestProbe<Answered> answers = kit.createTestProbe(Answered.class);

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @Test
  void anOpenBreakerRecoversByItself() {
    open();
    pass(Scene.RECOVERY.minusMillis(1));
    assertEquals(BreakerState.OPEN, state());
    pass(Duration.ofMillis(1));
    assertEquals(BreakerState.HALF_OPEN, state());
    FakeWork probe = call("probe");
    probe.end(Scene.WELL);
    assertEquals(Scene.WELL, answer());
    assertEquals(BreakerState.CLOSED, state());
  }

  @Test
  void aFailedRecoveryMakesTheNextOneLonger() {
    open();
    pass(Scene.RECOVERY);
    call("probe").end(Scene.BADLY);
    answer();
    pass(Scene.RECOVERY.multipliedBy(2).minusMillis(1));
    assertEquals(BreakerState.OPEN, state());
    pass(Duration.ofMillis(1));
    assertEquals(BreakerState.HALF_OPEN, state());
  }

  @Test
  void anOverdueProbeReopens() {
    open();
    pass(Scene.RECOVERY);
    FakeWork probe = call("probe");
    pass(Scene.CALL_TIMEOUT);
    assertEquals(BreakerState.OPEN, state());
    assertEquals(List.of(StopReason.DEADLINE), probe.stops);
    answers.expectNoMessage();
    pass(ToolSupervisor.GRACE);
    assertInstanceOf(TimedOut.class, answer());
  }

  @Test
  void theDeadlineRunsWhileACallWaits() {
    call("a");
    pass(Duration.ofSeconds(20));
    call("b");
    FakeWork waiting = call("waiting");
    pass(Duration.ofSeconds(10));
    state();
    pass(ToolSupervisor.GRACE);
    assertInstanceOf(TimedOut.class, answer());
    assertTrue(waiting.hasStarted());
    pass(Duration.ofSeconds(18));
    state();
    assertEquals(List.of(StopReason.DEADLINE), waiting.stops);
  }

  @Test
  void leavingOpenCancelsItsTimer() {
    open();
    clock.pass(Scene.RECOVERY);
    call("probe").end(Scene.WELL);
    answer();
    open();
    time.timePasses(Scene.RECOVERY.minusMillis(1));
    assertEquals(BreakerState.OPEN, state());
  }

  private void open() {
    for (String id : List.of("x", "y")) {
      call(id).end(Scene.BADLY);
      answer();
    }
    assertEquals(BreakerState.OPEN, state());
    call("refused");
    assertInstanceOf(Rejected.class, answer());
  }

  private FakeWork call(String id) {
    FakeWork work = new FakeWork();
    Deadline deadline = new Deadline(clock.clocks().nanos() + Scene.CALL_TIMEOUT.toNanos());
    supervisor.tell(
        new CallTool(id, work, deadline, Progress.NONE, Optional.empty(), answers.getRef()::tell));
    state();
    return work;
  }

  private ToolOutcome answer() {
    return answers.receiveMessage().outcome();
  }

  /** In steps, so that a timer that is due on the way finds the clock where it is due. */
  private void pass(Duration duration) {
    Duration left = duration;
    while (left.isPositive()) {
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      state();
      clock.pass(step);
      time.timePasses(step);
      left = left.minus(step);
    }
  }

  /** Asked of the actor itself, so that it has seen all that was sent before. */
  private BreakerState state() {
    TestProbe<ToolStats> stats = kit.createTestProbe(ToolStats.class);
    supervisor.tell(new GetStats(stats.getRef()));
    return stats.receiveMessage().breaker().state();
  }
}
