package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Cheap refusals come first; what comes before a refusal does not happen. */
class RefusalOrderTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ToolOutcome WELL = new ToolOutcome.Success(ToolOutput.NONE);
  private static final ToolOutcome INVALID = new InvalidInput("ports: 0 is not a port");

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  /** Notes what it is asked for. */
  private final class NotingTool implements Tool {

    private final String name;

    NotingTool(String name) {
      this.name = name;
    }

    @Override
    public ToolDescriptor descriptor() {
      return new FakeTool(name, FakeTool::planned).descriptor();
    }

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public Optional<ToolOutcome> check(ToolCall call) {
      seen.add("check");
      return call.id().startsWith("invalid") ? Optional.of(INVALID) : Optional.empty();
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      seen.add("plan");
      return FakeTool.planned(call);
    }

    @Override
    public CompletionStage<Planning> recheck(ToolPlan plan) {
      seen.add("recheck");
      return CompletableFuture.completedFuture(
          plan.targets().isEmpty() ? new Planning.Planned(plan) : new Planning.Refused(INVALID));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      seen.add("run");
      return ToolRun.completed(WELL);
    }
  }

  private SupervisedTools tools(String name) throws Exception {
    PlanFilter filter =
        (call, plan) -> {
          seen.add("filter");
          return PlanFilter.NONE.pass(call, plan);
        };
    return Await.result(
            "the tools",
            SupervisedTools.of(
                KIT.system(),
                KIT.spawn(
                    ToolRegistry.create(
                        List.of(new ToolEntry(new NotingTool(name), ProtectionPolicy.DEFAULT))))))
        .with(filter);
  }

  private ToolOutcome call(SupervisedTools tools, String tool, String id) throws Exception {
    seen.clear();
    return Await.result("the call", tools.call(FakeTool.callOf(tool, id), Progress.NONE).outcome());
  }

  @Test
  void aClosedBreakerTakesACallAllTheWay() throws Exception {
    SupervisedTools tools = tools("order-closed");
    assertEquals(WELL, call(tools, "order-closed", "1"));
    assertEquals(List.of("check", "plan", "filter", "run"), seen);
    assertSame(INVALID, call(tools, "order-closed", "invalid"));
    assertEquals(List.of("check"), seen);
  }

  @Test
  void aStoredPlanIsRecheckedAndNotPlanned() throws Exception {
    SupervisedTools tools = tools("order-stored");
    ToolCall call = FakeTool.callOf("order-stored", "1");
    assertEquals(WELL, resume(tools, ToolPlan.of(call)));
    assertEquals(List.of("recheck", "filter", "run"), seen);
    assertSame(INVALID, resume(tools, ToolPlan.of(call).with(PinnedTargets.of("127.0.0.1"))));
    assertEquals(List.of("recheck"), seen);
  }

  private ToolOutcome resume(SupervisedTools tools, ToolPlan plan) throws Exception {
    seen.clear();
    return Await.result("the plan", tools.resume(plan, Progress.NONE).outcome());
  }

  @Test
  void anOpenBreakerPlansNothingAndStillTellsWhatIsWrongWithTheArguments() throws Exception {
    SupervisedTools tools = tools("order-open");
    Await.result(
        "the order",
        tools.operate(
            "order-open", OperatorOrder.Action.HOLD_OPEN, "ann", "test", Optional.empty()));
    assertInstanceOf(Rejected.class, call(tools, "order-open", "1"));
    assertEquals(List.of("check"), seen);
    assertSame(INVALID, call(tools, "order-open", "invalid"));
    assertEquals(List.of("check"), seen);
    BreakerStats stats = Await.result("the stats", tools.stats("order-open"));
    assertEquals(1, stats.rejectedCalls());
  }
}
