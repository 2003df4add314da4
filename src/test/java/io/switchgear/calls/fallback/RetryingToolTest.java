package io.switchgear.calls.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.Plan;
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

  private final HeldTools tools = new HeldTools().with("scan", true).with("mail", false);
  private Plan refusal;

  /** Work that the test holds in its hand; planned as often as it is asked for. */
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
      public CompletionStage<Plan> plan(ToolCall call) {
        return CompletableFuture.completedFuture(
            refusal != null
                ? refusal
                : new Plan.Ready(
                    (deadline, progress) -> tools.call(call, progress), List.of("10.0.0.5")));
      }
    };
  }

  private ToolRun start(Deadline deadline) {
    Plan plan =
        RetryingTool.around(tool("scan"))
            .plan(HeldTools.call("scan", "{}"))
            .toCompletableFuture()
            .join();
    Plan.Ready ready = assertInstanceOf(Plan.Ready.class, plan);
    assertEquals(List.of("10.0.0.5"), ready.targets());
    return ready.work().start(deadline, Progress.NONE);
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
  void thereIsNoSecondAttemptAfterTheDeadlineOrAStopOrOutOfScope() {
    ToolRun late = start(Deadline.in(Duration.ofNanos(-1)));
    tools.next().end(CRASHED);
    assertSame(CRASHED, HeldTools.outcome(late));

    ToolRun outside = start(LATER);
    refusal = new Plan.Refused(new OutOfScope("10.0.0.5", "deny", "no"));
    tools.next().end(CRASHED);
    assertSame(CRASHED, HeldTools.outcome(outside));
    assertFalse(tools.holdsMore());
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
