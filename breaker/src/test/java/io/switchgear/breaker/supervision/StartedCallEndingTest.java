package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.CALL_TIMEOUT;
import static io.switchgear.breaker.supervision.Scene.GIVEN_UP;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinePassed;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinesDue;
import io.switchgear.breaker.supervision.CallSupervisor.Drain;
import io.switchgear.breaker.supervision.CallSupervisor.GraceOver;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.Scene.Asked;
import io.switchgear.breaker.supervision.TestOutcome.Cancelled;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import io.switchgear.breaker.supervision.TestOutcome.Success;
import io.switchgear.breaker.supervision.TestOutcome.TimedOut;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.Effect.TimerScheduled;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.PostStop;
import org.junit.jupiter.api.Test;

/** How a call ends otherwise than by itself: overdue, cancelled, abandoned, drained. */
class StartedCallEndingTest {

  private final Scene scene = new Scene();

  @Test
  void aCallThatIsOverdueOnArrivalIsNotStarted() {
    Asked call = scene.call("a", Duration.ZERO);
    call.answer(TimedOut.class);
    assertFalse(call.work.hasStarted());
  }

  @Test
  void waitingIsPartOfTheDeadline() {
    scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    assertEquals(CALL_TIMEOUT, scene.timer(new DeadlinesDue<>(), new DeadlinesDue<>()));
    scene.kit.run(new DeadlinePassed<>("c"));
    assertEquals(CALL_TIMEOUT, waiting.answer(TimedOut.class).limit());
    assertFalse(waiting.work.hasStarted());
    assertEquals(BreakerState.CLOSED, scene.state());
    assertEquals(0, scene.published.snapshot().failureCount());
  }

  @Test
  void oneTimerServesAllDeadlines() {
    Asked patient = scene.call("patient", CALL_TIMEOUT);
    Asked hasty = scene.call("hasty", CALL_TIMEOUT.minusSeconds(10));
    assertEquals(
        CALL_TIMEOUT.minusSeconds(10), scene.timer(new DeadlinesDue<>(), new DeadlinesDue<>()));
    scene.call("waits", CALL_TIMEOUT);
    assertFalse(
        scene.effects().stream().anyMatch(TimerScheduled.class::isInstance), "a timer too many");
    scene.clock.pass(CALL_TIMEOUT.minusSeconds(10));
    scene.kit.run(new DeadlinesDue<>());
    assertEquals(List.of(StopReason.DEADLINE), hasty.work.stops);
    assertEquals(List.of(), patient.work.stops);
    assertEquals(Duration.ofSeconds(10), scene.timer(new DeadlinesDue<>(), new DeadlinesDue<>()));
    patient.ends(WELL);
    scene.clock.pass(Duration.ofSeconds(10));
    scene.kit.run(new DeadlinesDue<>());
    assertEquals(List.of(), patient.work.stops);
  }

  @Test
  void whoeverIsLeftWhenTheSupervisorStopsIsAnswered() {
    Asked running = scene.running("a");
    Asked stopping = scene.running("b");
    scene.kit.run(new DeadlinePassed<>("b"));
    Asked waiting = scene.call("c");
    scene.kit.signal(PostStop.instance());
    running.answer(Cancelled.class);
    stopping.answer(TimedOut.class);
    assertEquals(Kind.SHUTTING_DOWN, waiting.answer(Rejected.class).kind());
    assertEquals(List.of(StopReason.SHUTDOWN), running.work.stops);
    TestOutcome rejection = scene.published.rejection().orElseThrow();
    assertEquals(Kind.SHUTTING_DOWN, assertInstanceOf(Rejected.class, rejection).kind());
  }

