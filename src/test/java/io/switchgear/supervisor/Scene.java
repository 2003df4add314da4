package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.supervisor.ToolSupervisor.CallEnded;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.Effect.TimerScheduled;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.slf4j.event.Level;

/** One supervisor in the hand of a test: no threads, no timers, a clock that stands still. */
final class Scene {

  static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  static final Duration RECOVERY = Duration.ofSeconds(10);
  static final ToolOutcome WELL = new Success(ToolOutput.text("done"));
  static final ToolOutcome BADLY = new Failed(Fault.CRASHED, "exit 1");
  static final ToolOutcome UNREACHABLE = new Failed(Fault.TARGET_UNREACHABLE, "no answer");
  static final ToolOutcome GIVEN_UP = new Cancelled("given up", ToolOutput.NONE);

  /** Opens at 2 failures for 10 s, then 20 s; 2 run and 1 waits. */
  static final ProtectionPolicy POLICY =
      new ProtectionPolicy(
          CALL_TIMEOUT,
          new BreakerPolicy(2, RECOVERY, 2, Duration.ofSeconds(40), 0, 1, 1),
          new BulkheadPolicy(2, 1));

  final ManualClock clock = new ManualClock();
  final Transitions transitions = new Transitions();
  final PublishedCircuit gate;
  final BehaviorTestKit<Command> kit;

  Scene() {
    this(POLICY, Verdict::of);
  }

  Scene(ProtectionPolicy policy, Function<ToolOutcome, Verdict> verdicts) {
    this(policy, verdicts, Optional.empty());
  }

  Scene(ProtectionPolicy policy, Function<ToolOutcome, Verdict> verdicts, Optional<Work> canary) {
    this(policy, verdicts, canary, Optional.empty());
  }

  Scene(
      ProtectionPolicy policy,
      Function<ToolOutcome, Verdict> verdicts,
      Optional<Work> canary,
      Optional<BreakerMemento> memento) {
    gate =
        new PublishedCircuit(
            "probe", new Protection(policy, canary), clock.clocks(), transitions, memento);
    kit = BehaviorTestKit.create(ToolSupervisor.create(gate, verdicts, Runnable::run));
  }

  /** A call of the test's. */
  final class Asked {
    final String id;
    final FakeWork work = new FakeWork();
    final TestInbox<Answered> inbox = TestInbox.create();

    private Asked(String id) {
      this.id = id;
    }

    void ends(ToolOutcome outcome) {
      kit.run(new CallEnded(id, outcome));
    }

    ToolOutcome answer() {
      Answered answered = inbox.receiveMessage();
      assertEquals(id, answered.callId());
      assertFalse(inbox.hasMessages(), "answered twice");
      return answered.outcome();
    }

    <T extends ToolOutcome> T answer(Class<T> type) {
      return assertInstanceOf(type, answer());
    }

    boolean isUnanswered() {
      return !inbox.hasMessages();
    }
  }

  Asked call(String id) {
    return call(id, CALL_TIMEOUT);
  }

  Asked call(String id, Duration within) {
    Asked asked = new Asked(id);
    Deadline deadline = new Deadline(clock.clocks().nanos() + within.toNanos());
    kit.run(
        new CallTool(
            id, asked.work, deadline, Progress.NONE, Optional.empty(), asked.inbox.getRef()::tell));
    return asked;
  }

  Asked running(String id) {
    Asked asked = call(id);
    assertTrue(asked.work.hasStarted(), id + " was not started");
    return asked;
  }

  void callThatEnds(String id, ToolOutcome outcome) {
    Asked asked = running(id);
    asked.ends(outcome);
    assertEquals(outcome, asked.answer());
  }

  Scene opened() {
    callThatEnds("fails-1", BADLY);
    callThatEnds("fails-2", BADLY);
    assertEquals(BreakerState.OPEN, state());
    return this;
  }

  Scene halfOpened() {
    opened();
    clock.pass(RECOVERY);
    kit.run(ToolSupervisor.StateDue.INSTANCE);
    assertEquals(BreakerState.HALF_OPEN, state());
    return this;
  }

  BreakerState state() {
    return gate.snapshot().state();
  }

  ToolStats stats() {
    TestInbox<ToolStats> inbox = TestInbox.create();
    kit.run(new ToolSupervisor.GetStats(inbox.getRef()));
    return inbox.receiveMessage();
  }

  List<Effect> effects() {
    return kit.getAllEffects();
  }

  Duration timer(Object key, Object message) {
    return effects().stream()
        .filter(TimerScheduled.class::isInstance)
        .map(effect -> (TimerScheduled<?>) effect)
        .filter(timer -> timer.key().equals(key) && timer.msg().equals(message))
        .map(TimerScheduled::duration)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  String logged(Level level) {
    return kit.getAllLogEntries().stream()
        .filter(entry -> entry.level() == level)
        .map(entry -> entry.message())
        .reduce("", (all, line) -> all + line + "\n");
  }
}
