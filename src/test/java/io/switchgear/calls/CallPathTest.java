package io.switchgear.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.audit.CallRecorder;
import io.switchgear.calls.fallback.FallbackChains;
import io.switchgear.calls.fallback.KeptAnswers;
import io.switchgear.calls.fallback.Planner;
import io.switchgear.calls.hosts.KnownHosts;
import io.switchgear.calls.hosts.RecentTargets;
import io.switchgear.calls.limits.CallQuota;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.calls.running.CallCancellation;
import io.switchgear.calls.running.CallListener;
import io.switchgear.calls.running.RunningCall;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.cluster.remote.PlacedCalls;
import io.switchgear.config.Settings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the call path: in the class, when a call passes it, and in the documents. */
class CallPathTest {

  private static final List<String> STEPS =
      List.of(
          "AnswerLimit",
          "ArgumentCheck",
          "CallAudit",
          "CallQuota",
          "RecentTargets",
          "FallbackChains",
          "SharedCalls",
          "KeptAnswers",
          "RunningCalls",
          "PlacedCalls");
  private static final List<String> PLACED = List.of("CallAudit", "RunningCalls");
  private static final List<String> JOBS = List.of("CallAudit", "RunningCalls");
  private static final List<String> PLAN_FILTERS = List.of("CallAudit", "TargetBreakers");
  private static final List<String> LAYERS =
      List.of("ReloadableTool", "RetryingTool", "DrilledTool");

  private static final Settings SETTINGS =
      Settings.load(
          Optional.empty(),
          Map.of(
              "switchgear.drills.enabled",
              "true",
              "switchgear.tools.default.retry",
              "true",
              "switchgear.audit.enabled",
              "false"));
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final ToolOutcome ANSWER = new Success(ToolOutput.text("answered"));

  private final Tool tool = new AnsweringTool();
  private final CallPath path = path();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private CallPath path() {
    SupervisedTools supervised =
        SupervisedTools.of(
                KIT.system(),
                KIT.spawn(
                    ToolRegistry.create(List.of(new ToolEntry(tool, ProtectionPolicy.DEFAULT)))))
            .toCompletableFuture()
            .join();
    return new CallPath(
        AnswerLimit.NONE,
        new ArgumentCheck(supervised::find),
        new CallAudit(CallRecorder.NONE, name -> "closed"),
        new CallQuota(PrincipalLimits.NONE),
        new RecentTargets(new KnownHosts()),
        new FallbackChains(
            supervised,
            Map.of(),
            Optional.empty(),
            (name, outcome) -> Verdict.of(outcome),
            Planner.TRIVIAL),
        new SharedCalls(supervised::find, name -> true),
        new KeptAnswers(name -> false, Optional.empty()),
        new RunningCalls(new NobodyListens()),
        new PlacedCalls(
            new PlacedCalls.Parts(
                null,
                null,
                name -> false,
                name -> Optional.empty(),
                supervised::find,
                name -> false)),
        new TargetBreakers(SETTINGS.targets(), System::nanoTime, 1),
        supervised);
  }

  private record AnsweringTool() implements Tool {
    private static final String NAME = "answering";

    @Override
    public ToolDescriptor descriptor() {
      return new ToolDescriptor(
          NAME,
          NAME,
          "for tests",
          HeldTools.json("{'type':'object'}"),
          Optional.empty(),
          new ToolDescriptor.Hints(true, false, true, false));
    }

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      return ToolRun.completed(ANSWER);
    }
  }

  private static final class NobodyListens implements CallListener {
    @Override
    public void onCallStarted(ToolCall call) {}

    @Override
    public void onCallProgress(RunningCall call) {}

    @Override
    public void onCallEnded(
        ToolCall call,
        Optional<ToolOutcome> outcome,
        Duration duration,
        Optional<CallCancellation> order) {}
  }

  /** A step that notes when calls and refusals come to it. */
  private record Recording(CallStep step, List<String> seen) implements CallStep {
    @Override
    public ToolRun around(ToolCall call, Progress progress, Next next) {
      seen.add(name(step));
      return step.around(call, progress, next);
    }

    @Override
    public void turnedAway(ToolCall call, ToolOutcome refusal) {
      seen.add("refused: " + name(step));
      step.turnedAway(call, refusal);
    }
  }

  private static String name(Object part) {
    return part.getClass().getSimpleName();
  }

  private static List<String> names(List<?> parts) {
    return parts.stream().map(CallPathTest::name).toList();
  }

  private ToolOutcome run(List<? extends CallStep> steps, String arguments, List<String> seen) {
    List<CallStep> recording =
        steps.stream().<CallStep>map(step -> new Recording(step, seen)).toList();
    return HeldTools.outcome(
        SteppedTools.of(recording, path.supervised())
            .call(HeldTools.call(AnsweringTool.NAME, arguments), Progress.NONE));
  }

  @Test
  void theListsAreInOrder() {
    assertEquals(STEPS, names(path.steps()));
    assertEquals(JOBS, names(path.stepsOfJobs()));
    assertEquals(PLACED, names(path.stepsOfPlacedCalls()));
    assertEquals(PLAN_FILTERS, names(path.planFilters()));
    assertEquals(LAYERS, layers());
  }

  @Test
  void aCallPassesTheStepsInOrder() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    assertEquals(ANSWER, run(path.steps(), "{}", seen));
    assertEquals(STEPS, seen);
    seen.clear();
    run(path.stepsOfJobs(), "{}", seen);
    assertEquals(JOBS, seen);
  }

  @Test
  void aStoredPlanPassesTheStepsToo() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    List<CallStep> recording =
        path.stepsOfJobs().stream().<CallStep>map(step -> new Recording(step, seen)).toList();
    ToolPlan plan = ToolPlan.of(HeldTools.call(AnsweringTool.NAME, "{}"));
    assertEquals(
        ANSWER,
        HeldTools.outcome(
            SteppedTools.of(recording, path.supervised()).resume(plan, Progress.NONE)));
    assertEquals(JOBS, seen);
  }

  @Test
  void stepsBelowARefusalAreToldOfIt() {
    List<String> seen = new ArrayList<>();
    CallStep refusing =
        (call, progress, next) -> next.refuse(call, new InvalidInput("not this way"));
    List<CallStep> steps = new ArrayList<>(path.steps());
    int at = names(steps).indexOf("FallbackChains");
    steps.add(at, refusing);
    assertEquals(new InvalidInput("not this way"), run(steps, "{}", seen));
    List<String> below =
        STEPS.subList(at, STEPS.size()).stream().map(step -> "refused: " + step).toList();
    assertEquals(STEPS.subList(0, at), seen.subList(0, at));
    assertEquals(below, seen.subList(seen.size() - below.size(), seen.size()));
  }

  private List<String> layers() {
    ToolLayers layers = new ToolLayers(settings -> List.of(), SETTINGS, List.of());
    return layers.layers().stream().map(layer -> name(layer.around(tool, SETTINGS))).toList();
  }

  /** A path from top to bottom, as the documents write it. */
  private static String written(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" ▸ "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/adr/0027-the-call-path.md", "CONTRIBUTING.md"})
  void theDocumentsHaveTheSameLists(String document) throws IOException {
    String text = Files.readString(Path.of(document)).replaceAll("\\s+", " ");
    Stream.of(STEPS, JOBS, PLAN_FILTERS, LAYERS)
        .map(CallPathTest::written)
        .forEach(list -> assertTrue(text.contains(list), () -> document + " lacks " + list));
  }
}
