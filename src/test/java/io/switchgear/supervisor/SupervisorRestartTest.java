package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.breaker.BreakerState;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.supervisor.ToolSupervisor.GetStats;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  private final PublishedCircuit gate =
      new PublishedCircuit(
          "restarts",
          Protection.without(Scene.POLICY),
          clock.clocks(),
          new Transitions(),
          Optional.empty());
  private final ActorRef<Command> supervisor =
      kit.spawn(ToolSupervisor.create(gate, Verdict::of, this::launch));
  private final TestProbe<Answered> answers = kit.createTestProbe(Answered.class);

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @Test
  void theCallThatMetTheBugIsAnsweredAndTheOthersGoOn() {
    FakeWork before = call("before");
    crash();
    before.end(Scene.WELL);
    assertEquals(new Answered("before", Scene.WELL), answers.receiveMessage());
    call("after").end(Scene.WELL);
    assertEquals(new Answered("after", Scene.WELL), answers.receiveMessage());
  }

  @Test
  void deadlinesHoldAcrossARestart() {
    FakeWork hangs = call("hangs");
    crash();
    pass(Scene.CALL_TIMEOUT);
    state();
    assertEquals(List.of(StopReason.DEADLINE), hangs.stops);
    pass(ToolSupervisor.GRACE);
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
    Deadline deadline = new Deadline(clock.clocks().nanos() + Scene.CALL_TIMEOUT.toNanos());
    supervisor.tell(
        new CallTool(id, work, deadline, Progress.NONE, Optional.empty(), answers.getRef()::tell));
    state();
    return work;
  }

  private void pass(Duration duration) {
    state();
    clock.pass(duration);
    time.timePasses(duration);
  }

  private BreakerState state() {
    TestProbe<ToolStats> stats = kit.createTestProbe(ToolStats.class);
    supervisor.tell(new GetStats(stats.getRef()));
    return stats.receiveMessage().breaker().state();
  }
}
