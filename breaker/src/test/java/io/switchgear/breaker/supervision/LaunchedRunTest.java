package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.TestOutcome.Failed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LaunchedRunTest {

  private static final GuardedWork<TestOutcome> QUICK = deadline -> endedRun();

  private static GuardedRun<TestOutcome> endedRun() {
    FakeWork run = new FakeWork();
    run.end(Scene.WELL);
    return run;
  }

  /** What was given to the thread that may be blocked. */
  private final Queue<Runnable> aside = new ArrayDeque<>();

  private final List<StopReason> stops = new ArrayList<>();

  private GuardedRun<TestOutcome> launch(GuardedWork<TestOutcome> work) {
    TestOutcomes outcomes = new TestOutcomes(TestOutcomes::counted);
    return work.isPrompt()
        ? StartedRun.of("probe", work, 0, outcomes, aside::add)
        : new LaunchedRun<>("probe", work, 0, outcomes, aside::add);
  }

  private static GuardedWork<TestOutcome> prompt(GuardedWork<TestOutcome> work) {
    return new GuardedWork<>() {
      @Override
      public GuardedRun<TestOutcome> start(long deadline) {
        return work.start(deadline);
      }

      @Override
      public boolean isPrompt() {
        return true;
      }
    };
  }

  private static CompletableFuture<TestOutcome> outcome(GuardedRun<TestOutcome> run) {
    return run.outcome().toCompletableFuture();
  }

  private GuardedWork<TestOutcome> stoppable() {
    return deadline ->
        new GuardedRun<>() {
          @Override
          public CompletionStage<TestOutcome> outcome() {
            return new CompletableFuture<>();
          }

          @Override
          public void stop(StopReason reason) {
            stops.add(reason);
          }
        };
  }

  @Test
  void workOfWhichNothingIsKnownIsStartedAside() {
    GuardedRun<TestOutcome> run = launch(QUICK);
    assertFalse(outcome(run).isDone());
    aside.remove().run();
    assertEquals(Scene.WELL, outcome(run).join());
  }

  @Test
  void promptWorkIsStartedAtOnce() {
    assertEquals(Scene.WELL, outcome(launch(prompt(QUICK))).join());
    assertTrue(aside.isEmpty());
  }

  @Test
  void promptWorkThatThrowsHasCrashedLikeAnyOther() {
    GuardedWork<TestOutcome> broken =
        deadline -> {
          throw new IllegalStateException("a bug");
        };
    assertInstanceOf(Failed.class, outcome(launch(prompt(broken))).join());
  }

  @Test
  void promptWorkIsStoppedAsideAsToStopMayBlock() {
    launch(prompt(stoppable())).stop(StopReason.CANCELLED);
    assertEquals(List.of(), stops);
    aside.remove().run();
    assertEquals(List.of(StopReason.CANCELLED), stops);
  }

  @Test
  void aStopBeforeTheStartTakesEffectAfterTheStart() {
    FakeWork work = new FakeWork();
    GuardedRun<TestOutcome> run = launch(work);
    run.stop(StopReason.CANCELLED);
    assertFalse(work.hasStarted());
    while (!aside.isEmpty()) {
      aside.remove().run();
    }
    assertEquals(List.of(StopReason.CANCELLED), work.stops);
  }
}
