package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Subscription;
import io.switchgear.testing.Await;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The whole way of a call, with real actors and threads. */
class SupervisedToolsTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private ActorRef<ToolRegistry.Command> registry;

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void aCallRunsAndIsAnswered() {
    SupervisedTools tools =
        tools(FakeTool.doing("echo", (deadline, progress) -> run(SampleOutcomes.WELL)));
    assertEquals(SampleOutcomes.WELL, call(tools, "echo", "1"));
    assertEquals("echo", tools.descriptors().getFirst().name());
    assertTrue(tools.find("echo").isPresent());
    assertTrue(tools.find("other").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> call(tools, "other", "2"));
  }

  @Test
  void aRefusedPlanIsAnsweredWithoutTheBreaker() {
    ToolOutcome invalid = new InvalidInput("ports: 0 is not a port; allowed are 1 to 65535");
    SupervisedTools tools = tools(new FakeTool("picky", call -> FakeTool.refused(invalid)));
    for (int i = 0; i < 20; i++) {
      assertEquals(invalid, call(tools, "picky", "p" + i));
    }
    assertEquals(0, stats(tools, "picky").totalCalls());
  }

  @Test
  void whateverAToolThrowsIsACrash() {
    RuntimeException bug = new IllegalStateException("bug");
    SupervisedTools tools =
        tools(
            new FakeTool(
                "plan-throws",
                call -> {
                  throw bug;
                }),
            new FakeTool("plan-fails", call -> CompletableFuture.failedFuture(bug)),
            FakeTool.doing(
                "start-throws",
                (deadline, progress) -> {
                  throw bug;
                }),
            FakeTool.doing("start-null", (deadline, progress) -> null),
            FakeTool.doing(
                "run-fails",
                (deadline, progress) -> ToolRun.of(CompletableFuture.failedFuture(bug))),
            FakeTool.doing("run-null", (deadline, progress) -> ToolRun.completed(null)));
    for (String name :
        List.of(
            "plan-throws", "plan-fails", "start-throws", "start-null", "run-fails", "run-null")) {
      Failed failed = assertInstanceOf(Failed.class, call(tools, name, name), name);
      assertEquals(Fault.CRASHED, failed.fault());
      assertEquals(name.startsWith("plan") ? 0 : 1, stats(tools, name).failedCalls(), name);
    }
  }

  @Test
  void aCallCanBeCancelledWhileItIsPlanned() {
    CompletableFuture<Planning> never = new CompletableFuture<>();
    FakeWork work = new FakeWork();
    SupervisedTools tools = tools(new FakeTool("ponders", call -> never, plan -> work));
    ToolRun run = tools.call(FakeTool.callOf("ponders", "1"), Progress.NONE);
    run.stop(StopReason.CANCELLED);
    assertInstanceOf(Cancelled.class, outcome(run));
    never.complete(new Planning.Planned(ToolPlan.of(FakeTool.callOf("ponders", "1"))));
    assertFalse(work.hasStarted());
  }

  @Test
  void aCallCanBeCancelledWhileItRuns() throws InterruptedException {
    FakeWork work = new FakeWork();
    SupervisedTools tools = tools(FakeTool.doing("runs", work));
    ToolRun run = tools.call(FakeTool.callOf("runs", "1"), Progress.NONE);
    Await.reached("the started", work.started);
    run.stop(StopReason.CANCELLED);
    run.stop(StopReason.CANCELLED);
    work.end(SampleOutcomes.GIVEN_UP);
    assertInstanceOf(Cancelled.class, outcome(run));
    assertEquals(1, stats(tools, "runs").cancelledCalls());
  }

  @Test
  void aDeadlineEndsAToolThatHangs() {
    ProtectionPolicy quick =
        new ProtectionPolicy(Duration.ofMillis(50), BreakerPolicy.DEFAULT, BulkheadPolicy.DEFAULT);
    FakeWork work = new FakeWork();
    SupervisedTools tools = tools(List.of(new ToolEntry(FakeTool.doing("hangs", work), quick)));
    assertInstanceOf(
        TimedOut.class, outcome(tools.call(FakeTool.callOf("hangs", "1"), Progress.NONE)));
    // On a busy machine the deadline may pass before the work is started; it then never is.
    assertEquals(work.hasStarted() ? List.of(StopReason.DEADLINE) : List.of(), work.stops);
  }

  @Test
  void aDeadToolLeavesTheOthersAlone() {
    CountDownLatch never = new CountDownLatch(1);
    SupervisedTools tools =
        tools(
            FakeTool.doing(
                "blocks",
                (deadline, progress) -> {
                  try {
                    never.await();
                  } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                  }
                  return run(SampleOutcomes.WELL);
                }),
            FakeTool.doing("works", (deadline, progress) -> run(SampleOutcomes.WELL)));
    List<ToolRun> blocked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      blocked.add(tools.call(FakeTool.callOf("blocks", "b" + i), Progress.NONE));
    }
    assertEquals(SampleOutcomes.WELL, call(tools, "works", "w"));
    never.countDown();
    blocked.forEach(run -> assertEquals(SampleOutcomes.WELL, outcome(run)));
  }

  @Test
  void anOpenBreakerTurnsAHundredThousandCallsAwayWithoutAMessage() {
    ProtectionPolicy brittle =
        new ProtectionPolicy(
            Duration.ofSeconds(30),
            new BreakerPolicy(1, Duration.ofHours(1), 1, Duration.ofHours(1), 0, 1, 1),
            BulkheadPolicy.DEFAULT);
    AtomicInteger starts = new AtomicInteger();
    SupervisedTools tools =
        tools(
            List.of(
                new ToolEntry(
                    FakeTool.doing(
                        "broken",
                        (deadline, progress) -> {
                          starts.incrementAndGet();
                          return run(SampleOutcomes.BADLY);
                        }),
                    brittle)));
    call(tools, "broken", "first");
    for (int i = 0; i < 100_000; i++) {
      ToolRun run = tools.call(FakeTool.callOf("broken", "r" + i), Progress.NONE);
      Rejected rejected =
          assertInstanceOf(Rejected.class, run.outcome().toCompletableFuture().getNow(null));
      assertEquals(Refusal.CIRCUIT_OPEN, rejected.refusal());
      assertTrue(rejected.retryAfter().compareTo(Duration.ofMinutes(50)) > 0);
    }
    assertEquals(1, starts.get());
    BreakerStats stats = stats(tools, "broken");
    assertEquals(100_000, stats.rejectedCalls());
    assertEquals(BreakerState.OPEN, tools.snapshots().getFirst().state());
  }

  @Test
  void sixtyFourCallersAreAllAnsweredAndCountedOnce() throws Exception {
    ProtectionPolicy policy =
        new ProtectionPolicy(
            Duration.ofSeconds(30),
            new BreakerPolicy(3, Duration.ofMillis(5), 1, Duration.ofMillis(5), 0.5, 2, 2),
            new BulkheadPolicy(8, 8));
    AtomicInteger number = new AtomicInteger();
    SupervisedTools tools =
        tools(
            List.of(
                new ToolEntry(
                    FakeTool.doing(
                        "busy",
                        (deadline, progress) ->
                            ToolRun.of(
                                CompletableFuture.supplyAsync(
                                    () -> mixed(number.incrementAndGet())))),
                    policy)));
    int perCaller = 200;
    List<Future<int[]>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      for (int caller = 0; caller < 64; caller++) {
        int who = caller;
        callers.add(threads.submit(() -> callAround(tools, who, perCaller)));
      }
    }
    int[] seen = new int[5];
    for (Future<int[]> caller : callers) {
      int[] counts = caller.get();
      for (int i = 0; i < seen.length; i++) {
        seen[i] += counts[i];
      }
    }
    BreakerStats stats = stats(tools, "busy");
    assertEquals(64 * perCaller, stats.totalCalls());
    assertEquals(
        List.of(seen[0], seen[1], seen[2], seen[3], seen[4]),
        List.of(
            (int) stats.successfulCalls(),
            (int) stats.failedCalls(),
            (int) stats.rejectedCalls(),
            (int) stats.cancelledCalls(),
            (int) stats.ignoredCalls()));
    assertEquals(0, stats.breaker().running());
    assertEquals(0, stats.breaker().waiting());
  }

  @Test
  void shutdownLeavesNothingRunning() throws Exception {
    FakeWork work = new FakeWork();
    SupervisedTools tools = tools(FakeTool.doing("goes-down", work));
    ToolRun run = tools.call(FakeTool.callOf("goes-down", "1"), Progress.NONE);
    Await.reached("the started", work.started);
    CompletionStage<Done> done =
        AskPattern.ask(
            registry, ToolRegistry.Shutdown::new, Duration.ofSeconds(20), KIT.system().scheduler());
    assertInstanceOf(Cancelled.class, outcome(run));
    Await.result("the done", done);
    Rejected after = assertInstanceOf(Rejected.class, call(tools, "goes-down", "2"));
    assertEquals(Refusal.SHUTTING_DOWN, after.refusal());
    assertEquals(List.of(StopReason.SHUTDOWN), work.stops);
  }

  @Test
  void aBreakerGoesOnFromItsMemento() {
    FakeTool tool = FakeTool.doing("kept", (deadline, progress) -> run(SampleOutcomes.WELL));
    SupervisedTools before = tools(tool);
    OrderResult operated =
        before
            .operate(
                "kept", OperatorOrder.Action.HOLD_OPEN, "alice", "maintenance", Optional.empty())
            .toCompletableFuture()
            .join();
    assertInstanceOf(OrderResult.Applied.class, operated);
    ToolEntry entry =
        new ToolEntry(tool, ProtectionPolicy.DEFAULT, Optional.of(before.memento("kept")));
    SupervisedTools after = tools(List.of(entry));
    assertInstanceOf(Rejected.class, call(after, "kept", "1"));
    assertEquals("maintenance", after.snapshots().getFirst().standing().orElseThrow().reason());
  }

  @Test
  void listenersHearOfEveryTool() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    SupervisedTools tools =
        tools(
            FakeTool.doing("one", (deadline, progress) -> run(SampleOutcomes.WELL)),
            FakeTool.doing("two", (deadline, progress) -> run(SampleOutcomes.WELL)));
    try (Subscription open = tools.subscribe(transition -> heard.add(transition.breaker()))) {
      assertNotNull(open);
      for (String name : List.of("one", "two")) {
        tools
            .operate(name, OperatorOrder.Action.OPEN, "alice", "drill", Optional.empty())
            .toCompletableFuture()
            .join();
        assertEquals(name, Await.next("the heard", heard));
      }
    }
  }

  private static ToolOutcome mixed(int number) {
    return switch (number % 7) {
      case 0, 1 -> SampleOutcomes.BADLY;
      case 2 -> SampleOutcomes.UNREACHABLE;
      default -> SampleOutcomes.WELL;
    };
  }

  private static int[] callAround(SupervisedTools tools, int who, int calls) {
    int[] counts = new int[5];
    for (int i = 0; i < calls; i++) {
      ToolRun run = tools.call(FakeTool.callOf("busy", who + "-" + i), Progress.NONE);
      if (i % 11 == 0) {
        run.stop(StopReason.CANCELLED);
      }
      ToolOutcome outcome = outcome(run);
      int kind =
          outcome == SampleOutcomes.WELL
              ? 0
              : outcome == SampleOutcomes.BADLY
                  ? 1
                  : outcome instanceof Rejected ? 2 : outcome instanceof Cancelled ? 3 : 4;
      counts[kind]++;
    }
    return counts;
  }

  private SupervisedTools tools(FakeTool... tools) {
    List<ToolEntry> entries = new ArrayList<>();
    for (FakeTool tool : tools) {
      entries.add(new ToolEntry(tool, ProtectionPolicy.DEFAULT));
    }
    return tools(entries);
  }

  private SupervisedTools tools(List<ToolEntry> entries) {
    registry = KIT.spawn(ToolRegistry.create(entries));
    return SupervisedTools.of(KIT.system(), registry).toCompletableFuture().join();
  }

  private static ToolOutcome call(SupervisedTools tools, String tool, String id) {
    ToolCall call = FakeTool.callOf(tool, id);
    return outcome(tools.call(call, Progress.NONE));
  }

  private static BreakerStats stats(SupervisedTools tools, String tool) {
    return tools.stats(tool).toCompletableFuture().join();
  }

  private static ToolRun run(ToolOutcome outcome) {
    return ToolRun.completed(outcome);
  }

  private static ToolOutcome outcome(ToolRun run) {
    return Await.result("the outcome", run.outcome());
  }
}
