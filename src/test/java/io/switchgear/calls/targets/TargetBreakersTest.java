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
import io.switchgear.tool.PlanFilter.Passage;
import io.switchgear.tool.PlanFilter.Passage.Let;
import io.switchgear.tool.PlanFilter.Passage.Turned;
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
  private final TargetBreakers gate = gate(Per.ADDRESS, 16, 100);

  private TargetBreakers gate(Per per, int sweep, int maxKept) {
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

  private static Passage ask(TargetBreakers gate, String... targets) {
    ToolCall call = call("scan", "{}");
    return gate.pass(call, new ToolPlan(call, PinnedTargets.of(targets), CostEstimate.NONE));
  }

  private static Let let(TargetBreakers gate, String... targets) {
    return assertInstanceOf(Let.class, ask(gate, targets));
  }

  private static Rejected turned(TargetBreakers gate, String... targets) {
    return assertInstanceOf(Turned.class, ask(gate, targets)).refusal();
  }

  /** Lets a call run and end. */
  private static void run(TargetBreakers gate, ToolOutcome outcome, String... targets) {
    let(gate, targets).ended().accept(outcome);
  }

  private static void openUp(TargetBreakers gate) {
    for (int i = 0; i < 3; i++) {
      run(gate, SILENCE, DEAD);
    }
  }

  @Test
  void aTargetThatStaysSilentIsRefusedByItsOwnBreaker() {
    openUp(gate);
    Rejected rejected = turned(gate, DEAD);
    assertEquals(Refusal.CIRCUIT_OPEN, rejected.refusal());
    assertEquals("target 10.0.0.5", rejected.by());
    assertEquals(Duration.ofSeconds(60), rejected.retryAfter());
    assertEquals(
        "No answer came from target 10.0.0.5 in the last calls, and the circuit breaker of this"
            + " target is open; 'scan' itself works. The call was not run. Ask again in 60 s, or"
            + " about other targets.",
        rejected.message());
    let(gate, ALIVE);
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
    openUp(gate);
    ToolOutcome other = success(List.of(), List.of(ALIVE));
    run(gate, other, ALIVE);
    Let underWay = let(gate, ALIVE);
    gate.reconfigure(settings(true, Per.ADDRESS, Duration.ofHours(1), 2, 16, 100));
    assertEquals(Duration.ofSeconds(60), turned(gate, DEAD).retryAfter());
    underWay.ended().accept(other);
    assertEquals(Duration.ofHours(1), turned(gate, ALIVE).retryAfter());
  }

  @Test
  void whatIsTurnedOffLetsEveryCallPassAndRemembersNothing() {
    openUp(gate);
    gate.reconfigure(settings(false, Per.ADDRESS));
    let(gate, DEAD);
    gate.reconfigure(settings(true, Per.ADDRESS));
    Let underWay = let(gate, DEAD);
    gate.reconfigure(settings(true, Per.NETWORK));
    underWay.ended().accept(SILENCE);
    openUp(gate);
    assertEquals("network 10.0.0.0/24", turned(gate, DEAD).by());
  }

  @Test
  void someOpenTargetsAreNamedWithTheWayOnWithoutThem() {
    openUp(gate);
    Rejected rejected = turned(gate, ALIVE, DEAD, "10.0.0.7");
    assertEquals("target 10.0.0.5", rejected.by());
    assertTrue(
        rejected
            .message()
            .endsWith("Leave it out to go on with the other 2 now, or ask again in 60 s."),
        rejected::message);
  }

  @Test
  void aRefusedCallTakesNoProbeFromTheOthers() {
    openUp(gate);
    pass(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      run(gate, success(List.of(), List.of(ALIVE)), ALIVE);
    }
    pass(Duration.ofSeconds(30));
    assertEquals("target 10.0.0.6", turned(gate, DEAD, ALIVE).by());
    let(gate, DEAD);
  }

  @Test
  void oneProbeDecidesWhetherItIsBack() {
    openUp(gate);
    pass(Duration.ofSeconds(60));
    Let probe = let(gate, DEAD);
    turned(gate, DEAD);
    probe.ended().accept(SILENCE);
    assertEquals(Duration.ofSeconds(90), turned(gate, DEAD).retryAfter());
    pass(Duration.ofSeconds(90));
    run(gate, success(List.of(DEAD), List.of()), DEAD);
    let(gate, DEAD);
    let(gate, DEAD);
  }

  @Test
  void anAnswerStartsTheCountAnew() {
    run(gate, SILENCE, DEAD);
    run(gate, SILENCE, DEAD);
    run(gate, success(List.of(DEAD), List.of()), DEAD);
    run(gate, SILENCE, DEAD);
    run(gate, SILENCE, DEAD);
    let(gate, DEAD);
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
            run(gate, outcome, DEAD);
          }
        });
    List<ToolOutcome> silent =
        List.of(
            SILENCE,
            new TimedOut(Duration.ofSeconds(1), "late", output(List.of(), List.of(DEAD))),
            new Failed(Fault.TARGET_UNREACHABLE, "no route"));
    silent.forEach(outcome -> run(gate, outcome, DEAD));
    turned(gate, DEAD);
  }

  @Test
  void ofSeveralTargetsOnlyTheSilentOnesCount() {
    for (int i = 0; i < 3; i++) {
      run(gate, success(List.of(ALIVE), List.of(DEAD)), ALIVE, DEAD);
    }
    let(gate, ALIVE);
    turned(gate, DEAD);
  }

  @Test
  void aSweepIsNeitherCountedNorRefused() {
    String[] many = IntStream.range(0, 17).mapToObj(i -> "10.1.0." + i).toArray(String[]::new);
    for (int i = 0; i < 5; i++) {
      run(gate, success(List.of(), List.of(many)), many);
    }
    let(gate, many[0]);
    let(gate);
  }

  @Test
  void aNetworkHasOneBreakerIfSoConfigured() {
    TargetBreakers networks = gate(Per.NETWORK, 16, 100);
    run(networks, success(List.of(), List.of("10.0.0.1")), "10.0.0.1");
    run(networks, success(List.of(), List.of("10.0.0.2")), "10.0.0.2");
    run(networks, success(List.of("10.0.0.4"), List.of("10.0.0.3")), "10.0.0.3", "10.0.0.4");
    for (int i = 0; i < 3; i++) {
      run(networks, success(List.of(), List.of(DEAD)), DEAD);
      run(networks, success(List.of(), List.of("fd00::" + (i + 1))), "fd00::" + (i + 1));
    }
    assertEquals("network 10.0.0.0/24", turned(networks, "10.0.0.9").by());
    assertEquals("network fd00::/64", turned(networks, "fd00::9").by());
    let(networks, "10.0.1.9", "fd00:0:0:1::9");
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
    Let late = let(gate, DEAD);
    openUp(gate);
    pass(Duration.ofSeconds(60));
    run(gate, success(List.of(DEAD), List.of()), DEAD);
    run(gate, SILENCE, DEAD);
    run(gate, SILENCE, DEAD);
    late.ended().accept(SILENCE);
    let(gate, DEAD);
  }
}
