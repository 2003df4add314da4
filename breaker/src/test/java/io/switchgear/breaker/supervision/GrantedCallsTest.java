package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinesDue;
import io.switchgear.breaker.supervision.CallSupervisor.Drain;
import io.switchgear.breaker.supervision.CallSupervisor.GraceOver;
import io.switchgear.breaker.supervision.CallSupervisor.Guide;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.TestOutcome.Cancelled;
import io.switchgear.breaker.supervision.TestOutcome.Failed;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import io.switchgear.breaker.supervision.TestOutcome.TimedOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two calls may run at once in these scenes, and one may wait. */
class GrantedCallsTest {

  private final Scene scene = new Scene();
  private final Caller caller = new Caller(scene);

  private static FakeWork ended(TestOutcome outcome) {
    FakeWork work = new FakeWork();
    work.end(outcome);
    return work;
  }

  private static <T extends TestOutcome> T answer(
      CompletableFuture<TestOutcome> call, Class<T> type) {
    return assertInstanceOf(type, call.getNow(null));
  }

  @Test
  void aSuccessIsAnsweredWithoutATurnOfTheSupervisor() {
    assertEquals(Scene.WELL, caller.call("a", ended(Scene.WELL)).getNow(null));
    assertFalse(caller.hasMessages());
    assertTrue(caller.isBellSet());
    assertEquals(0, scene.published.snapshot().running());
  }

  @Test
  void whoeverAsksTheSupervisorFindsTheCallsBeforeCounted() {
    for (int i = 0; i < 3; i++) {
      caller.call("a" + i, ended(Scene.WELL));
    }
    BreakerStats stats = scene.stats();
    assertEquals(3, stats.successfulCalls());
    assertEquals(3, stats.consecutiveSuccesses());
    assertEquals(Optional.of(Instant.EPOCH), stats.lastSuccessTime());
  }

  @Test
  void aFailureIsCountedBeforeItIsAnswered() {
    CompletableFuture<TestOutcome> first = caller.call("a", ended(Scene.BADLY));
    assertFalse(first.isDone());
    caller.deliver();
    assertEquals(Scene.BADLY, first.getNow(null));
    CompletableFuture<TestOutcome> second = caller.call("b", ended(Scene.BADLY));
    caller.deliver();
    assertEquals(Scene.BADLY, second.getNow(null));
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals(
        Kind.CIRCUIT_OPEN, answer(caller.call("c", ended(Scene.WELL)), Rejected.class).kind());
  }

