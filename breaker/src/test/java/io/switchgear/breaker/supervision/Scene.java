package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.TestOutcome.Cancelled;
import io.switchgear.breaker.supervision.TestOutcome.Failed;
import io.switchgear.breaker.supervision.TestOutcome.Success;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
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
  static final TestOutcome WELL = new Success("done");
  static final TestOutcome BADLY = new Failed("crashed", "exit 1");
  static final TestOutcome UNREACHABLE = new Failed("target_unreachable", "no answer");
  static final TestOutcome GIVEN_UP = new Cancelled("");

  /** Opens at 2 failures for 10 s, then 20 s; 2 run and 1 waits. */
  static final ProtectionPolicy POLICY =
      new ProtectionPolicy(
          CALL_TIMEOUT,
          new BreakerPolicy(2, RECOVERY, 2, Duration.ofSeconds(40), 0, 1, 1),
          new BulkheadPolicy(2, 1));

  final ManualClock clock = new ManualClock();
  final TransitionPublisher transitions = new TransitionPublisher();
  final SupervisorSetup<TestOutcome> setup;
  final PublishedState<TestOutcome> published;
  final BehaviorTestKit<Command<TestOutcome>> kit;

  /** A supervisor under {@link #POLICY} that judges as usual. */
  static SupervisorSetup<TestOutcome> setup(String name, ManualClock clock, Executor launcher) {
    return new SupervisorSetup<>(
        name,
        Protection.without(POLICY),
        new TestOutcomes(TestOutcomes::counted),
        BreakerListener.NONE,
        new TransitionPublisher(),
        launcher,
        clock.clocks(),
        Optional.empty(),
        Map.of());
  }

  Scene() {
    this(POLICY, TestOutcomes::counted);
  }

  Scene(ProtectionPolicy policy, Function<TestOutcome, CountedAs> counting) {
    this(policy, counting, Optional.empty());
  }

  Scene(
      ProtectionPolicy policy,
      Function<TestOutcome, CountedAs> counting,
      Optional<GuardedWork<TestOutcome>> canary) {
    this(policy, counting, canary, Optional.empty());
  }

  Scene(
      ProtectionPolicy policy,
      Function<TestOutcome, CountedAs> counting,
      Optional<GuardedWork<TestOutcome>> canary,
      Optional<BreakerMemento> memento) {
    setup =
        new SupervisorSetup<>(
            "probe",
            new Protection<>(policy, canary),
            new TestOutcomes(counting),
            BreakerListener.NONE,
            transitions,
            Runnable::run,
            clock.clocks(),
            memento,
            Map.of());
    published = new PublishedState<>(setup);
    kit = BehaviorTestKit.create(CallSupervisor.create(setup, published));
  }

  /** A call of the test's. */
  final class Asked {
    final String id;
    final FakeWork work = new FakeWork();
    final TestInbox<CallCompleted<TestOutcome>> inbox = TestInbox.create();

    private Asked(String id) {
      this.id = id;
    }

    void ends(TestOutcome outcome) {
      kit.run(new CallEnded<>(id, outcome));
    }

    TestOutcome answer() {
      CallCompleted<TestOutcome> answered = inbox.receiveMessage();
      assertEquals(id, answered.callId());
      assertFalse(inbox.hasMessages(), "answered twice");
      return answered.outcome();
    }

    <T extends TestOutcome> T answer(Class<T> type) {
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
    long deadline = clock.clocks().nanos() + within.toNanos();
    kit.run(new RunCall<>(id, asked.work, deadline, Map.of(), asked.inbox.getRef()::tell));
    return asked;
  }

  Asked running(String id) {
    Asked asked = call(id);
    assertTrue(asked.work.hasStarted(), id + " was not started");
    return asked;
  }

  void callThatEnds(String id, TestOutcome outcome) {
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
    kit.run(new CallSupervisor.StateDue<>());
    assertEquals(BreakerState.HALF_OPEN, state());
    return this;
  }

  BreakerState state() {
    return published.snapshot().state();
  }

  BreakerStats stats() {
    TestInbox<BreakerStats> inbox = TestInbox.create();
    kit.run(new CallSupervisor.GetStats<>(inbox.getRef()));
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
