package io.switchgear.scan.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.config.JobSettings;
import io.switchgear.config.JobSettings.Rate;
import io.switchgear.scan.budget.PacketBudget;
import io.switchgear.scan.run.ScanJob.Assignment;
import io.switchgear.tool.Caller;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever breaks, the end of a block is told, because its job waits for it. */
class RunningBlockTest {

  private static final ToolPlan PLAN =
      ToolPlan.of(HeldTools.call("scan", "{}"))
          .with(new PinnedTargets(List.of("10.0.0.7"), Map.of(), List.of(), 1));

  private static <T> T broken() {
    throw new IllegalStateException("a bug");
  }

  private record Part(
      String name,
      Supplier<Rate> rate,
      Function<Caller, Optional<Caller>> permissions,
      Function<String, Optional<Tool>> tools,
      UnaryOperator<ToolOutcome> parcel) {}

  @TestFactory
  Stream<DynamicTest> aBugIsTold() {
    Supplier<Rate> rate = () -> new Rate(0, 0);
    return Stream.of(
            new Part(
                "the budget",
                RunningBlockTest::broken,
                Optional::of,
                tool -> Optional.empty(),
                same -> same),
            new Part(
                "the permissions",
                rate,
                caller -> broken(),
                tool -> Optional.empty(),
                same -> same),
            new Part("the tools", rate, Optional::of, tool -> broken(), same -> same),
            new Part(
                "the limit of outcomes",
                rate,
                Optional::of,
                tool -> Optional.empty(),
                same -> broken()))
        .map(part -> DynamicTest.dynamicTest(part.name(), () -> assertTold(part)));
  }

  private static void assertTold(Part part) {
    List<ToolOutcome> told = new ArrayList<>();
    WorkerParts parts =
        new WorkerParts(
            "a",
            new HeldTools(),
            tool -> new WorkerParts.Room(1, ""),
            part.tools(),
            part.permissions(),
            new PacketBudget(part.rate(), () -> 1, Optional.empty(), System::nanoTime),
            RunningBlockTest::<JobSettings>broken,
            part.parcel(),
            System::nanoTime);
    new RunningBlock(new Assignment("job", 1, 1, PLAN, 0), parts, told::add).tryStart();
    assertEquals(1, told.size());
    Failed failed = assertInstanceOf(Failed.class, told.getFirst());
    assertEquals(ToolOutput.NONE, failed.partial());
  }
}