  @Test
  void aSuccessBetweenFailuresCountsBetweenThem() {
    for (TestOutcome outcome : List.of(Scene.BADLY, Scene.WELL, Scene.BADLY)) {
      caller.call("of " + outcome, ended(outcome));
    }
    caller.settle();
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void callsUnderTheGrantAndOthersShareTheRoom() {
    FakeWork granted = new FakeWork();
    caller.call("granted", granted);
    Scene.Asked asked = scene.running("asked");
    FakeWork waits = new FakeWork();
    caller.call("waits", waits);
    caller.settle();
    assertFalse(waits.hasStarted());
    CompletableFuture<TestOutcome> tooMany = caller.call("too-many", ended(Scene.WELL));
    caller.settle();
    assertEquals(Kind.BULKHEAD_FULL, answer(tooMany, Rejected.class).kind());
    granted.end(Scene.WELL);
    caller.settle();
    assertTrue(waits.hasStarted());
    asked.ends(Scene.WELL);
    waits.end(Scene.WELL);
    caller.settle();
    assertEquals(0, scene.published.snapshot().running());
  }

  @Test
  void aCallThatWaitsHearsOfTheRoomThatAGrantedCallReturns() {
    FakeWork first = new FakeWork();
    FakeWork second = new FakeWork();
    FakeWork waits = new FakeWork();
    caller.call("first", first);
    caller.call("second", second);
    caller.call("waits", waits);
    caller.deliver();
    assertFalse(waits.hasStarted());
    second.end(Scene.WELL);
    assertTrue(caller.hasMessages());
    caller.settle();
    assertTrue(waits.hasStarted());
  }

  @Test
  void theLauncherStartsWorkThatMayBlock() {
    List<Runnable> aside = new ArrayList<>();
    Caller blocking = new Caller(scene, aside::add);
    FakeWork work = new FakeWork();
    blocking.call("a", work);
    assertFalse(work.hasStarted());
    aside.getFirst().run();
    assertTrue(work.hasStarted());
  }

  @Test
  void workThatTheLauncherRefusesHasCrashedAndReturnsItsRoom() {
    Caller broken =
        new Caller(
            scene,
            task -> {
              throw new RejectedExecutionException("bug");
            });
    CompletableFuture<TestOutcome> call = broken.call("a", new FakeWork());
    broken.settle();
    assertEquals("crashed", answer(call, Failed.class).kind());
    assertEquals(0, scene.published.snapshot().running());
    assertEquals(1, scene.stats().failedCalls());
  }

  @Test
  void workThatThrowsHasCrashed() {
    CompletableFuture<TestOutcome> call =
        caller.call(
            "a",
            deadline -> {
              throw new IllegalStateException("bug");
            });
    caller.settle();
    assertEquals("crashed", answer(call, Failed.class).kind());
  }

  @Test
  void aCallThatRunsOnEndsAtItsDeadline() {
    FakeWork hangs = new FakeWork();
    CompletableFuture<TestOutcome> call = caller.call("hangs", hangs);
    caller.settle();
    assertEquals(Scene.CALL_TIMEOUT, scene.timer(new DeadlinesDue<>(), new DeadlinesDue<>()));
    scene.clock.pass(Scene.CALL_TIMEOUT);
    scene.kit.run(new DeadlinesDue<>());
    assertEquals(List.of(StopReason.DEADLINE), hangs.stops);
    scene.kit.run(new GraceOver<>("hangs"));
    answer(call, TimedOut.class);
    assertEquals(1, scene.stats().failedCalls());
  }

  @Test
  void aCallWithLittleTimeIsReadOfAtOnce() {
    caller.call("short", new FakeWork(), Duration.ofMillis(20));
    assertTrue(caller.hasMessages());
  }

  @Test
  void aCallWithoutTimeIsNotStarted() {
    FakeWork late = new FakeWork();
    CompletableFuture<TestOutcome> call = caller.call("late", late, Duration.ZERO);
    caller.settle();
    answer(call, TimedOut.class);
    assertFalse(late.hasStarted());
  }

  @Test
  void aCallThatRunsCanBeCancelledBeforeItsReportWasRead() {
    FakeWork work = new FakeWork();
    CompletableFuture<TestOutcome> call = caller.call("a", work);
    scene.kit.run(new CancelCall<>("a"));
    assertEquals(List.of(StopReason.CANCELLED), work.stops);
    work.end(Scene.GIVEN_UP);
    caller.settle();
    answer(call, Cancelled.class);
    assertEquals(1, scene.stats().cancelledCalls());
  }

  @Test
  void anIdThatIsInUseIsRefused() {
    FakeWork first = new FakeWork();
    caller.call("same", first);
    caller.settle();
    FakeWork second = new FakeWork();
    CompletableFuture<TestOutcome> refused = caller.call("same", second);
    caller.settle();
    assertEquals(Kind.CALL_ID_IN_USE, answer(refused, Rejected.class).kind());
    assertFalse(second.hasStarted());
  }

  @Test
  void anIdThatCameIntoUseUnreadIsRefusedAndItsWorkStopped() {
    FakeWork first = new FakeWork();
    FakeWork second = new FakeWork();
    CompletableFuture<TestOutcome> kept = caller.call("same", first);
    CompletableFuture<TestOutcome> refused = caller.call("same", second);
    caller.settle();
    assertEquals(Kind.CALL_ID_IN_USE, answer(refused, Rejected.class).kind());
    assertEquals(List.of(StopReason.CANCELLED), second.stops);
    assertEquals(2, scene.published.snapshot().running());
    second.end(Scene.GIVEN_UP);
    caller.settle();
    assertFalse(kept.isDone());
    assertEquals(1, scene.published.snapshot().running());
    first.end(Scene.WELL);
    caller.settle();
    assertEquals(Scene.WELL, kept.getNow(null));
  }

  @Test
  void aDrainWaitsForCallsThatItHasNotReadOf() {
    FakeWork work = new FakeWork();
    CompletableFuture<TestOutcome> call = caller.call("a", work);
    TestInbox<Drained> drained = TestInbox.create();
    scene.kit.run(new Drain<>(drained.getRef()));
    assertEquals(List.of(StopReason.SHUTDOWN), work.stops);
    assertFalse(drained.hasMessages());
    work.end(Scene.GIVEN_UP);
    caller.settle();
    answer(call, Cancelled.class);
    assertTrue(drained.hasMessages());
  }

  @Test
  void aWindowMakesEverySuccessWaitForTheSupervisor() {
    BreakerPolicy rates =
        Scene.POLICY
            .breaker()
            .withWindow(
                new WindowPolicy(WindowPolicy.Type.COUNT, 2, 2, 0.5, 1, Duration.ofSeconds(1)))
            .withFailureThreshold(5);
    Scene windowed = new Scene(Scene.POLICY.with(rates), TestOutcomes::counted);
    Caller calls = new Caller(windowed);
    calls.call("a", ended(Scene.BADLY));
    CompletableFuture<TestOutcome> well = calls.call("b", ended(Scene.WELL));
    assertFalse(well.isDone());
    calls.settle();
    assertEquals(Scene.WELL, well.getNow(null));
    assertEquals(BreakerState.OPEN, windowed.state());
  }

  static Stream<Arguments> statesWithoutAGrant() {
    return Stream.of(
        state("open", scene -> scene.opened()),
        state("half open", scene -> scene.halfOpened()),
        state("held open", scene -> order(scene, OperatorOrder.Action.HOLD_OPEN)),
        state("disabled", scene -> order(scene, OperatorOrder.Action.DISABLED)),
        state("metrics only", scene -> order(scene, OperatorOrder.Action.METRICS_ONLY)),
        state("guided to refuse", scene -> scene.kit.run(new Guide<>(refusal(scene)))),
        state("guided to admit", scene -> scene.kit.run(new Guide<>(Guidance.Admit.ADMIT))),
        state(
            "draining", scene -> scene.kit.run(new Drain<>(TestInbox.<Drained>create().getRef()))),
        state(
            "with calls that wait",
            scene -> {
              scene.running("first");
              scene.running("second");
              scene.call("waits");
            }),
        state(
            "with a run that ignores its stop",
            scene -> {
              scene.running("stubborn");
              scene.kit.run(new CancelCall<>("stubborn"));
              scene.kit.run(new GraceOver<>("stubborn"));
            }));
  }

  private static Arguments state(String name, Consumer<Scene> reached) {
    return Arguments.of(name, reached);
  }

  private static void order(Scene scene, OperatorOrder.Action action) {
    OperatorOrder order =
        scene.clock.clocks().order(action, "alice", "maintenance", Optional.empty());
    scene.kit.run(new Operate<>(order, TestInbox.<OrderResult>create().getRef()));
  }

  private static Guidance refusal(Scene scene) {
    return new Guidance.Refuse("others say so", scene.clock.clocks().nanos() + 1_000_000_000L);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statesWithoutAGrant")
  void grantsNothing(String name, Consumer<Scene> reached) {
    long before = scene.published.state().breaker().epoch();
    reached.accept(scene);
    long epoch = scene.published.state().breaker().epoch();
    assertFalse(scene.published.grant().take(before), name);
    assertFalse(scene.published.grant().take(epoch), name);
  }

  @Test
  void aBreakerThatClosesAgainGrantsUnderItsNewEpochOnly() {
    long old = scene.published.state().breaker().epoch();
    scene.halfOpened();
    scene.callThatEnds("probe", Scene.WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
    assertFalse(scene.published.grant().take(old));
    assertTrue(scene.published.grant().take(scene.published.state().breaker().epoch()));
  }

  @Test
  void otherRulesHaveAnotherGrant() {
    ProtectionPolicy wider = Scene.POLICY.with(new BulkheadPolicy(3, 0));
    scene.kit.run(
        new CallSupervisor.Reconfigure<>(
            Protection.without(wider), TestInbox.<Done>create().getRef()));
    for (int i = 0; i < 3; i++) {
      caller.call("a" + i, new FakeWork());
    }
    assertEquals(3, scene.published.snapshot().running());
    assertFalse(caller.hasMessages());
  }
}
