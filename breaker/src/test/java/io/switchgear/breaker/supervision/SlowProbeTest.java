package io.switchgear.breaker.supervision;

import static io.switchgear.breaker.supervision.Scene.BADLY;
import static io.switchgear.breaker.supervision.Scene.GIVEN_UP;
import static io.switchgear.breaker.supervision.Scene.RECOVERY;
import static io.switchgear.breaker.supervision.Scene.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.ProbeDue;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.Scene.Asked;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What opens a breaker decides what closes it: a slow probe does not end an opening for slowness.
 */
class SlowProbeTest {

  private static final Duration SLOW = Duration.ofSeconds(5);

  private static final ProtectionPolicy POLICY =
      Scene.POLICY.with(
          new BreakerPolicy(
              2,
              RECOVERY,
              2,
              Duration.ofSeconds(40),
              0,
              1,
              2,
              new WindowPolicy(WindowPolicy.Type.COUNT, 2, 2, 1, 1, SLOW),
              false,
              false));

  private final FakeWork canary = new FakeWork();

  private Scene openedFor(String why, ProtectionPolicy policy) {
    Scene scene = new Scene(policy, TestOutcomes::counted, Optional.of(canary));
    for (String id : new String[] {"first", "second"}) {
      Asked call = scene.running(id);
      scene.clock.pass(why.equals("slowness") ? SLOW : Duration.ofMillis(1));
      call.ends(why.equals("slowness") ? WELL : BADLY);
    }
    assertEquals(BreakerState.OPEN, scene.state());
    return scene;
  }

