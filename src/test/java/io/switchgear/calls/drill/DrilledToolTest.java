package io.switchgear.calls.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.calls.drill.Drill.Fault;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrilledToolTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final ToolOutcome REAL = new ToolOutcome.Success(ToolOutput.text("real"));

  private final Drills drills = new Drills(true, InstantSource.fixed(NOW));
  private final List<StopReason> stops = new ArrayList<>();
  private final Tool tool = drills.wrap(new Fixture(this::realRun));

  /** A tool that plans one thing. */
  private record Fixture(
      BiFunction<Deadline, Progress, ToolRun> running, Optional<ToolOutcome> refusal)
      implements Tool {

    Fixture(BiFunction<Deadline, Progress, ToolRun> running) {
      this(running, Optional.empty());
    }

    @Override
    public ToolDescriptor descriptor() {
      return new ToolDescriptor(
          "lamp",
          "Lamp",
          "for tests",
          JsonNodeFactory.instance.objectNode().put("type", "object"),
          Optional.empty(),
          new ToolDescriptor.Hints(true, false, true, false));
    }

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return CompletableFuture.completedFuture(
          refusal
              .<Planning>map(Planning.Refused::new)
              .orElseGet(() -> new Planning.Planned(ToolPlan.of(call))));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      return running.apply(deadline, progress);
    }

    @Override
    public Verdict verdict(ToolOutcome outcome) {
      return Verdict.IGNORED;
    }
  }

  private ToolRun realRun(Deadline deadline, Progress progress) {
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return CompletableFuture.completedFuture(REAL);
      }

      @Override
      public void stop(StopReason reason) {
        stops.add(reason);
      }
    };
  }

  private void set(Fault fault, int times, Duration delay) {
    drills.set("lamp", fault, times, delay, "ann", "Tuesday's drill");
  }

  private ToolRun start() {
    ToolCall call = new ToolCall("1", "lamp", JsonNodeFactory.instance.objectNode(), Caller.LOCAL);
    Planning planning = tool.plan(call).toCompletableFuture().join();
    return tool.run(
        assertInstanceOf(Planning.Planned.class, planning).plan(),
        Deadline.in(Duration.ofMinutes(1)),
        Progress.NONE);
  }

  private static ToolOutcome end(ToolRun run) {
    return Await.result("the outcome", run.outcome());
  }

  @Test
  void theNextCallsFailAndThenTheToolIsItselfAgain() {
    set(Fault.FAIL, 2, Duration.ZERO);
    ToolOutcome.Failed failed = assertInstanceOf(ToolOutcome.Failed.class, end(start()));
    assertEquals(ToolOutcome.Fault.CRASHED, failed.fault());
    assertTrue(failed.message().contains("a drill on 'lamp', which ann set: Tuesday's drill"));
    assertEquals(1, drills.of("lamp").orElseThrow().left());
    assertInstanceOf(ToolOutcome.Failed.class, end(start()));
    assertEquals(List.of(), drills.list());
    assertSame(REAL, end(start()));
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void aHangingCallEndsWhenItIsStopped(StopReason reason) {
    set(Fault.HANG, 1, Duration.ZERO);
    ToolRun run = start();
    assertFalse(run.outcome().toCompletableFuture().isDone());
    run.stop(reason);
    run.stop(reason);
    Class<? extends ToolOutcome> expected =
        reason == StopReason.DEADLINE ? ToolOutcome.TimedOut.class : ToolOutcome.Cancelled.class;
    assertInstanceOf(expected, end(run));
    assertEquals(List.of(), stops);
  }

  @Test
  void aSlowCallIsTheRealOneLater() {
    set(Fault.SLOW, 1, Duration.ofMillis(1));
    ToolRun run = start();
    assertSame(REAL, end(run));
  }

  @Test
  void aStopDuringTheDelayKeepsTheRealCallFromStarting() {
    set(Fault.SLOW, 1, Duration.ofHours(1));
    ToolRun run = start();
    run.stop(StopReason.CANCELLED);
    assertInstanceOf(ToolOutcome.Cancelled.class, end(run));
  }

  @Test
  void theStopOfASlowCallReachesTheRealOne() throws Exception {
    CompletableFuture<StopReason> stopped = new CompletableFuture<>();
    CompletableFuture<Boolean> began = new CompletableFuture<>();
    ToolRun real =
        new ToolRun() {
          @Override
          public CompletionStage<ToolOutcome> outcome() {
            return stopped.thenApply(reason -> REAL);
          }

          @Override
          public void stop(StopReason reason) {
            stopped.complete(reason);
          }
        };
    HeldRun run =
        new HeldRun(
            Deadline.in(Duration.ofMinutes(1)),
            "late",
            () -> {
              began.complete(true);
              return real;
            },
            Duration.ofMillis(1));
    Await.result("the began", began);
    run.stop(StopReason.DEADLINE);
    assertEquals(StopReason.DEADLINE, Await.result("the stopped", stopped));
    assertSame(REAL, end(run));
  }

  @Test
  void aRefusedPlanUsesNothingUp() {
    ToolOutcome invalid = new ToolOutcome.InvalidInput("no such lamp");
    Tool refusing = drills.wrap(new Fixture(this::realRun, Optional.of(invalid)));
    set(Fault.FAIL, 1, Duration.ZERO);
    ToolCall call = new ToolCall("1", "lamp", JsonNodeFactory.instance.objectNode(), Caller.LOCAL);
    assertEquals(new Planning.Refused(invalid), refusing.plan(call).toCompletableFuture().join());
    assertEquals(1, drills.of("lamp").orElseThrow().left());
  }

  @Test
  void aSelfTestMeetsTheDrillToo() {
    assertEquals(Optional.empty(), tool.selfTest());
    ToolPlan test =
        ToolPlan.selfTest("lamp", JsonNodeFactory.instance.objectNode(), PinnedTargets.NONE);
    set(Fault.FAIL, 1, Duration.ZERO);
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    assertInstanceOf(ToolOutcome.Failed.class, end(tool.run(test, deadline, Progress.NONE)));
    assertSame(REAL, end(tool.run(test, deadline, Progress.NONE)));
  }

  @Test
  void whatTheToolSaysOfItselfStays() {
    Tool bare = new Fixture(this::realRun);
    assertEquals(bare.descriptor(), tool.descriptor());
    assertEquals(bare.availability(), tool.availability());
    assertEquals(Verdict.IGNORED, tool.verdict(REAL));
  }

  @Test
  void aLaterDrillReplacesTheEarlierAndClearingEndsIt() {
    set(Fault.FAIL, 5, Duration.ZERO);
    set(Fault.HANG, 2, Duration.ZERO);
    Drill drill = drills.of("lamp").orElseThrow();
    assertEquals(
        new Drill("lamp", Fault.HANG, 2, 2, Duration.ZERO, "ann", "Tuesday's drill", NOW), drill);
    assertEquals(
        "A drill is active: it hangs the next 2 calls of 'lamp' (ann: Tuesday's drill).",
        drill.sentence());
    assertEquals(Optional.of(drill), drills.clear("lamp"));
    assertEquals(Optional.empty(), drills.clear("lamp"));
    set(Fault.FAIL, 1, Duration.ZERO);
    assertEquals(1, drills.clearAll().size());
    assertSame(REAL, end(start()));
  }

  @Test
  void whereDrillsAreOffNothingCanBeSet() {
    Drills off = new Drills(false);
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> off.set("lamp", Fault.FAIL, 1, Duration.ZERO, "ann", "why"));
    assertTrue(refused.getMessage().contains("switchgear.drills.enabled = true"));
  }

  @Test
  void whenDrillsAreTurnedOffWhatIsOnEnds() {
    set(Fault.FAIL, 3, Duration.ZERO);
    drills.enable(false);
    assertEquals(List.of(), drills.list());
    assertThrows(IllegalStateException.class, () -> set(Fault.FAIL, 1, Duration.ZERO));
    drills.enable(true);
    set(Fault.FAIL, 1, Duration.ZERO);
    assertEquals(1, drills.list().size());
  }

  @Test
  void badDrillsAreRefusedWithWhatIsAllowed() {
    assertRefused("allowed is 1 to 1000", () -> set(Fault.FAIL, 0, Duration.ZERO));
    assertRefused("allowed is 1 to 1000", () -> set(Fault.FAIL, 1001, Duration.ZERO));
    assertRefused("1 ms to 1 h", () -> set(Fault.SLOW, 1, Duration.ZERO));
    assertRefused("1 ms to 1 h", () -> set(Fault.SLOW, 1, Duration.ofHours(2)));
    assertRefused("only a slow call", () -> set(Fault.HANG, 1, Duration.ofSeconds(1)));
    assertRefused("operator", () -> drills.set("lamp", Fault.FAIL, 1, Duration.ZERO, " ", "why"));
    assertRefused(
        "reason", () -> drills.set("lamp", Fault.FAIL, 1, Duration.ZERO, "ann", "y".repeat(501)));
    assertRefused("fail, hang or slow", () -> Fault.of("explode"));
    assertEquals(List.of(), drills.list());
  }

  private static void assertRefused(String allowed, Runnable setting) {
    String message = assertThrows(IllegalArgumentException.class, setting::run).getMessage();
    assertTrue(message.contains(allowed), message);
  }

  @Test
  void manyCallsAtOnceUseUpExactlyAsManyAsWereSet() {
    set(Fault.FAIL, 100, Duration.ZERO);
    List<CompletableFuture<ToolOutcome>> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      calls.add(CompletableFuture.supplyAsync(() -> end(start()), Thread::startVirtualThread));
    }
    long played =
        calls.stream()
            .map(CompletableFuture::join)
            .filter(ToolOutcome.Failed.class::isInstance)
            .count();
    assertEquals(100, played);
  }
}
