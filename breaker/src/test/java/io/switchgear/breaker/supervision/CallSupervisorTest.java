package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.BADLY;
import static io.switchgear.breaker.supervision.Scene.CALL_TIMEOUT;
import static io.switchgear.breaker.supervision.Scene.GIVEN_UP;
import static io.switchgear.breaker.supervision.Scene.RECOVERY;
import static io.switchgear.breaker.supervision.Scene.UNREACHABLE;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinePassed;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinesDue;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.Scene.Asked;
import io.switchgear.breaker.supervision.TestOutcome.Cancelled;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.Effect.TimerCancelled;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Each cell of the state table: what is answered, which timers start and stop. */
class CallSupervisorTest {

  private final Scene scene = new Scene();

  @Test
  void closedRunsACallUnderItsDeadline() {
    Asked call = scene.running("a");
    assertTrue(call.isUnanswered());
    assertEquals(CALL_TIMEOUT, scene.timer(new DeadlinesDue<>(), new DeadlinesDue<>()));
    call.ends(WELL);
    assertEquals(WELL, call.answer());
  }

  @Test
  void closedQueuesBeyondItsRoomAndRejectsBeyondItsQueue() {
    Asked first = scene.running("a");
    scene.running("b");
    Asked third = scene.call("c");
    assertFalse(third.work.hasStarted());
    Rejected rejected = scene.call("d").answer(Rejected.class);
    assertEquals(Kind.BULKHEAD_FULL, rejected.kind());
    assertTrue(rejected.retryAfter().isPositive());
    first.ends(WELL);
    assertTrue(third.work.hasStarted());
    third.ends(WELL);
    assertEquals(WELL, third.answer());
  }

  @Test
  void closedOpensAtTheThresholdAndRejectsThoseWhoWait() {
    Asked first = scene.running("a");
    Asked second = scene.running("b");
    Asked waiting = scene.call("c");
    Asked later = scene.call("d");
    later.answer(Rejected.class);
    first.ends(BADLY);
    assertTrue(waiting.work.hasStarted());
    Asked alsoWaiting = scene.call("e");
    second.ends(BADLY);
    assertEquals(BADLY, second.answer());
    Rejected rejected = alsoWaiting.answer(Rejected.class);
    assertEquals(Kind.CIRCUIT_OPEN, rejected.kind());
    assertEquals(RECOVERY, rejected.retryAfter());
    assertEquals(0, scene.published.snapshot().waiting());
  }

  @Test
  void openingStartsTheRecoveryTimerAndWarns() {
    scene.opened();
    assertEquals(RECOVERY, scene.timer(new StateDue<>(), new StateDue<>()));
    assertTrue(scene.logged(Level.WARN).contains("is open for 10 s"));
  }

  @Test
  void openRejectsWithTheTimeThatIsLeft() {
    scene.opened();
    scene.clock.pass(Duration.ofSeconds(4));
    Rejected rejected = scene.call("a").answer(Rejected.class);
    assertEquals(Kind.CIRCUIT_OPEN, rejected.kind());
    assertEquals("probe", rejected.by());
    assertEquals(Duration.ofSeconds(6), rejected.retryAfter());
  }

  @Test
  void openRearmsATimerThatCameEarly() {
    scene.opened();
    scene.effects();
    scene.clock.pass(Duration.ofSeconds(4));
    scene.kit.run(new StateDue<>());
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(Duration.ofSeconds(6), scene.timer(new StateDue<>(), new StateDue<>()));
  }

