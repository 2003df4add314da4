package io.switchgear.supervisor;

import static io.switchgear.supervisor.SampleOutcomes.BADLY;
import static io.switchgear.supervisor.SampleOutcomes.GIVEN_UP;
import static io.switchgear.supervisor.SampleOutcomes.UNREACHABLE;
import static io.switchgear.supervisor.SampleOutcomes.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.OutcomeAdapter.Description;
import io.switchgear.breaker.supervision.OutcomeAdapter.Stopped;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ToolOutcomesTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ToolOutcomes outcomes = judging(Verdict::of);

  private static ToolOutcomes judging(Function<ToolOutcome, Verdict> verdicts) {
    return new ToolOutcomes(new JudgingTool(FakeTool.doing("judge", new FakeWork()), verdicts));
  }

  private record JudgingTool(Tool tool, Function<ToolOutcome, Verdict> verdicts) implements Tool {

    @Override
    public ToolDescriptor descriptor() {
      return tool.descriptor();
    }

    @Override
    public Availability availability() {
      return tool.availability();
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return tool.plan(call);
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      return tool.run(plan, deadline, progress);
    }

    @Override
    public Verdict verdict(ToolOutcome outcome) {
      return verdicts.apply(outcome);
    }
  }

  private static ToolOutcome rejected(ToolOutcomes outcomes, Rejection.Kind kind) {
    return outcomes.rejected(
        new Rejection(kind, "nmap", "'nmap' says no.", Duration.ofMillis(1500)));
  }

  @Test
  void aRejectionSaysWhatToDo() {
    assertEquals(
        new Rejected(
            Refusal.CIRCUIT_OPEN,
            "nmap",
            "'nmap' says no. Ask again in 2 s, or use another tool.",
            Duration.ofMillis(1500)),
        rejected(outcomes, Rejection.Kind.CIRCUIT_OPEN));
    assertEquals(
        "'nmap' says no. Ask again in 2 s, with fewer calls at once.",
        assertInstanceOf(Rejected.class, rejected(outcomes, Rejection.Kind.BULKHEAD_FULL))
            .message());
    assertEquals(
        "The server is shutting down; the call was not run. Ask again once it is back.",
        assertInstanceOf(Rejected.class, rejected(outcomes, Rejection.Kind.SHUTTING_DOWN))
            .message());
    assertInstanceOf(Failed.class, rejected(outcomes, Rejection.Kind.CALL_ID_IN_USE));
  }

  @Test
  void aRunThatWinsAgainstItsStopKeepsWhatItFound() {
    ToolOutput found = ((Success) WELL).output();
    TimedOut late =
        assertInstanceOf(TimedOut.class, stopped(StopReason.DEADLINE, Optional.of(WELL)));
    assertEquals(found, late.partial());
    assertEquals(LIMIT, late.limit());
    Cancelled cancelled =
        assertInstanceOf(Cancelled.class, stopped(StopReason.CANCELLED, Optional.of(WELL)));
    assertEquals(found, cancelled.partial());
    assertSame(GIVEN_UP, stopped(StopReason.SHUTDOWN, Optional.of(GIVEN_UP)));
    assertEquals(
        ToolOutput.NONE,
        assertInstanceOf(TimedOut.class, stopped(StopReason.DEADLINE, Optional.empty())).partial());
  }

  private ToolOutcome stopped(StopReason reason, Optional<ToolOutcome> found) {
    return outcomes.stopped(new Stopped(reason, true, LIMIT), found);
  }

  @Test
  void theToolJudges() {
    assertEquals(CountedAs.SUCCESS, outcomes.countedAs(WELL));
    assertEquals(CountedAs.FAILURE, outcomes.countedAs(BADLY));
    assertEquals(CountedAs.IGNORED, outcomes.countedAs(UNREACHABLE));
    assertEquals(CountedAs.CANCELLED, outcomes.countedAs(GIVEN_UP));
    assertEquals(
        CountedAs.REJECTED, outcomes.countedAs(rejected(outcomes, Rejection.Kind.CIRCUIT_OPEN)));
    assertEquals(CountedAs.IGNORED, outcomes.countedAs(new InvalidInput("no")));
    assertEquals(CountedAs.IGNORED, judging(outcome -> Verdict.IGNORED).countedAs(BADLY));
  }

  @Test
  void aToolThatCannotJudgeIsJudgedByTheDefault() {
    ToolOutcomes broken =
        judging(
            outcome -> {
              throw new IllegalStateException("bug");
            });
    assertEquals(CountedAs.SUCCESS, broken.countedAs(WELL));
    assertEquals(CountedAs.FAILURE, broken.countedAs(BADLY));
  }

  @Test
  void anOutcomeIsDescribedOnOneCleanLine() {
    assertEquals(
        new Description("crashed", "exit 1"),
        outcomes.describe(new Failed(ToolOutcome.Fault.CRASHED, "exit\n1")));
    assertEquals(new Description("success", ""), outcomes.describe(WELL));
  }
}
