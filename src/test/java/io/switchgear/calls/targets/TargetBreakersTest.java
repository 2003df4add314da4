package io.switchgear.calls.targets;

import static io.switchgear.tool.HeldTools.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.config.TargetSettings;
import io.switchgear.config.TargetSettings.Per;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.PlanFilter.FilterResult;
import io.switchgear.tool.PlanFilter.FilterResult.Passed;
import io.switchgear.tool.PlanFilter.FilterResult.Refused;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetBreakersTest {

  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final BreakerPolicy POLICY =
      new BreakerPolicy(3, Duration.ofSeconds(60), 1.5, Duration.ofSeconds(300), 0, 1, 1);
  private static final String DEAD = "10.0.0.5";
  private static final String ALIVE = "10.0.0.6";
  private static final ToolOutcome SILENCE = success(List.of(), List.of(DEAD));

  private long now;
  private final TargetBreakers breakers = breakers(Per.ADDRESS, 16, 100);

  private TargetBreakers breakers(Per per, int sweep, int maxKept) {
    return new TargetBreakers(settings(true, per, RECOVERY, 3, sweep, maxKept), () -> now, 7, 0);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static ToolOutcome success(List<String> answered, List<String> silent) {
    return new Success(output(answered, silent));
  }

  private static ToolOutput output(List<String> answered, List<String> silent) {
    return ToolOutput.text("found").withReach(new Reach(answered, silent));
  }

  private static FilterResult ask(TargetBreakers breakers, String... targets) {
    ToolCall call = call("scan", "{}");
    return breakers.pass(call, new ToolPlan(call, PinnedTargets.of(targets), CostEstimate.NONE));
  }

  private static Passed passed(TargetBreakers breakers, String... targets) {
    return assertInstanceOf(Passed.class, ask(breakers, targets));
  }

  private static Rejected turned(TargetBreakers breakers, String... targets) {
    return assertInstanceOf(Refused.class, ask(breakers, targets)).refusal();
  }

  /** Lets a call run and end. */
  private static void run(TargetBreakers breakers, ToolOutcome outcome, String... targets) {
    passed(breakers, targets).ended().accept(outcome);
  }

  private static void openUp(TargetBreakers breakers) {
    for (int i = 0; i < 3; i++) {
      run(breakers, SILENCE, DEAD);
    }
  }

  @Test
  void aTargetThatStaysSilentIsRefusedByItsOwnBreaker() {
    openUp(breakers);
    Rejected rejected = turned(breakers, DEAD);
    assertEquals(Refusal.CIRCUIT_OPEN, rejected.refusal());
    assertEquals("target 10.0.0.5", rejected.by());
    assertEquals(Duration.ofSeconds(60), rejected.retryAfter());
    assertEquals(
        "No answer came from target 10.0.0.5 in the last calls, and the circuit breaker of this"
            + " target is open; 'scan' itself works. The call was not run. Retry in 60 s, or"
            + " choose other targets.",
        rejected.message());
    passed(breakers, ALIVE);
  }

  private static TargetSettings settings(
      boolean enabled, Per per, Duration recovery, int failures, int sweep, int maxKept) {
    return new TargetSettings(
        enabled, per, failures, recovery, sweep, maxKept, Duration.ofMinutes(10));
  }

  private static TargetSettings settings(boolean enabled, Per per) {
    return settings(enabled, per, RECOVERY, 3, 16, 100);
  }

  @Test
  void anotherPolicyLeavesOpenWhatIsOpenAndMeetsWhatIsCounted() {
    openUp(breakers);
    ToolOutcome other = success(List.of(), List.of(ALIVE));
    run(breakers, other, ALIVE);
    Passed underWay = passed(breakers, ALIVE);
    breakers.reconfigure(settings(true, Per.ADDRESS, Duration.ofHours(1), 2, 16, 100));
    assertEquals(Duration.ofSeconds(60), turned(breakers, DEAD).retryAfter());
    underWay.ended().accept(other);
    assertEquals(Duration.ofHours(1), turned(breakers, ALIVE).retryAfter());
  }

  @Test
  void whatIsTurnedOffLetsEveryCallPassAndRemembersNothing() {
    openUp(breakers);
    breakers.reconfigure(settings(false, Per.ADDRESS));
    passed(breakers, DEAD);
    breakers.reconfigure(settings(true, Per.ADDRESS));
    Passed underWay = passed(breakers, DEAD);
    breakers.reconfigure(settings(true, Per.NETWORK));
    underWay.ended().accept(SILENCE);
    openUp(breakers);
    assertEquals("network 10.0.0.0/24", turned(breakers, DEAD).by());
  }

  @Test
  void someOpenTargetsAreNamedWithTheWayOnWithoutThem() {
    openUp(breakers);
    Rejected rejected = turned(breakers, ALIVE, DEAD, "10.0.0.7");
    assertEquals("target 10.0.0.5", rejected.by());
    assertTrue(
        rejected
            .message()
            .endsWith("Leave it out to run the call for the other 2 now, or retry in 60 s."),
        rejected::message);
  }

  @Test
  void aRefusedCallTakesNoProbeFromTheOthers() {
    openUp(breakers);
    pass(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      run(breakers, success(List.of(), List.of(ALIVE)), ALIVE);
    }
    pass(Duration.ofSeconds(30));
    assertEquals("target 10.0.0.6", turned(breakers, DEAD, ALIVE).by());
    passed(breakers, DEAD);
  }

  @Test
  void oneProbeDecidesWhetherItIsBack() {
    openUp(breakers);
    pass(Duration.ofSeconds(60));
    Passed probe = passed(breakers, DEAD);
    turned(breakers, DEAD);
    probe.ended().accept(SILENCE);
    assertEquals(Duration.ofSeconds(90), turned(breakers, DEAD).retryAfter());
    pass(Duration.ofSeconds(90));
    run(breakers, success(List.of(DEAD), List.of()), DEAD);
    passed(breakers, DEAD);
    passed(breakers, DEAD);
  }

  @Test
  void anAnswerStartsTheCountAnew() {
    run(breakers, SILENCE, DEAD);
    run(breakers, SILENCE, DEAD);
    run(breakers, success(List.of(DEAD), List.of()), DEAD);
    run(breakers, SILENCE, DEAD);
    run(breakers, SILENCE, DEAD);
    passed(breakers, DEAD);
  }

  @Test
  void onlySilenceCounts() {
    ToolOutput nothing = ToolOutput.NONE;
    List<ToolOutcome> innocent =
        List.of(
            new Failed(Fault.CRASHED, "crashed"),
            new TimedOut(Duration.ofSeconds(1), "hung", nothing),
            new Rejected(Refusal.BULKHEAD_FULL, "scan", "full", Duration.ofSeconds(1)),
            new Cancelled("ended", output(List.of(), List.of(DEAD))),
            new Success(nothing));
    innocent.forEach(
        outcome -> {
          for (int i = 0; i < 5; i++) {
            run(breakers, outcome, DEAD);
          }
        });
    List<ToolOutcome> silent =
        List.of(
            SILENCE,
            new TimedOut(Duration.ofSeconds(1), "late", output(List.of(), List.of(DEAD))),
            new Failed(Fault.TARGET_UNREACHABLE, "no route"));
    silent.forEach(outcome -> run(breakers, outcome, DEAD));
    turned(breakers, DEAD);
  }

  @Test
  void ofSeveralTargetsOnlyTheSilentOnesCount() {
    for (int i = 0; i < 3; i++) {
      run(breakers, success(List.of(ALIVE), List.of(DEAD)), ALIVE, DEAD);
    }
    passed(breakers, ALIVE);
    turned(breakers, DEAD);
  }

  @Test
  void aSweepIsNeitherCountedNorRefused() {
    String[] many = IntStream.range(0, 17).mapToObj(i -> "10.1.0." + i).toArray(String[]::new);
    for (int i = 0; i < 5; i++) {
      run(breakers, success(List.of(), List.of(many)), many);
    }
    passed(breakers, many[0]);
    passed(breakers);
  }

  @Test
  void aNetworkHasOneBreakerIfSoConfigured() {
    TargetBreakers networks = breakers(Per.NETWORK, 16, 100);
    run(networks, success(List.of(), List.of("10.0.0.1")), "10.0.0.1");
    run(networks, success(List.of(), List.of("10.0.0.2")), "10.0.0.2");
    run(networks, success(List.of("10.0.0.4"), List.of("10.0.0.3")), "10.0.0.3", "10.0.0.4");
    for (int i = 0; i < 3; i++) {
      run(networks, success(List.of(), List.of(DEAD)), DEAD);
      run(networks, success(List.of(), List.of("fd00::" + (i + 1))), "fd00::" + (i + 1));
    }
    assertEquals("network 10.0.0.0/24", turned(networks, "10.0.0.9").by());
    assertEquals("network fd00::/64", turned(networks, "fd00::9").by());
    passed(networks, "10.0.1.9", "fd00:0:0:1::9");
    assertEquals("networks 10.0.0.0/24, fd00::/64", turned(networks, "10.0.0.9", "fd00::9").by());
  }

  @Test
  void whatIsKeptIsBoundedAndForgotten() {
    TargetTable table = new TargetTable(POLICY, 2, Duration.ofMinutes(10), 7);
    for (String key : List.of("a", "b", "c")) {
      fail(table, key);
    }
    assertEquals(2, table.size());
    now += Duration.ofMinutes(11).toNanos();
    table.admit(List.of("d"), now);
    assertEquals(0, table.size());
  }

  private void fail(TargetTable table, String key) {
    TargetTable.Decision.Admitted admitted =
        assertInstanceOf(TargetTable.Decision.Admitted.class, table.admit(List.of(key), now));
    table.settle(key, admitted.permits().get(key), Verdict.FAILURE, now);
  }

  @Test
  void aLateResultIsNotTakenForOneOfABreakerMadeAnew() {
    Passed late = passed(breakers, DEAD);
    openUp(breakers);
    pass(Duration.ofSeconds(60));
    run(breakers, success(List.of(DEAD), List.of()), DEAD);
    run(breakers, SILENCE, DEAD);
    run(breakers, SILENCE, DEAD);
    late.ended().accept(SILENCE);
    passed(breakers, DEAD);
  }
}
