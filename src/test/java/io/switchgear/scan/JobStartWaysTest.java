package io.switchgear.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.front.http.api.JobEndpoints;
import io.switchgear.front.http.api.ScheduleEndpoints;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.mcp.task.JobTasks;
import io.switchgear.mcp.task.TaskPlanner;
import io.switchgear.mcp.task.Tasks.Start;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.Scheduling;
import io.switchgear.scan.tools.ScanTools;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.JobsServer;
import io.switchgear.testing.JobsServer.Who;
import io.switchgear.testing.PlainCatalog;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to start a scan reads its request alike. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
class JobStartWaysTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Caller ANN = EngineLab.caller(Who.ANN.principal());

  private final Store store = Store.inMemory();
  private final EngineLab lab = new EngineLab(store.sql(), Map.of());
  private final Scheduling scheduling =
      Scheduling.start(
          lab.system(),
          new Scheduling.Environment(
              store.sql(),
              lab.jobs(),
              lab.engine()::problem,
              CurrentPermissions.AS_QUEUED,
              () -> lab.settings,
              told -> {},
              InstantSource.system()));
  private final JobsServer server = new JobsServer(endpoints());
  private final PlainCatalog tools = new PlainCatalog(ScanTools.of(lab::jobs, tool -> 40_000));
  private final JobTasks tasks =
      new JobTasks(
          lab.jobs(),
          new TaskPlanner(lab.engine()::tool, () -> 1_000),
          () -> new JobTasks.Times(Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(1)),
          tool -> 40_000,
          InstantSource.system());

  JobStartWaysTest() {
    lab.answering = plan -> Optional.of(EngineLab.success(plan));
  }

  private List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>(JobEndpoints.of(lab.jobs()));
    endpoints.addAll(ScheduleEndpoints.of(scheduling.schedules(), InstantSource.system()));
    return endpoints;
  }

  @AfterAll
  void close() {
    server.close();
    scheduling.close();
    lab.close();
    store.close();
  }

  /** How a scan is started. */
  private enum Way {
    REST,
    SCHEDULE,
    TOOL,
    TASK
  }

  /** What became of a start: a job, or the refusal. */
  private record Started(Optional<String> job, String refusal) {}

  private Started start(Way way, ObjectNode request) throws Exception {
    return switch (way) {
      case REST -> started(send("jobs", request), "id");
      case SCHEDULE -> {
        Started created = started(send("schedules", request.put("cron", "0 0 1 1 *")), "id");
        yield created.job().isEmpty()
            ? created
            : started(
                send("schedules/" + created.job().get() + "/run", JSON.createObjectNode()),
                "job_id");
      }
      case TOOL -> {
        ToolOutcome outcome =
            Await.result("scan_start", tools.call(call(request), Progress.NONE).outcome());
        yield outcome instanceof Success success
            ? new Started(success.output().structured().map(json -> json.path("id").asText()), "")
            : new Started(
                Optional.empty(), assertInstanceOf(InvalidInput.class, outcome).message());
      }
      case TASK ->
          switch (Await.result("the task", tasks.start(call(request), TaskUse.WHEN_LONG))) {
            case Start.Started task -> new Started(Optional.of(task.task().id()), "");
            case Start.Direct direct -> start(Way.TOOL, request);
            case Start.Joined joined -> throw new AssertionError(joined);
            case Start.Refused refused -> throw new AssertionError(refused);
          };
    };
  }

  private static ToolCall call(ObjectNode request) {
    return new ToolCall("1", ScanTools.START, request, ANN);
  }

  private HttpResponse<String> send(String path, ObjectNode body) throws Exception {
    return server.send(Who.ANN, "POST", path, body.toString());
  }

  private static Started started(HttpResponse<String> response, String id) throws Exception {
    JsonNode body = JSON.readTree(response.body());
    return response.statusCode() < 300
        ? new Started(Optional.of(body.path(id).asText()), "")
        : new Started(Optional.empty(), response.body());
  }

  private static ObjectNode request(String excludedTargets, String excluded) throws Exception {
    ObjectNode request = JSON.createObjectNode().put("tool", EngineLab.SCANNER).put("name", "lab");
    ObjectNode arguments = request.putObject("arguments");
    arguments.put("targets", "10.0.0.4/30");
    if (excludedTargets != null) {
      arguments.set("exclude", JSON.readTree(excludedTargets.replace('\'', '"')));
    }
    if (excluded != null) {
      request.set("exclude", JSON.readTree(excluded.replace('\'', '"')));
    }
    return request;
  }

  private Job newest(String name) {
    JobQuery query =
        new JobQuery(
            Set.of(), Optional.empty(), Optional.of(name), Optional.empty(), 1, Optional.empty());
    return Await.result("the jobs", lab.jobs().list(query, ANN)).items().getFirst();
  }

  private Job ended(String id) {
    return Await.value(
            "the end of the job",
            () -> Await.result("the job", lab.jobs().find(id, ANN)),
            job -> job.filter(found -> found.state() == JobState.COMPLETED).isPresent())
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          # in the arguments         | in the request             | not scanned
          '10.0.0.5'                 |                            | 10.0.0.5
          ['10.0.0.5']               |                            | 10.0.0.5
          '10.0.0.5,10.0.0.6'        |                            | 10.0.0.5 10.0.0.6
          '10.0.0.5 10.0.0.6'        |                            | 10.0.0.5 10.0.0.6
          ['10.0.0.5, 10.0.0.6']     |                            | 10.0.0.5 10.0.0.6
          '[\\'10.0.0.5\\']'         |                            | 10.0.0.5
          null                       |                            |
          []                         |                            |
                                     | ['10.0.0.5']               | 10.0.0.5
                                     | ['10.0.0.5,10.0.0.6']      | 10.0.0.5 10.0.0.6
          null                       | ['10.0.0.5']               | 10.0.0.5
          '10.0.0.5'                 | ['10.0.0.6']               | 10.0.0.5 10.0.0.6
          ['10.0.0.5,10.0.0.6']      | ['10.0.0.7']               | 10.0.0.5 10.0.0.6 10.0.0.7
          ['10.0.0.5']               | ['10.0.0.5', '10.0.0.6']   | 10.0.0.5 10.0.0.6
          """)
  void whatIsExcludedIsNotScanned(String inArguments, String inRequest, String expected)
      throws Exception {
    List<String> excluded = expected == null ? List.of() : List.of(expected.split(" "));
    for (Way way : Way.values()) {
      Started started = start(way, request(inArguments, inRequest));
      Job job = ended(started.job().orElseThrow(() -> new AssertionError(way + started.refusal())));
      assertEquals(excluded, job.exclude(), way::name);
      assertEquals(
          Stream.of("10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7")
              .filter(address -> !excluded.contains(address))
              .toList(),
          List.copyOf(lab.hosts(job.id(), ANN).keySet()),
          way::name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'a':'10.0.0.5'}           |                            | exclude
          ['10.0.0.5', null]         |                            | exclude
          '10.0.0.5/99'              |                            | 10.0.0.5/99
          5                          |                            | exclude
                                     | ['10.0.0.5,10.0.0.0/99']   | 10.0.0.0/99
          '10.0.0.4/30'              |                            | nothing is left
          """)
  void whatCannotBeReadIsRefused(String inArguments, String inRequest, String named)
      throws Exception {
    for (Way way : Way.values()) {
      Started started = start(way, request(inArguments, inRequest));
      assertEquals(Optional.empty(), started.job(), way::name);
      assertTrue(started.refusal().contains(named), () -> way + ": " + started.refusal());
    }
  }

  @Test
  void aNameIsOneLineOfBoundedLength() throws Exception {
    for (Way way : Way.values()) {
      Started named = start(way, request(null, null).put("name", "a\u0000b \n c\u001b[1m"));
      Job job = ended(named.job().orElseThrow());
      assertEquals("a\ufffdb c\ufffd[1m", job.name(), way::name);
      assertEquals(job.id(), newest("a\u0000b \n c\u001b[1m").id(), way::name);
      Started longer = start(way, request(null, null).put("name", "n".repeat(129)));
      assertEquals(Optional.empty(), longer.job(), way::name);
      assertTrue(longer.refusal().contains("128"), () -> way + ": " + longer.refusal());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                          | 400 | No target
          {'targets':['999.1.1.1']}                   | 400 | 999.1.1.1
          {'targets':['10.0.0.1'],'exclude':['1/99']} | 400 | exclude
          {'targets':{'a':1}}                         | 400 | targets
          {'targets':['10.0.0.0/8']}                  | 400 | addresses
          {'targets':['8.8.8.8']}                     | 201 |
          {'targets':'10.0.0.1, 10.0.0.2'}            | 201 |
          """)
  void aScheduleIsRefusedIfItsScanCannotRun(String arguments, int status, String named)
      throws Exception {
    ObjectNode body = request(null, null).put("cron", "0 0 1 1 *");
    String id = started(send("schedules", body), "id").job().orElseThrow();
    ObjectNode changed = JSON.createObjectNode();
    changed.set("arguments", JSON.readTree(arguments.replace('\'', '"')));
    body.setAll(changed);
    HttpResponse<String> created = send("schedules", body);
    HttpResponse<String> patched =
        server.send(Who.ANN, "PATCH", "schedules/" + id, changed.toString());
    assertEquals(status, created.statusCode(), created::body);
    assertEquals(status == 201 ? 200 : status, patched.statusCode(), patched::body);
    if (named != null) {
      assertTrue(created.body().contains(named), created::body);
      assertTrue(patched.body().contains(named), patched::body);
    }
  }
}
