package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.PlanFilter.FilterResult;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What stands between plan and start. */
class PlanFilterTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static ToolOutcome call(FakeTool tool, PlanFilter filter) {
    SupervisedTools tools =
        SupervisedTools.of(
                KIT.system(),
                KIT.spawn(
                    ToolRegistry.create(List.of(new ToolEntry(tool, ProtectionPolicy.DEFAULT)))))
            .toCompletableFuture()
            .join()
            .with(filter);
    return Await.result(
        "the outcome", tools.call(FakeTool.callOf(tool.name(), "1"), Progress.NONE).outcome());
  }

  @Test
  void aTurnedCallIsAnsweredWithItsRefusalAndDoesNotRun() {
    AtomicBoolean ran = new AtomicBoolean();
    Rejected refusal =
        new Rejected(Refusal.CIRCUIT_OPEN, "target x", "Silent.", Duration.ofSeconds(1));
    FakeTool tool =
        FakeTool.doing(
            "refused",
            (deadline, progress) -> {
              ran.set(true);
              return ToolRun.completed(SampleOutcomes.WELL);
            });
    assertSame(refusal, call(tool, (call, plan) -> new FilterResult.Refused(refusal)));
    assertFalse(ran.get());
  }

  @Test
  void theFilterIsToldOnceHowACallEndedThatItPassed() {
    List<ToolOutcome> ended = Collections.synchronizedList(new ArrayList<>());
    FakeTool tool =
        FakeTool.doing("passed", (deadline, progress) -> ToolRun.completed(SampleOutcomes.WELL));
    assertEquals(
        SampleOutcomes.WELL, call(tool, (call, plan) -> new FilterResult.Passed(ended::add)));
    assertEquals(List.of(SampleOutcomes.WELL), ended);
  }

  @Test
  void theFilterIsNotAskedAboutWhatItsPlanRefused() {
    ToolOutcome invalid = new InvalidInput("ports: 0 is not a port");
    FakeTool tool = new FakeTool("picky", call -> FakeTool.refused(invalid));
    assertEquals(
        invalid,
        call(
            tool,
            (call, plan) -> {
              throw new AssertionError("there is nothing to let pass");
            }));
  }
}
