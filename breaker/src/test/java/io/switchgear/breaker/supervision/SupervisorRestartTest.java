package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.GetStats;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.TestOutcome.Failed;
import io.switchgear.breaker.supervision.TestOutcome.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bug in the supervisor itself: here, of the executor that it starts work on. */
class SupervisorRestartTest {

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final ManualClock clock = new ManualClock();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final SupervisorSetup<TestOutcome> setup = Scene.setup("restarts", clock, this::launch);
  private final ActorRef<Command<TestOutcome>> supervisor =
      kit.spawn(CallSupervisor.create(setup, new PublishedState<>(setup)));
  private final TestProbe<CallCompleted<TestOutcome>> answers = kit.createTestProbe();

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @Test
  void theCallThatMetTheBugIsAnsweredAndTheOthersGoOn() {
    FakeWork before = call("before");
    crash();
    before.end(Scene.WELL);
    assertEquals(new CallCompleted<>("before", Scene.WELL), answers.receiveMessage());
    call("after").end(Scene.WELL);
    assertEquals(new CallCompleted<>("after", Scene.WELL), answers.receiveMessage());
  }

  @Test
  void deadlinesHoldAcrossARestart() {
    FakeWork hangs = call("hangs");
    crash();
    pass(Scene.CALL_TIMEOUT);
    state();
    assertEquals(List.of(StopReason.DEADLINE), hangs.stops);
    pass(CallSupervisor.GRACE);
    assertInstanceOf(TimedOut.class, answers.receiveMessage().outcome());
  }

  @Test
  void theStateOfTheBreakerIsKept() {
    for (String id : List.of("x", "y")) {
      call(id).end(Scene.BADLY);
      answers.receiveMessage();
    }
    pass(Scene.RECOVERY);
    assertEquals(BreakerState.HALF_OPEN, state());
    crash();
    assertEquals(BreakerState.HALF_OPEN, state());
    call("probe").end(Scene.BADLY);
    answers.receiveMessage();
    pass(Scene.RECOVERY.multipliedBy(2));
    assertEquals(BreakerState.HALF_OPEN, state());
  }

  private void crash() {
    broken.set(true);
    call("unlucky");
    assertInstanceOf(Failed.class, answers.receiveMessage().outcome());
    broken.set(false);
  }

  private void launch(Runnable work) {
    if (broken.get()) {
      throw new RejectedExecutionException("bug");
    }
    work.run();
  }

  private FakeWork call(String id) {
    FakeWork work = new FakeWork();
    long deadline = clock.clocks().nanos() + Scene.CALL_TIMEOUT.toNanos();
    supervisor.tell(new RunCall<>(id, work, deadline, Map.of(), answers.getRef()::tell));
    state();
    return work;
  }

  private void pass(Duration duration) {
    state();
    clock.pass(duration);
    time.timePasses(duration);
  }

  private BreakerState state() {
    TestProbe<BreakerStats> stats = kit.createTestProbe(BreakerStats.class);
    supervisor.tell(new GetStats<>(stats.getRef()));
    return stats.receiveMessage().breaker().state();
  }
}
