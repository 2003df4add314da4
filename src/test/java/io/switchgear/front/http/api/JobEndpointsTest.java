package io.switchgear.front.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.store.StoreTrouble;
import io.switchgear.testing.JobsServer;
import io.switchgear.testing.JobsServer.Who;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The endpoints of jobs behind the real front, on jobs that a test moves. */
@Tag("network")
class JobEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCAN =
      "{'tool':'port_scan','arguments':{'targets':['127.0.0.0/28'],'ports':'22'}}";

  private final MemoryJobs jobs = new MemoryJobs();
  private JobsServer server;

  @BeforeEach
  void start() {
    List<Endpoint> endpoints = new ArrayList<>(JobEndpoints.of(jobs));
    endpoints.addAll(HostEndpoints.of(jobs));
    server = new JobsServer(endpoints);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(Who who, String line, String body) throws Exception {
    String[] words = line.split(" ");
    return server.send(who, words[0], words[1], body);
  }

  private JsonNode json(int status, Who who, String line, String body) throws Exception {
    HttpResponse<String> response = send(who, line, body);
    assertEquals(status, response.statusCode(), response::body);
    return JSON.readTree(response.body());
  }

  private JsonNode get(Who who, String path) throws Exception {
    return json(200, who, "GET " + path, "");
  }

  private Job anns() {
    return jobs.add("ann", JobRequest.of("port_scan", JSON.createObjectNode()).named("weekly"));
  }

  @Test
  void aJobIsStartedWithAllItsLimits() throws Exception {
    HttpResponse<String> response =
        send(
            Who.ANN,
            "POST jobs",
            "{'tool':'nmap','arguments':{'targets':['10.0.0.0/8']},'name':'weekly',"
                + "'exclude':['10.0.0.1'],'priority':7,'deadline':'2h','rate':500,"
                + "'randomise':true}");
    assertEquals(202, response.statusCode(), response::body);
    JsonNode job = JSON.readTree(response.body());
    assertEquals(
        "/api/v1/jobs/" + job.path("id").asText(),
        response.headers().firstValue("Location").orElseThrow());
    JobRequest request = jobs.requests().getFirst();
    assertEquals(
        new JobRequest(
            "nmap",
            JSON.createObjectNode().set("targets", JSON.createArrayNode().add("10.0.0.0/8")),
            "weekly",
            List.of("10.0.0.1"),
            7,
            Optional.of(Duration.ofHours(2)),
            OptionalInt.of(500),
            true,
            ""),
        request);
    assertEquals("queued", job.path("state").asText());
    assertEquals(500, job.path("max_rate").asInt());
    assertEquals(0.0, job.path("rate").asDouble());
    assertEquals("2026-11-23T10:00:00Z", job.path("deadline_at").asText());
    assertEquals("ann", job.path("principal").asText());
    assertFalse(job.has("joined"));
  }

  @Test
  void aJobShowsItsProgressAndProblems() throws Exception {
    String id = anns().id();
    jobs.move(id, MemoryJobs.to(JobState.RUNNING));
    jobs.move(id, MemoryJobs.at(new JobProgress(14, 7, 2, 3, 2, 1, 1, 0.5)));
    JsonNode job = get(Who.ANN, "jobs/" + id);
    Set<String> names = new HashSet<>();
    job.fieldNames().forEachRemaining(names::add);
    assertEquals(
        Set.of(
            ("id name tool state waiting place principal priority schedule arguments targets"
                    + " exclude hosts_total hosts_done hosts_up open_ports blocks_total blocks_done"
                    + " blocks_failed rate max_rate eta_seconds created_at started_at finished_at"
                    + " updated_at deadline_at running_blocks problems problems_total")
                .split(" ")),
        names);
    assertEquals(7, job.path("hosts_done").asInt());
    assertEquals(14, job.path("eta_seconds").asInt());
    assertEquals("node-1", job.at("/running_blocks/0/worker").asText());
    assertTrue(job.path("finished_at").isNull());

    for (int i = 1; i <= 3; i++) {
      jobs.trouble(
          id, new JobProblem("timed_out", 1, "127.0.0." + i, "took too long", Instant.EPOCH));
    }
    jobs.move(id, MemoryJobs.to(JobState.PARTIAL));
    JsonNode ended = get(Who.ANN, "jobs/" + id);
    assertEquals("partial", ended.path("state").asText());
    assertEquals(3, ended.path("problems_total").asInt());
    assertEquals("127.0.0.1", ended.at("/problems/0/targets").asText());
    JsonNode page = get(Who.ANN, "jobs/" + id + "/problems?limit=2");
    assertEquals(2, page.path("problems").size());
    JsonNode last =
        get(
            Who.ANN,
            "jobs/" + id + "/problems?limit=2&cursor=" + page.path("next_cursor").asText());
    assertEquals("127.0.0.3", last.at("/problems/0/targets").asText());
    assertTrue(last.path("next_cursor").isNull());
  }

  @Test
  void jobsAreListedInPages() throws Exception {
    List<String> ids = Stream.generate(() -> anns().id()).limit(5).toList();
    jobs.move(ids.get(0), MemoryJobs.to(JobState.COMPLETED));
    JsonNode first = get(Who.ANN, "jobs?limit=3");
    assertEquals(ids.get(4), first.at("/jobs/0/id").asText(), "the newest first");
    assertFalse(first.at("/jobs/0").has("problems"));
    JsonNode second = get(Who.ANN, "jobs?limit=3&cursor=" + first.path("next_cursor").asText());
    assertEquals(2, second.path("jobs").size());
    assertTrue(second.path("next_cursor").isNull());
    assertEquals(1, get(Who.ANN, "jobs?state=completed,partial").path("jobs").size());
    assertEquals(5, get(Who.ANN, "jobs?name=weekly&tool=port_scan").path("jobs").size());
    assertEquals(0, get(Who.ANN, "jobs?schedule=none").path("jobs").size());
  }

  @ParameterizedTest
  @CsvSource({
    "ANN, GET jobs?colour=red, '', 400, 'allowed are cursor, limit, name, schedule, state, tool'",
    "ANN, GET jobs?limit=0, '', 400, 'limit=0: must be a whole number from 1 to 1000'",
    "ANN, GET jobs?limit=1001, '', 400, 1 to 1000",
    "ANN, GET jobs?limit=x, '', 400, 1 to 1000",
    "ANN, GET jobs?cursor=zzz, '', 400, next_cursor",
    "ANN, GET jobs?cursor=, '', 400, not empty",
    "ANN, GET jobs?state=done, '', 400, 'queued, planning, running'",
    "ANN, GET jobs?state=running;done, '', 400, one or more of",
    "ANN, GET jobs/1?x=1, '', 400, takes none",
    "ANN, GET jobs/1/hosts?port=65536, '', 400, 0 to 65535",
    "ANN, GET jobs/1/hosts?open=maybe, '', 400, true or false",
    "ANN, GET jobs/1/hosts?state=open, '', 400, 'up, down, unknown'",
    "ANN, GET jobs/1/hosts?since=monday, '', 400, 24h",
    "ANN, GET hosts?since=99999999999d, '', 400, 24h",
    "ANN, GET hosts?color=1, '', 400, 'cursor, limit, open, port, service, since, state, target'",
    "ANN, POST jobs, '{}', 400, 'tool: is missing'",
    "ANN, POST jobs, '{''tool'':5}', 400, a text that is not empty",
    "ANN, POST jobs, '{''tool'':''nmap'',''speed'':5}', 400, 'arguments, deadline, exclude, name'",
    "ANN, POST jobs, '{''tool'':''nmap'',''deadline'':''soon''}', 400, '30s, 10m, 2h or 1d'",
    "ANN, POST jobs, '{''tool'':''nmap'',''arguments'':[]}', 400, an object such as",
    "ANN, POST jobs, '{''tool'':''nmap'',''exclude'':''10.0.0.1''}', 400, a list of texts",
    "ANN, POST jobs, '{''tool'':''nmap'',''exclude'':[1]}', 400, a list of texts",
    "ANN, POST jobs, '{''tool'':''nmap'',''rate'':1.5}', 400, a whole number",
    "ANN, POST jobs, '{''tool'':''nmap'',''randomise'':1}', 400, true or false",
    "ANN, POST jobs, '[1]', 400, must be a JSON object",
    "ANN, POST jobs, '', 415, application/json",
    "LISTER, POST jobs, '{}', 403, scan:run",
    "READER, POST jobs, '{}', 403, scan:run",
    "LISTER, GET jobs, '', 403, scan:run or ops:read",
    "LISTER, GET hosts, '', 403, scan:run or ops:read",
    "READER, POST jobs/1/pause, '{}', 403, scan:run or ops:write",
    "READER, DELETE jobs/1, '', 403, scan:run or ops:write",
    "ANN, GET jobs/1, '', 404, GET /api/v1/jobs lists the jobs",
    "ANN, GET jobs/1/hosts, '', 404, there is no job",
    "ANN, GET jobs/1/problems, '', 404, there is no job",
    "ANN, POST jobs/1/pause, '{}', 404, there is no job",
    "ANN, POST jobs/1/stop, '{}', 404, /api/v1/jobs/{id}/pause",
    "ANN, PUT jobs/1, '', 405, 'DELETE, GET, HEAD, PATCH'",
    "ANN, PATCH jobs/1, '{}', 400, 'exclude, priority or rate'",
    "ANN, PATCH jobs/1, '{''name'':''x''}', 400, 'allowed are exclude, priority, rate'",
    "ANN, PATCH jobs/1, '{''rate'':1}', 404, there is no job",
    "ANN, PATCH jobs/1, '', 415, application/json",
  })
  void badRequestsAreToldWhatIsAllowed(Who who, String line, String body, int status, String words)
      throws Exception {
    HttpResponse<String> response = send(who, line, body);
    assertEquals(status, response.statusCode(), response::body);
    assertTrue(response.body().contains(words), response::body);
    assertTrue(
        response
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .startsWith("application/problem+json"));
    assertEquals(
        status == 403, response.headers().firstValue("WWW-Authenticate").isPresent(), line);
  }

  /** What the façade answers, and what a client gets. */
  @Test
  void everyAnswerHasItsStatus() throws Exception {
    Job job = anns();
    record Case(JobAnswer answer, int status, String words) {}
    List<Case> cases =
        List.of(
            new Case(new JobAnswer.Joined(job), 200, "\"joined\":true"),
            new Case(new JobAnswer.Invalid("rate: too high"), 400, "rate: too high"),
            new Case(
                new JobAnswer.Refused(new ToolOutcome.InvalidInput("no targets")),
                400,
                "no targets"),
            new Case(
                new JobAnswer.Refused(
                    new ToolOutcome.OutOfScope("192.0.2.1", "deny 192.0.2.0/24", "not allowed")),
                403,
                "\"rule\":\"deny 192.0.2.0/24\""),
            new Case(
                new JobAnswer.Full("200 jobs are open", Duration.ofSeconds(30)),
                429,
                "200 jobs are open"),
            new Case(
                new JobAnswer.Refused(
                    new ToolOutcome.Rejected(
                        ToolOutcome.Refusal.SHUTTING_DOWN,
                        "server",
                        "shutting down",
                        Duration.ofSeconds(9))),
                503,
                "shutting down"),
            new Case(new JobAnswer.Conflict(job, "it is queued"), 409, "\"state\":\"queued\""));
    Map<Integer, String> retries = Map.of(429, "30", 503, "9");
    for (Case each : cases) {
      jobs.answerNext(each.answer());
      HttpResponse<String> response = send(Who.ANN, "POST jobs", SCAN);
      assertEquals(each.status(), response.statusCode(), each::toString);
      assertTrue(response.body().contains(each.words()), response::body);
      assertEquals(
          Optional.ofNullable(retries.get(each.status())),
          response.headers().firstValue("Retry-After"),
          each::toString);
      assertTrue(response.headers().firstValue("WWW-Authenticate").isEmpty(), each::toString);
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(StoreTrouble.of("the disk is full"), 503, "does not answer; nothing", "5"),
        arguments(
            new CompletionException(new TimeoutException("no answer after 15 s")),
            503,
            "unknown whether this was done",
            "30"),
        arguments(new IllegalArgumentException("cursor: not one"), 400, "cursor: not one", ""),
        arguments(new IllegalStateException("a bug"), 500, "see the server's log", ""));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsToldAsWhatItIs(RuntimeException failure, int status, String words, String retry)
      throws Exception {
    String id = anns().id();
    jobs.fail(Optional.of(failure));
    Map<String, String> requests =
        Map.of(
            "GET jobs",
            "",
            "GET jobs/" + id,
            "",
            "GET jobs/" + id + "/hosts",
            "",
            "GET jobs/" + id + "/problems",
            "",
            "GET hosts",
            "",
            "DELETE jobs/" + id,
            "",
            "POST jobs",
            SCAN,
            "POST jobs/" + id + "/cancel",
            "{}",
            "PATCH jobs/" + id,
            "{'rate':1}");
    for (Map.Entry<String, String> request : requests.entrySet()) {
      HttpResponse<String> response = send(Who.ANN, request.getKey(), request.getValue());
      assertEquals(status, response.statusCode(), response::body);
      assertEquals(retry, response.headers().firstValue("Retry-After").orElse(""), request::getKey);
      assertTrue(response.body().contains(words), response::body);
      assertFalse(response.body().contains("disk"), response::body);
    }
    jobs.fail(Optional.empty());
    get(Who.ANN, "jobs/" + id);
  }

  @ParameterizedTest
  @CsvSource({
    "jobs?name=%00, name",
    "jobs?tool=a%00b, tool",
    "jobs?schedule=%1B, schedule",
    "jobs?cursor=%00, cursor",
    "hosts?service=ssh%00, service",
    "hosts?target=10.0.0.1%0A, target",
    "hosts?since=%00, since"
  })
  void controlCharactersInAQueryAreRefused(String line, String field) throws Exception {
    JsonNode problem = json(400, Who.ANN, "GET " + line, "");
    assertTrue(problem.path("detail").asText().startsWith(field + "="), problem::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT1S",
    "0.5, PT0.5S",
    "1e-9, PT0.000000001S",
    "9999999999, PT9999999999S",
    "'\"213504d\"', PT5124096H",
    "'\"106751.991167301d\"', PT2562047H47M16.8548064S",
    "'\"999999999.999999999d\"', PT23999999999H59M59.9999136S",
    "'\"0.000001ms\"', PT0.000000001S"
  })
  void aDurationIsExact(String json, Duration expected) throws Exception {
    json(202, Who.ANN, "POST jobs", "{'tool':'nmap','deadline':%s}".formatted(json));
    assertEquals(Optional.of(expected), jobs.requests().getLast().deadline());
  }

  @Test
  void aJobIsControlled() throws Exception {
    String id = anns().id();
    String one = "jobs/" + id;
    assertEquals(
        "pausing", json(200, Who.ANN, "POST " + one + "/pause", "{}").path("state").asText());
    assertEquals(
        "queued", json(200, Who.ANN, "POST " + one + "/resume", "{}").path("state").asText());
    json(200, Who.ANN, "PATCH " + one, "{'exclude':[],'priority':9,'rate':0}");
    assertEquals(0, jobs.changes().getFirst().rate().orElseThrow());
    assertEquals(List.of(), jobs.changes().getFirst().exclude().orElseThrow());
    assertTrue(
        json(400, Who.ANN, "PATCH " + one, "{'priority':10}")
            .path("detail")
            .asText()
            .contains("0 to 9"));
    assertEquals("queued", json(409, Who.ANN, "DELETE " + one, "").path("state").asText());
    assertEquals(
        "cancelling", json(200, Who.ANN, "POST " + one + "/cancel", "{}").path("state").asText());
    jobs.move(id, MemoryJobs.to(JobState.CANCELLED));
    json(409, Who.ANN, "POST " + one + "/resume", "{}");
    json(200, Who.ANN, "DELETE " + one, "");
    json(404, Who.ANN, "GET " + one, "");
  }

  @Test
  void aJobBelongsToItsPrincipal() throws Exception {
    String one = "jobs/" + anns().id();
    String none = "jobs/" + "f".repeat(32);
    for (String line : List.of("GET %s", "GET %s/hosts", "GET %s/problems", "DELETE %s")) {
      assertEquals(
          send(Who.BOB, line.formatted(none), "").body().replace("f".repeat(32), ""),
          send(Who.BOB, line.formatted(one), "").body().replace(one.substring(5), ""));
    }
    for (String action : List.of("pause", "resume", "cancel")) {
      json(404, Who.BOB, "POST " + one + "/" + action, "{}");
    }
    json(404, Who.BOB, "PATCH " + one, "{'rate':1}");
    assertEquals(0, get(Who.BOB, "jobs").path("jobs").size());
    assertEquals(1, get(Who.READER, "jobs").path("jobs").size());
    assertEquals("ann", get(Who.READER, one).path("principal").asText());
    json(403, Who.READER, "POST " + one + "/cancel", "{}");
    json(200, Who.OPERATOR, "POST " + one + "/cancel", "{}");
  }

  @Test
  void hostsAreFilteredAndPaged() throws Exception {
    String id = anns().id();
    for (int i = 1; i <= 3; i++) {
      jobs.found(id, host("127.0.0." + i, i == 2 ? "open" : "closed"));
    }
    JsonNode first = get(Who.ANN, "jobs/" + id + "/hosts?limit=2");
    assertEquals("127.0.0.1", first.at("/hosts/0/address").asText());
    assertEquals(22, first.at("/hosts/0/ports/0/port").asInt());
    assertEquals("2026-11-23T08:00:00Z", first.at("/hosts/0/seen_at").asText());
    JsonNode second =
        get(Who.ANN, "jobs/" + id + "/hosts?limit=2&cursor=" + first.path("next_cursor").asText());
    assertEquals("127.0.0.3", second.at("/hosts/0/address").asText());
    JsonNode open = get(Who.ANN, "jobs/" + id + "/hosts?open&port=22&service=ssh");
    assertEquals(1, open.path("hosts").size());
    assertEquals(1, open.at("/hosts/0/open_ports").asInt());
    assertEquals(0, get(Who.ANN, "jobs/" + id + "/hosts?open=true&port=23").path("hosts").size());

    JsonNode inventory = get(Who.ANN, "hosts?open=true&since=2026-11-23");
    assertEquals(id, inventory.at("/hosts/0/job").asText());
    assertEquals(1, inventory.at("/hosts/0/jobs").asInt());
    assertEquals("2026-11-23T08:00:00Z", inventory.at("/hosts/0/last_seen").asText());
    assertEquals(0, get(Who.BOB, "hosts").path("hosts").size());
    assertEquals(3, get(Who.READER, "hosts").path("hosts").size());
  }

  private static Host host(String address, String state) {
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        Scan.COMPLETE,
        List.of(new Port(22, "tcp", state, "syn-ack", Service.usual("ssh"), "", "", List.of())),
        List.of(),
        Traits.NONE);
  }
}
