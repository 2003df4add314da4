package io.switchgear.calls.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.Availability;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RetryingToolTest {

  private static final Failed CRASHED = new Failed(Fault.CRASHED, "It crashed.");
  private static final ToolOutcome DONE = new Success(ToolOutput.text("done"));
  private static final Deadline LATER = Deadline.in(Duration.ofMinutes(5));

  private static final ToolPlan PLAN =
      new ToolPlan(HeldTools.call("scan", "{}"), PinnedTargets.of("10.0.0.5"), CostEstimate.NONE);

  private final HeldTools tools = new HeldTools().with("scan", true).with("mail", false);

  /** A tool whose runs the test ends. */
  private Tool tool(String name) {
    return new Tool() {
      @Override
      public ToolDescriptor descriptor() {
        return tools.find(name).orElseThrow();
      }

      @Override
      public Availability availability() {
        return new Availability.Available("built in", "");
      }

      @Override
      public CompletionStage<Planning> plan(ToolCall call) {
        return CompletableFuture.completedFuture(new Planning.Planned(PLAN));
      }

      @Override
      public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
        return tools.call(plan.call(), progress);
      }
    };
  }

  private ToolRun start(Deadline deadline) {
    return start(PLAN, deadline);
  }

  private ToolRun start(ToolPlan plan, Deadline deadline) {
    return RetryingTool.around(tool("scan")).run(plan, deadline, Progress.NONE);
  }

  @Test
  void planningIsTheToolsOwn() {
    assertEquals(
        new Planning.Planned(PLAN),
        RetryingTool.around(tool("scan")).plan(PLAN.call()).toCompletableFuture().join());
  }

  @Test
  void aSelfTestRunsOnce() {
    ToolRun run = start(ToolPlan.selfTest("scan", PLAN.arguments(), PLAN.targets()), LATER);
    tools.next().end(CRASHED);
    assertSame(CRASHED, HeldTools.outcome(run));
    assertFalse(tools.holdsMore());
  }

  @Test
  void aCrashIsTriedOnceMore() {
    for (Fault fault : List.of(Fault.CRASHED, Fault.SPAWN_FAILED)) {
      ToolRun run = start(LATER);
      tools.next().end(new Failed(fault, "no"));
      tools.next().end(DONE);
      assertSame(DONE, HeldTools.outcome(run));
    }
  }

  @Test
  void aSecondCrashIsTheOutcome() {
    ToolRun run = start(LATER);
    tools.next().end(new Failed(Fault.SPAWN_FAILED, "no"));
    tools.next().end(CRASHED);
    assertSame(CRASHED, HeldTools.outcome(run));
    assertFalse(tools.holdsMore());
  }

  @Test
  void nothingElseIsTriedAgain() {
    List<ToolOutcome> others =
        List.of(
            DONE,
            new TimedOut(Duration.ofSeconds(1), "late", ToolOutput.NONE),
            new Cancelled("ended", ToolOutput.NONE),
            new Failed(Fault.NOT_INSTALLED, "no"),
            new Failed(Fault.OUTPUT_UNREADABLE, "no"),
            new Failed(Fault.RESOURCE_EXHAUSTED, "no"),
            new Failed(Fault.EXECUTION_FAILED, "no"),
            new Failed(Fault.TARGET_UNREACHABLE, "no"));
    for (ToolOutcome outcome : others) {
      ToolRun run = start(LATER);
      tools.next().end(outcome);
      assertSame(outcome, HeldTools.outcome(run));
      assertFalse(tools.holdsMore());
    }
  }

  @Test
  void thereIsNoSecondAttemptAfterTheDeadline() {
    ToolRun late = start(Deadline.in(Duration.ofNanos(-1)));
    tools.next().end(CRASHED);
    assertSame(CRASHED, HeldTools.outcome(late));
    assertFalse(tools.holdsMore());
  }

  /** The tool itself judges the same plan anew, and its refusal is the outcome. */
  @Test
  void aSecondRunThatTheScopeRefusesIsTheOutcome() {
    ToolOutcome outside = new OutOfScope("10.0.0.5", "deny", "no");
    ToolRun run = start(LATER);
    tools.next().end(CRASHED);
    tools.next().end(outside);
    assertSame(outside, HeldTools.outcome(run));
  }

  @Test
  void aStopReachesTheAttemptThatRuns() {
    ToolRun run = start(LATER);
    tools.next().end(CRASHED);
    Held second = tools.next();
    run.stop(StopReason.DEADLINE);
    assertTrue(second.wasStopped());
    assertInstanceOf(Cancelled.class, HeldTools.outcome(run));
  }

  @Test
  void aToolThatIsNotIdempotentIsLeftAlone() {
    Tool mail = tool("mail");
    assertSame(mail, RetryingTool.around(mail));
  }
}
