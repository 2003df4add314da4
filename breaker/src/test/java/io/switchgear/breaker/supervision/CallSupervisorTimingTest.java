package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.GetStats;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import io.switchgear.breaker.supervision.TestOutcome.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timers at work, under a clock that the test moves. */
class CallSupervisorTimingTest {

  private static final Duration STEP = Duration.ofSeconds(10);

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final ManualClock clock = new ManualClock();
  private final SupervisorSetup<TestOutcome> setup = Scene.setup("timing", clock, Runnable::run);
  private final ActorRef<Command<TestOutcome>> supervisor =
      kit.spawn(CallSupervisor.create(setup, new PublishedState<>(setup)));
  private final TestProbe<CallCompleted<TestOutcome>> answers = kit.createTestProbe();

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
    pass(CallSupervisor.GRACE);
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
    pass(CallSupervisor.GRACE);
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
    long deadline = clock.clocks().nanos() + Scene.CALL_TIMEOUT.toNanos();
    supervisor.tell(new RunCall<>(id, work, deadline, Map.of(), answers.getRef()::tell));
    state();
    return work;
  }

  private TestOutcome answer() {
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
    TestProbe<BreakerStats> stats = kit.createTestProbe(BreakerStats.class);
    supervisor.tell(new GetStats<>(stats.getRef()));
    return stats.receiveMessage().breaker().state();
  }
}
