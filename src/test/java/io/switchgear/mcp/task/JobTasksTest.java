package io.switchgear.mcp.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.mcp.task.Tasks.Start;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.tools.ScanTools;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.testing.PlainCatalog;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Content;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tools.report.ReportJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs as tasks; what the engine adds is tested with the conformance suite's fixtures. */
class JobTasksTest {

  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));
  private static final Caller OPERATOR =
      new Caller("op", Set.of(Permission.SCAN_RUN, Permission.OPS_WRITE));
  private static final int MAX_ANSWER = 20_000;

  private final MemoryJobs jobs = new MemoryJobs();
  private final Scanner scanner = new Scanner();
  private Instant now = Instant.parse("2026-11-23T08:00:10Z");
  private final JobTasks tasks =
      new JobTasks(
          jobs,
          new TaskPlanner(
              name -> Optional.<Tool>of(scanner).filter(tool -> name.equals("scanner")), () -> 99),
          () ->
              new JobTasks.Times(
                  Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofSeconds(2)),
          tool -> MAX_ANSWER,
          () -> now);

  /** Plans what the test says. */
  private static final class Scanner implements Tool {
    private double estimate = 60;
    private boolean refuses;
    private final List<ToolCall> planned = new ArrayList<>();

    @Override
    public ToolDescriptor descriptor() {
      return new ToolDescriptor(
          "scanner",
          "Scanner",
          "Scans.",
          json(
              "{'type':'object','properties':{'targets':{'type':'array'},'ports':{'type':'integer'},"
                  + "'exclude':{'type':'array'}},'additionalProperties':false}"),
          Optional.of(ReportJson.schema()),
          new Hints(true, false, true, true),
          TaskUse.WHEN_LONG);
    }

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      planned.add(call);
      return CompletableFuture.completedFuture(
          refuses
              ? new Planning.Refused(new InvalidInput("no"))
              : new Planning.Planned(
                  new ToolPlan(call, PinnedTargets.NONE, new CostEstimate(0, 0, estimate))));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      throw new AssertionError("not run here");
    }
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static ToolCall call(String tool, String arguments) {
    return new ToolCall("1", tool, json(arguments), ANN);
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Start start(TaskUse use) {
    return now(tasks.start(call("scanner", "{'ports':'22'}"), use));
  }

  private Job job() {
    return jobs.add("ann", JobRequest.of("scanner", json("{}")));
  }

  private Task get(String id) {
    return now(tasks.get(ANN, id)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "WHEN_LONG, 60, false, Started",
    "WHEN_LONG, 10, false, Direct",
    "WHEN_LONG, 60, true, Direct",
    "ALWAYS, 0, false, Started",
    "ALWAYS, 0, true, Direct"
  })
  void whatBecomesOfACall(TaskUse use, double estimate, boolean refused, String expected) {
    scanner.estimate = estimate;
    scanner.refuses = refused;
    assertEquals(expected, start(use).getClass().getSimpleName());
    assertEquals(expected.equals("Started") ? 1 : 0, jobs.requests().size());
    assertEquals(json("{'ports':22}"), scanner.planned.getFirst().arguments(), "read by schema");
  }

  @Test
  void argumentsThatDoNotFitAndToolsThatAreNotThereAreRefusedOnTheOrdinaryWay() {
    for (ToolCall call : List.of(call("scanner", "{'ports':'many'}"), call("unheard", "{}"))) {
      assertInstanceOf(Start.Direct.class, now(tasks.start(call, TaskUse.WHEN_LONG)));
    }
    assertEquals(List.of(), scanner.planned);
  }

  @Test
  void theAnswersOfTheJobs() {
    Job job = job();
    jobs.answerNext(new JobAnswer.Joined(job));
    assertEquals(job.id(), ((Start.Joined) start(TaskUse.WHEN_LONG)).task().id());
    jobs.answerNext(new JobAnswer.Full("Too many.", Duration.ofSeconds(30)));
    Rejected full = (Rejected) ((Start.Refused) start(TaskUse.WHEN_LONG)).outcome();
    assertEquals(Duration.ofSeconds(30), full.retryAfter());
    jobs.answerNext(new JobAnswer.Invalid("Not so."));
    assertEquals(new InvalidInput("Not so."), ((Start.Refused) start(TaskUse.WHEN_LONG)).outcome());
    jobs.answerNext(new JobAnswer.Refused(new InvalidInput("no")));
    assertInstanceOf(Start.Direct.class, start(TaskUse.WHEN_LONG));
  }

  @Test
  void withoutTheStoreACallRunsWhileItsClientWaitsIfItMay() {
    jobs.fail(Optional.of(new IllegalStateException("no store")));
    assertInstanceOf(Start.Direct.class, start(TaskUse.WHEN_LONG));
    assertThrows(CompletionException.class, () -> start(TaskUse.ALWAYS));
  }

  @Test
  void aCallThatStartsAScanIsThatScan() {
    String arguments =
        "{'tool':'scanner','arguments':{'ports':22,'exclude':['10.0.0.1']},'name':'weekly',"
            + "'exclude':['10.0.0.2']}";
    Start started = now(tasks.start(call("scan_start", arguments), TaskUse.WHEN_LONG));
    assertEquals("scanner", ((Start.Started) started).task().tool());
    assertEquals("weekly", jobs.requests().getFirst().name());
    assertEquals(
        json("{'ports':22,'exclude':['10.0.0.1','10.0.0.2']}"),
        scanner.planned.getFirst().arguments());
    scanner.estimate = 1;
    assertInstanceOf(
        Start.Direct.class, now(tasks.start(call("scan_start", arguments), TaskUse.WHEN_LONG)));
    assertInstanceOf(
        Start.Direct.class, now(tasks.start(call("scan_start", "{'tool':5}"), TaskUse.WHEN_LONG)));
  }

  /** The tool's own arguments are read as without tasks, and what it would refuse is left to it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'ports':'22'}           | 'exclude':'10.0.0.5'                         | {'ports':22,'exclude':['10.0.0.5']}
          {'exclude':'10.0.0.1'}   | 'exclude':['10.0.0.2']                       | {'exclude':['10.0.0.1','10.0.0.2']}
          {'exclude':null}         | 'exclude':null                               | {}
          {'ports':22}             | 'rate':'100','deadline_seconds':'60'         | {'ports':22}
          {'ports':22}             | 'randomise':'true','priority':7.0,'name':null | {'ports':22}
          {'ports':22}             | 'rate':'fast'                                |
          {'ports':22}             | 'priority':10                                |
          {'ports':22}             | 'exclude':[['10.0.0.5']]                     |
          {'ports':22}             | 'randomize':true                             |
          """)
  void theArgumentsOfACallThatStartsAScan(String inner, String others, String planned) {
    ToolCall call =
        call("scan_start", "{'tool':'scanner','arguments':%s,%s}".formatted(inner, others));
    Start start = now(tasks.start(call, TaskUse.WHEN_LONG));
    assertEquals(planned == null ? "Direct" : "Started", start.getClass().getSimpleName());
    ToolOutcome direct =
        now(
            new PlainCatalog(ScanTools.of(() -> jobs, tool -> MAX_ANSWER))
                .call(call, Progress.NONE)
                .outcome());
    if (planned == null) {
      assertInstanceOf(InvalidInput.class, direct);
      assertEquals(List.of(), jobs.requests());
    } else {
      assertEquals(json(planned), scanner.planned.getFirst().arguments());
      assertEquals(jobs.requests().getLast(), jobs.requests().getFirst());
      assertEquals(2, jobs.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStateOfATask(JobState state) {
    Job job = jobs.move(job().id(), MemoryJobs.to(state));
    String expected =
        switch (state) {
          case QUEUED, PLANNING, RUNNING, PAUSING, PAUSED, CANCELLING -> "Working";
          case CANCELLED -> "Cancelled";
          case COMPLETED, PARTIAL, FAILED -> "Completed";
        };
    Task task = get(job.id());
    assertEquals(expected, task.state().getClass().getSimpleName());
    assertEquals(job.createdAt(), task.createdAt());
    assertEquals(job.updatedAt(), task.updatedAt());
    assertTrue(task.message().orElse("").length() > 5, task::toString);
  }

  @Test
  void theMessageSaysHowFarItIs() {
    Job job = jobs.move(job().id(), MemoryJobs.to(JobState.RUNNING));
    assertEquals("Running: 50 %", get(job.id()).message().orElseThrow());
    jobs.move(job.id(), MemoryJobs.at(new JobProgress(1_024, 256, 12, 30, 16, 4, 0, 64)));
    jobs.move(job.id(), MemoryJobs.waiting("the breaker is open"));
    assertEquals(
        "Running: 256 of 1,024 hosts done, 12 up, 30 open ports, about 12 s left. Waits: the"
            + " breaker is open",
        get(job.id()).message().orElseThrow());
    assertEquals("Queued at place 1", get(job().id()).message().orElseThrow());
  }

  @Test
  void aTaskIsItsPrincipalsAlone() {
    String id = job().id();
    for (Caller other : List.of(OPERATOR, new Caller("eve", Set.of(Permission.SCAN_RUN)))) {
      assertEquals(Optional.empty(), now(tasks.get(other, id)));
      assertEquals(false, now(tasks.cancel(other, id)));
      assertEquals(false, now(tasks.answer(other, id, Map.of())));
    }
    assertEquals(Optional.empty(), now(tasks.get(ANN, "unknown")));
    assertEquals(JobState.QUEUED, now(jobs.find(id, ANN)).orElseThrow().state());
    assertEquals(true, now(tasks.answer(ANN, id, Map.of())));
    assertEquals(true, now(tasks.cancel(ANN, id)));
    assertEquals(JobState.CANCELLING, now(jobs.find(id, ANN)).orElseThrow().state());
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    assertEquals(true, now(tasks.cancel(ANN, id)), "the same acknowledgement after the end");
  }

  @Test
  void theTimeToLiveIsOfTheEndedTaskAndNeverShrinks() {
    Job job = job();
    assertEquals(Duration.ofHours(1), get(job.id()).ttl().orElseThrow());
    now = job.createdAt().plus(Duration.ofMinutes(50));
    assertEquals(Duration.ofMinutes(110), get(job.id()).ttl().orElseThrow());
    jobs.move(job.id(), MemoryJobs.to(JobState.COMPLETED));
    assertEquals(Duration.ofHours(1).plusSeconds(1), get(job.id()).ttl().orElseThrow());
  }

  @Test
  void listenersAreToldTheIdsOfChangedJobs() {
    List<String> changed = new ArrayList<>();
    var subscription = tasks.subscribe(changed::add);
    Job job = job();
    jobs.move(job.id(), MemoryJobs.to(JobState.RUNNING));
    assertEquals(List.of(job.id(), job.id()), changed);
    subscription.close();
  }

  private static Host host(String address, int ports) {
    List<Port> open = new ArrayList<>();
    for (int port = 1; port <= ports; port++) {
      open.add(new Port(port, "tcp", "open", "syn-ack", Service.usual("ssh"), "", "", List.of()));
    }
    return new Host(address, List.of(), "up", "", Scan.COMPLETE, open, List.of(), Traits.NONE);
  }

  private static ToolOutcome outcome(Task task) {
    return assertInstanceOf(Task.State.Completed.class, task.state()).outcome();
  }

  private static JsonNode checked(ToolOutput output) {
    ObjectNode structured = output.structured().orElseThrow();
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ReportJson.schema())
            .validate(structured));
    return structured;
  }

  @Test
  void theResultOfACompleteScanHasTheFormOfTheScanners() {
    Job job = job();
    jobs.found(job.id(), host("10.0.0.1", 2));
    jobs.move(job.id(), MemoryJobs.at(new JobProgress(4, 4, 1, 2, 1, 1, 0, 1)));
    jobs.move(job.id(), MemoryJobs.to(JobState.COMPLETED));
    ToolOutput output = ((Success) outcome(get(job.id()))).output();
    JsonNode json = checked(output);
    assertEquals("complete", json.path("status").asText());
    assertEquals(4, json.at("/statistics/hosts_total").asInt());
    assertEquals("10.0.0.1", json.at("/hosts/0/address").asText());
    assertEquals(3, json.at("/left_out/hosts/count").asInt());
    assertTrue(json.at("/left_out/how").asText().contains(job.id()), json::toString);
    String text = ((Content.Text) output.content().getFirst()).text();
    for (String part : List.of("10.0.0.1", "Complete: 4 of 4 hosts", "Left out: 3 hosts")) {
      assertTrue(text.contains(part), text);
    }
    assertEquals(
        "scan://" + job.id() + "/report", ((Content.ResourceLink) output.content().get(1)).uri());
  }

  @Test
  void theResultOfAPartialScanSaysWhatIsMissing() {
    Job job = job();
    jobs.found(job.id(), host("10.0.0.1", 1));
    jobs.trouble(job.id(), new JobProblem("timed_out", 3, "10.0.0.2-10.0.0.4", "Too slow.", now));
    jobs.move(job.id(), MemoryJobs.to(JobState.PARTIAL));
    ToolOutput output = ((Success) outcome(get(job.id()))).output();
    JsonNode json = checked(output);
    assertEquals("partial", json.path("status").asText());
    assertEquals("timed_out (10.0.0.2-10.0.0.4): Too slow.", json.at("/notes/0").asText());
    assertTrue(((Content.Text) output.content().getFirst()).text().contains("Too slow."));
  }

  @Test
  void aScanWithoutAResultHasFailed() {
    Job job = job();
    jobs.trouble(job.id(), new JobProblem("not_installed", 0, "", "Install it.", now));
    jobs.move(job.id(), MemoryJobs.to(JobState.FAILED));
    Failed failed = assertInstanceOf(Failed.class, outcome(get(job.id())));
    assertTrue(failed.message().contains("Install it."), failed.message());
  }

  @Test
  void aLargeResultIsCutToTheSizeOfAnAnswer() {
    Job job = job();
    for (int i = 1; i <= 250; i++) {
      jobs.found(job.id(), host("10.0.0." + i, 20));
    }
    jobs.move(job.id(), MemoryJobs.at(new JobProgress(250, 250, 250, 5_000, 4, 4, 0, 1)));
    jobs.move(job.id(), MemoryJobs.to(JobState.COMPLETED));
    ToolOutput output = ((Success) outcome(get(job.id()))).output();
    JsonNode json = checked(output);
    int shown = json.path("hosts").size();
    assertTrue(shown > 1 && shown < 250, shown + " hosts");
    assertEquals(250 - shown, json.at("/left_out/hosts/count").asInt());
    assertTrue(bytes(json.toString()) <= MAX_ANSWER);
    assertTrue(bytes(((Content.Text) output.content().getFirst()).text()) <= MAX_ANSWER);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