  @Test
  void openBecomesHalfOpenByItsTimerWithoutACall() {
    scene.opened();
    scene.effects();
    scene.clock.pass(RECOVERY);
    scene.kit.run(new StateDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    assertTrue(scene.effects().contains(new TimerCancelled(new StateDue<>())));
  }

  @Test
  void aCallThatWaitedAsLongAsItWasToldIsAProbeEvenBeforeTheTimer() {
    scene.opened();
    scene.clock.pass(scene.call("early").answer(Rejected.class).retryAfter());
    scene.running("probe");
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  @Test
  void aFailureThatIsAValueCountsAsAFailure() {
    scene.opened();
    BreakerStats stats = scene.stats();
    assertEquals(2, stats.failedCalls());
    assertEquals(0, stats.successfulCalls());
    assertEquals(2L, stats.failureReasons().get("crashed"));
  }

  @Test
  void halfOpenRejectsBeyondItsProbes() {
    scene.halfOpened();
    scene.running("a");
    Rejected rejected = scene.call("b").answer(Rejected.class);
    assertEquals(Kind.CIRCUIT_OPEN, rejected.kind());
    assertEquals(Duration.ofSeconds(5), rejected.retryAfter());
  }

  @Test
  void halfOpenRejectsWhenLateCallsTakeAllTheRoom() {
    Asked slow = scene.running("slow");
    Asked slower = scene.running("slower");
    scene.kit.run(new DeadlinePassed<>("slow"));
    scene.kit.run(new DeadlinePassed<>("slower"));
    assertEquals(BreakerState.OPEN, scene.state());
    scene.clock.pass(RECOVERY);
    scene.kit.run(new StateDue<>());
    assertEquals(Kind.BULKHEAD_FULL, scene.call("a").answer(Rejected.class).kind());
    slow.ends(GIVEN_UP);
    slower.ends(GIVEN_UP);
    scene.running("b");
  }

  @Test
  void halfOpenClosesByASuccess() {
    scene.halfOpened().callThatEnds("a", WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
    scene.running("b");
    scene.running("c");
  }

  @Test
  void halfOpenReopensLongerByAFailure() {
    scene.halfOpened();
    scene.effects();
    scene.callThatEnds("a", BADLY);
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(RECOVERY.multipliedBy(2), scene.timer(new StateDue<>(), new StateDue<>()));
  }

  @Test
  void halfOpenReopensWhenAProbeIsOverdue() {
    scene.halfOpened();
    Asked probe = scene.running("a");
    scene.kit.run(new DeadlinePassed<>("a"));
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(List.of(StopReason.DEADLINE), probe.work.stops);
  }

  @Test
  void transitionsAreCountedOnceAndRejectionsAtAll() {
    scene.halfOpened().callThatEnds("a", WELL);
    scene.callThatEnds("b", WELL);
    scene.callThatEnds("c", WELL);
    assertEquals(3, scene.stats().stateChanges());
    assertEquals(
        List.of("consecutive_failures", "recovery_due", "probes_succeeded"),
        scene.stats().stateHistory().stream().map(Transition::reason).toList());
  }

  @Test
  void enteringHalfOpenIsAnEventLikeAnyOther() {
    scene.halfOpened();
    Transition last = scene.stats().stateHistory().getLast();
    assertEquals(BreakerState.OPEN, last.from());
    assertEquals(BreakerState.HALF_OPEN, last.to());
    assertTrue(scene.logged(Level.INFO).contains("half open"));
  }

  @Test
  void aLateResultIsAnsweredButNotTakenForAProbe() {
    Asked late = scene.running("late");
    scene.halfOpened();
    Asked probe = scene.running("probe");
    late.ends(WELL);
    assertEquals(WELL, late.answer());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    probe.ends(BADLY);
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void aCancelledProbeGivesItsPermitBackAndCountsAsNeither() {
    scene.halfOpened();
    Asked probe = scene.running("a");
    scene.kit.run(new CancelCall<>("a"));
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    assertTrue(probe.isUnanswered());
    Asked next = scene.running("b");
    probe.ends(WELL);
    probe.answer(Cancelled.class);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    next.ends(WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
    assertEquals(1, scene.stats().cancelledCalls());
  }

  @Test
  void aProbeWhoseTargetIsSilentGivesItsPermitBack() {
    scene.halfOpened().callThatEnds("a", UNREACHABLE);
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    scene.running("b");
    assertEquals(1, scene.stats().ignoredCalls());
  }

  @Test
  void theToolMayJudgeOtherwise() {
    Scene lenient = new Scene(Scene.POLICY, outcome -> CountedAs.IGNORED);
    lenient.callThatEnds("a", BADLY);
    lenient.callThatEnds("b", BADLY);
    assertEquals(BreakerState.CLOSED, lenient.state());
    assertEquals(2, lenient.stats().ignoredCalls());
  }

  @Test
  void anOutcomeThatCannotBeJudgedIsAFailure() {
    Scene broken =
        new Scene(
            Scene.POLICY,
            outcome -> {
              throw new IllegalStateException("bug");
            });
    broken.callThatEnds("a", WELL);
    broken.callThatEnds("b", WELL);
    assertEquals(BreakerState.OPEN, broken.state());
  }

  @Test
  void theLastTenErrorsAndHundredTransitionsAreKept() {
    for (int i = 0; i < 60; i++) {
      scene.callThatEnds("x" + i, BADLY);
      scene.callThatEnds("y" + i, BADLY);
      scene.clock.pass(RECOVERY);
      scene.callThatEnds("z" + i, WELL);
    }
    BreakerStats stats = scene.stats();
    assertEquals(180, stats.stateChanges());
    assertEquals(100, stats.stateHistory().size());
    assertEquals(10, stats.recentErrors().size());
    assertEquals("y59", stats.recentErrors().getLast().callId());
  }
}