  @Test
  void theDeadlineStopsTheRunCountsOnceAndWaitsForWhatItFound() {
    Asked call = scene.running("a");
    scene.kit.run(new DeadlinePassed<>("a"));
    assertEquals(List.of(StopReason.DEADLINE), call.work.stops);
    assertEquals(1, scene.published.snapshot().failureCount());
    assertTrue(call.isUnanswered());
    String found = "22/tcp open";
    call.ends(new TimedOut(CALL_TIMEOUT, found));
    assertEquals(found, call.answer(TimedOut.class).partial());
    assertEquals(1, scene.published.snapshot().failureCount());
    assertEquals(1, scene.stats().failedCalls());
  }

  @Test
  void aRunThatWinsAgainstItsStopStillTimedOutButKeepsWhatItFound() {
    Asked call = scene.running("a");
    scene.kit.run(new DeadlinePassed<>("a"));
    call.ends(WELL);
    assertEquals(((Success) WELL).found(), call.answer(TimedOut.class).partial());
  }

  @Test
  void aRunThatDoesNotEndIsAbandonedAfterItsGrace() {
    Asked call = scene.running("a");
    scene.kit.run(new DeadlinePassed<>("a"));
    assertEquals(CallSupervisor.GRACE, scene.timer("a", new GraceOver<>("a")));
    scene.kit.run(new GraceOver<>("a"));
    call.answer(TimedOut.class);
    call.ends(WELL);
    assertTrue(call.isUnanswered());
    assertEquals(1, scene.stats().totalCalls());
  }

  @Test
  void abandonedRunsAreForgivenOnlyUpToTheBulkheadsSize() {
    for (String id : List.of("a", "b", "c")) {
      scene.running(id);
      scene.kit.run(new CancelCall<>(id));
      scene.kit.run(new GraceOver<>(id));
    }
    scene.running("d");
    Asked waiting = scene.call("e");
    assertFalse(waiting.work.hasStarted());
    scene.kit.run(new CallSupervisor.CallEnded<>("a", GIVEN_UP));
    assertTrue(waiting.work.hasStarted());
  }

  @Test
  void aCallThatWaitsCanBeCancelled() {
    scene.running("a");
    scene.running("b");
    Asked waiting = scene.call("c");
    scene.kit.run(new CancelCall<>("c"));
    waiting.answer(Cancelled.class);
    assertFalse(waiting.work.hasStarted());
  }

  @Test
  void whatComesAfterTheAnswerIsWithoutEffect() {
    Asked call = scene.running("a");
    call.ends(WELL);
    call.answer();
    scene.kit.run(new CancelCall<>("a"));
    scene.kit.run(new DeadlinePassed<>("a"));
    scene.kit.run(new GraceOver<>("a"));
    assertTrue(call.isUnanswered());
    assertEquals(1, scene.stats().totalCalls());
  }

  @Test
  void aCallIdInUseIsRefusedAndHarmsNobody() {
    Asked first = scene.running("a");
    Asked second = scene.call("a");
    assertEquals(Kind.CALL_ID_IN_USE, second.answer(Rejected.class).kind());
    first.ends(WELL);
    assertEquals(WELL, first.answer());
  }

  @Test
  void drainingAnswersEveryone() {
    Asked running = scene.running("a");
    Asked stuck = scene.running("b");
    Asked waiting = scene.call("c");
    TestInbox<Drained> drained = TestInbox.create();
    scene.kit.run(new Drain<>(drained.getRef()));
    assertEquals(Kind.SHUTTING_DOWN, waiting.answer(Rejected.class).kind());
    assertEquals(Kind.SHUTTING_DOWN, scene.call("d").answer(Rejected.class).kind());
    assertEquals(List.of(StopReason.SHUTDOWN), running.work.stops);
    running.ends(GIVEN_UP);
    running.answer(Cancelled.class);
    assertFalse(drained.hasMessages());
    scene.kit.run(new GraceOver<>("b"));
    stuck.answer(Cancelled.class);
    assertEquals(new Drained("probe"), drained.receiveMessage());
    assertEquals(0, scene.published.snapshot().failureCount());
    scene.kit.run(new Drain<>(drained.getRef()));
    assertEquals(new Drained("probe"), drained.receiveMessage());
  }
}
