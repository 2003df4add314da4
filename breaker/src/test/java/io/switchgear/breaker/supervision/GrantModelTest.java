package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.GrantWalk.Met;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** Random walks of calls under grants. */
class GrantModelTest {

  private static final int WALKS = 300;
  private static final int STEPS = 300;

  private final long seed = Long.getLong("switchgear.seed", new SplittableRandom().nextLong());

  @Test
  void theInvariantsHoldWhateverComesBetweenTheMessages() {
    System.out.println("grant walks with -Dswitchgear.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Set<Met> met = GrantWalk.nothing();
    for (int i = 0; i < WALKS; i++) {
      long one = random.nextLong();
      try {
        new GrantWalk(one, met).walk(STEPS);
      } catch (AssertionError broken) {
        throw new AssertionError("walk %d of -Dswitchgear.seed=%d".formatted(i, seed), broken);
      }
    }
    assertEquals(EnumSet.allOf(Met.class), met);
  }

  /** One call after the other, the same for both: what they count and decide must be the same. */
  @Test
  void callsUnderAGrantCountLikeCallsThatTheSupervisorStarts() {
    SplittableRandom random = new SplittableRandom(seed);
    for (int walk = 0; walk < WALKS; walk++) {
      Scene granted = new Scene();
      Scene asked = new Scene();
      Caller caller = new Caller(granted);
      for (int i = 0; i < 60; i++) {
        String id = "call-" + i;
        TestOutcome outcome =
            random.nextInt(3) == 0
                ? Scene.BADLY
                : random.nextInt(4) == 0 ? Scene.UNREACHABLE : Scene.WELL;
        Duration took = Duration.ofMillis(random.nextInt(2_000));
        Duration pause = Duration.ofMillis(random.nextInt(6_000));
        boolean ordered = random.nextInt(20) == 0;
        step(granted, ordered, took, pause, () -> call(caller, id, outcome, granted, took));
        step(asked, ordered, took, pause, () -> call(asked, id, outcome, took));
        caller.settle();
        assertEquals(told(asked), told(granted), "seed " + seed + ", walk " + walk + ", " + id);
      }
    }
  }

  private static void step(
      Scene scene, boolean ordered, Duration took, Duration pause, Runnable call) {
    call.run();
    scene.clock.pass(pause);
    scene.kit.run(new StateDue<>());
    if (ordered) {
      OperatorOrder order =
          scene
              .clock
              .clocks()
              .order(OperatorOrder.Action.CLOSE, "walker", "by chance", Optional.empty());
      scene.kit.run(new Operate<>(order, TestInbox.<OrderResult>create().getRef()));
    }
  }

  private static void call(
      Caller caller, String id, TestOutcome outcome, Scene scene, Duration took) {
    FakeWork work = new FakeWork();
    CompletableFuture<TestOutcome> answer = caller.call(id, work);
    if (!answer.isDone()) {
      caller.deliver();
      scene.clock.pass(took);
      work.end(outcome);
      caller.settle();
    } else {
      scene.clock.pass(took);
    }
  }

  private static void call(Scene scene, String id, TestOutcome outcome, Duration took) {
    Optional<TestOutcome> rejection = scene.published.rejection();
    if (rejection.isPresent()) {
      scene.clock.pass(took);
      return;
    }
    Scene.Asked call = scene.call(id);
    scene.clock.pass(took);
    if (call.work.hasStarted()) {
      call.ends(outcome);
    }
  }

  /** Everything that the breaker tells, but for the times of the wall clock at which it counted. */
  private static String told(Scene scene) {
    BreakerStats stats = scene.stats();
    return "%s %s %d %d %d %d %d %s %s"
        .formatted(
            stats.breaker(),
            stats.failureReasons(),
            stats.totalCalls(),
            stats.successfulCalls(),
            stats.failedCalls(),
            stats.consecutiveFailures(),
            stats.consecutiveSuccesses(),
            stats.averageLatency(),
            stats.stateChanges());
  }
}