  private static void recover(Scene scene, Duration open) {
    scene.clock.pass(open);
    scene.kit.run(new StateDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  private static TestOutcome outcome(String name) {
    return switch (name) {
      case "well" -> WELL;
      case "badly" -> BADLY;
      default -> GIVEN_UP;
    };
  }

  @ParameterizedTest
  @CsvSource({
    // opened for, the probe's end, after ms, the state then, its reason
    "slowness, well,      5000, OPEN,      probe_slow",
    "slowness, well,      9000, OPEN,      probe_slow",
    "slowness, badly,     1,    OPEN,      probe_failed",
    "slowness, badly,     9000, OPEN,      probe_failed",
    "slowness, cancelled, 1,    HALF_OPEN, recovery_due",
    "slowness, cancelled, 9000, HALF_OPEN, recovery_due",
    "failures, well,      1,    CLOSED,    probes_succeeded",
    "failures, well,      9000, CLOSED,    probes_succeeded",
    "failures, badly,     1,    OPEN,      probe_failed",
  })
  void aProbeIsJudgedByWhatOpenedTheBreaker(
      String why, String end, long millis, BreakerState state, String reason) {
    for (boolean selfTest : new boolean[] {false, true}) {
      Scene scene = openedFor(why, POLICY.with(POLICY.breaker().withCanary(selfTest)));
      recover(scene, RECOVERY);
      String id = "canary-" + scene.published.snapshot().epoch();
      if (!selfTest) {
        id = scene.running("probe").id;
      }
      scene.clock.pass(Duration.ofMillis(millis));
      scene.kit.run(new CallEnded<>(id, outcome(end)));
      assertEquals(state, scene.state());
      assertEquals(reason, scene.published.snapshot().reason().wire());
      if (state == BreakerState.OPEN) {
        assertEquals(RECOVERY.multipliedBy(2), scene.published.snapshot().retryAfter());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // opened for, what succeeds, after ms, the state then
    "slowness, call,      0,    CLOSED",
    "slowness, call,      4999, CLOSED",
    "slowness, self-test, 0,    HALF_OPEN",
    "slowness, self-test, 4999, HALF_OPEN",
    "failures, self-test, 0,    CLOSED",
  })
  void aQuickSelfTestDoesNotEndAnOpeningForSlowness(
      String why, String what, long millis, BreakerState state) {
    boolean selfTest = what.equals("self-test");
    Scene scene = openedFor(why, POLICY.with(POLICY.breaker().withCanary(selfTest)));
    recover(scene, RECOVERY);
    String id =
        selfTest ? "canary-" + scene.published.snapshot().epoch() : scene.running("probe").id;
    scene.clock.pass(Duration.ofMillis(millis));
    scene.kit.run(new CallEnded<>(id, WELL));
    assertEquals(state, scene.state());
    if (state == BreakerState.HALF_OPEN) {
      Asked slow = scene.running("slow");
      scene.clock.pass(SLOW);
      slow.ends(WELL);
      assertEquals(BreakerState.OPEN, scene.state());
      assertEquals(RECOVERY.multipliedBy(2), scene.published.snapshot().retryAfter());
    }
  }

  @Test
  void itStaysSoFromOneRecoveryToTheNextUntilItIsClosed() {
    Scene scene = openedFor("slowness", POLICY);
    Duration open = RECOVERY;
    for (int i = 0; i < 2; i++) {
      recover(scene, open);
      Asked probe = scene.running("probe-" + i);
      scene.clock.pass(SLOW);
      probe.ends(WELL);
      assertEquals("probe_slow", scene.published.snapshot().reason().wire());
      open = open.multipliedBy(2);
    }
    recover(scene, open);
    scene.callThatEnds("quick", WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
    scene.opened();
    recover(scene, RECOVERY);
    Asked slow = scene.running("slow");
    scene.clock.pass(SLOW);
    slow.ends(WELL);
    assertEquals(BreakerState.CLOSED, scene.state());
  }

  @Test
  void aProbeThatStillRunsIsSlowWhenItIs() {
    Scene scene = openedFor("slowness", POLICY);
    recover(scene, RECOVERY);
    Asked first = scene.running("first-probe");
    assertEquals(SLOW, scene.timer(new ProbeDue<>(), new ProbeDue<>()));
    scene.clock.pass(Duration.ofSeconds(3));
    Asked second = scene.running("second-probe");
    first.ends(GIVEN_UP);
    scene.clock.pass(Duration.ofSeconds(2));
    scene.kit.run(new ProbeDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
    assertEquals(Duration.ofSeconds(3), scene.timer(new ProbeDue<>(), new ProbeDue<>()));
    scene.clock.pass(Duration.ofSeconds(3));
    scene.kit.run(new ProbeDue<>());
    assertEquals(BreakerState.OPEN, scene.state());
    assertEquals("probe_slow", scene.published.snapshot().reason().wire());
    assertTrue(second.isUnanswered());
    second.ends(WELL);
    assertEquals(WELL, second.answer());
    assertEquals(BreakerState.OPEN, scene.state());
  }

  @Test
  void aTimerThatComesLateFindsNothingToDo() {
    Scene scene = new Scene(POLICY, TestOutcomes::counted);
    scene.kit.run(new ProbeDue<>());
    assertEquals(BreakerState.CLOSED, scene.state());
    scene.halfOpened();
    scene.running("probe");
    scene.clock.pass(SLOW);
    scene.kit.run(new ProbeDue<>());
    assertEquals(BreakerState.HALF_OPEN, scene.state());
  }

  @ParameterizedTest
  @CsvSource({"slowness, OPEN", "failures, CLOSED"})
  void theCauseSurvivesARestart(String why, BreakerState state) {
    Scene before = openedFor(why, POLICY);
    Scene scene =
        new Scene(
            POLICY,
            TestOutcomes::counted,
            Optional.empty(),
            Optional.of(before.published.memento()));
    recover(scene, RECOVERY);
    Scene again =
        new Scene(
            POLICY,
            TestOutcomes::counted,
            Optional.empty(),
            Optional.of(scene.published.memento()));
    Asked probe = again.running("probe");
    again.clock.pass(SLOW);
    probe.ends(WELL);
    assertEquals(state, again.state());
  }
}
