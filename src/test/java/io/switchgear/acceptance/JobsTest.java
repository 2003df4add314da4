package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scan jobs over HTTP, as ann and bob, who scan, and ops, who sees and controls all. */
@Tag("network")
@Tag("process")
class JobsTest {

  private static final BearerToken ANN = BearerToken.fresh();
  private static final BearerToken BOB = BearerToken.fresh();
  private static final BearerToken OPS = BearerToken.fresh();
  private static final String JOBS = "/api/v1/jobs";

  /** Two hours of work. */
  private static final String ENDLESS =
      "{'tool':'port_scan','arguments':{'targets':['127.0.7.0/28'],'ports':'1-5000','rate':10}}";

  private static RunningServer server;
  private static Visitor ann;
  private static Visitor bob;
  private static Visitor ops;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.http.auth.tokens",
                ("[{name=ann,sha256=\"%s\",scopes=[\"scan:run\"]},"
                        + "{name=bob,sha256=\"%s\",scopes=[\"scan:run\"]},"
                        + "{name=ops,sha256=\"%s\",scopes=[\"ops:write\"]}]")
                    .formatted(ANN.sha256(), BOB.sha256(), OPS.sha256()),
                "switchgear.jobs.block-hosts",
                "4"));
    ann = Visitor.with(server.mcp(), ANN.reveal());
    bob = Visitor.with(server.mcp(), BOB.reveal());
    ops = Visitor.with(server.mcp(), OPS.reveal());
  }

  @AfterAll
  static void stop() throws IOException {
    ann.close();
    bob.close();
    ops.close();
    server.close();
  }

  private static String scan(String targets, String name) {
    return "{'tool':'port_scan','name':'%s','arguments':{'targets':['%s'],'ports':'%d'}}"
        .formatted(name, targets, server.openPort());
  }

  private static JsonNode post(int status, Visitor who, String path, String body)
      throws IOException, InterruptedException {
    Seen seen = who.post(path, body.replace('\'', '"'));
    assertEquals(status, seen.status(), seen::told);
    return seen.json();
  }

  private static JsonNode get(Visitor who, String path) {
    try {
      Seen seen = who.get(path);
      assertEquals(200, seen.status(), seen::told);
      return seen.json();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String state(String id) {
    return get(ops, JOBS + "/" + id).path("state").asText();
  }

  private static void awaitState(String id, String state) {
    Await.value(state, () -> state(id), state::equals);
  }

  /** A complete job of ann's. */
  private static String completed(String targets, String name) throws Exception {
    String id = post(202, ann, JOBS, scan(targets, name)).path("id").asText();
    awaitState(id, "completed");
    return id;
  }

  /** The answer has the shape that {@code /openapi.yaml} describes. */
  private static void assertConforms(String schema, JsonNode answer) throws Exception {
    ObjectNode root =
        (ObjectNode) new YAMLMapper().readTree(ops.get("/openapi.yaml").response().body());
    root.put("$ref", "#/components/schemas/" + schema);
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root)
            .validate(answer),
        answer::toPrettyString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan_start", "scan_get", "scan_list", "scan_control", "scan_compare"})
  void toolsThatAskTheJobsAreNoJobs(String tool) throws Exception {
    JsonNode refused = post(400, ann, JOBS, "{'tool':'%s','arguments':{}}".formatted(tool));
    assertTrue(refused.path("detail").asText().contains("does not scan"), refused::toPrettyString);
  }

  @Test
  void aJobRunsToItsEndAndItsHostsArePaged() throws Exception {
    Seen started = ann.post(JOBS, scan("127.0.0.0/28", "paged").replace('\'', '"'));
    assertEquals(202, started.status(), started::told);
    String id = started.json().path("id").asText();
    assertEquals(JOBS + "/" + id, started.header("Location"));
    awaitState(id, "completed");
    JsonNode job = get(ann, JOBS + "/" + id);
    assertEquals(16, job.path("hosts_total").asInt(), job::toPrettyString);
    assertEquals(16, job.path("hosts_done").asInt(), job::toPrettyString);
    assertEquals(1, job.path("open_ports").asInt(), job::toPrettyString);
    assertEquals(job.path("blocks_total"), job.path("blocks_done"));
    assertTrue(job.path("blocks_total").asInt() >= 4, job::toPrettyString);
    assertEquals(0, job.path("problems_total").asInt(), job::toPrettyString);

    Set<String> addresses = new HashSet<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = get(ann, JOBS + "/" + id + "/hosts?limit=5" + cursor);
      page.path("hosts").forEach(host -> addresses.add(host.path("address").asText()));
      cursor = page.hasNonNull("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : "";
      pages++;
    } while (!cursor.isEmpty());
    assertEquals(16, addresses.size());
    assertEquals(4, pages);
    JsonNode open = get(ann, JOBS + "/" + id + "/hosts?open=true&port=" + server.openPort());
    assertEquals(1, open.path("hosts").size(), open::toPrettyString);
    assertEquals("127.0.0.1", open.at("/hosts/0/address").asText());
    assertEquals(
        1, get(ann, "/api/v1/hosts?open=true&port=" + server.openPort()).path("hosts").size());

    assertConforms("Job", job);
    assertConforms("Jobs", get(ann, JOBS));
    assertConforms("JobHosts", open);
    assertConforms("JobProblems", get(ann, JOBS + "/" + id + "/problems"));
    assertConforms("Inventory", get(ann, "/api/v1/hosts"));
    for (String format : List.of("json", "jsonl", "csv", "xml", "html")) {
      Seen report = ann.get(JOBS + "/" + id + "/report?format=" + format);
      assertEquals(200, report.status(), report::told);
      assertTrue(report.told().contains("127.0.0.1"), report::told);
    }
  }

  @Test
  void runsOfOneNameAreCompared() throws Exception {
    String first = completed("127.0.0.0/30", "compared");
    String second = completed("127.0.0.0/29", "compared");
    JsonNode diff = get(ann, JOBS + "/" + second + "/diff/previous");
    assertEquals(first, diff.at("/before/id").asText());
    assertEquals(4, diff.at("/counts/hosts_compared").asInt(), diff::toPrettyString);
    assertEquals(4, diff.at("/counts/hosts_uncovered").asInt(), diff::toPrettyString);
    assertTrue(diff.path("same").asBoolean(), diff::toPrettyString);
    assertConforms("JobDiff", diff);
  }

  @Test
  void aJobIsPausedResumedChangedCancelledAndDeleted() throws Exception {
    String id = post(202, ann, JOBS, ENDLESS).path("id").asText();
    String one = JOBS + "/" + id;
    JsonNode again = post(200, ann, JOBS, ENDLESS);
    assertTrue(again.path("joined").asBoolean());
    assertEquals(id, again.path("id").asText());
    awaitState(id, "running");
    post(200, ann, one + "/pause", "{}");
    awaitState(id, "paused");
    post(200, ann, one + "/resume", "{}");
    awaitState(id, "running");
    Seen changed =
        ann.send(
            ann.request(one)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"exclude\":[\"127.0.7.9\"]}")));
    assertEquals(200, changed.status(), changed::told);
    JsonNode job = Await.value("the exclusion", () -> get(ann, one), JobsTest::excludes);
    assertEquals(15, job.path("hosts_total").asInt(), job::toPrettyString);
    assertEquals(409, ann.send(ann.request(one).DELETE()).status());
    post(200, ann, one + "/cancel", "{}");
    awaitState(id, "cancelled");
    post(409, ann, one + "/resume", "{}");
    assertEquals(200, ann.send(ann.request(one).DELETE()).status());
    assertEquals(404, ann.get(one).status());
  }

  private static boolean excludes(JsonNode job) {
    return job.path("exclude").size() == 1;
  }

  @Test
  void aJobBelongsToItsPrincipal() throws Exception {
    String id = completed("127.0.5.1", "private");
    String one = JOBS + "/" + id;
    String none = JOBS + "/" + "0".repeat(32);
    for (String rest : List.of("", "/hosts", "/problems", "/report", "/diff/previous")) {
      Seen others = bob.get(one + rest);
      assertEquals(404, others.status(), rest);
      assertEquals(bob.get(none + rest).told().replace("0".repeat(32), id), others.told(), rest);
      assertTrue(ops.get(one + rest).status() != 404 || rest.startsWith("/diff"), rest);
    }
    for (String action : List.of("pause", "resume", "cancel")) {
      post(404, bob, one + "/" + action, "{}");
    }
    assertEquals(404, bob.send(bob.request(one).DELETE()).status());
    assertEquals(0, get(bob, JOBS + "?name=private").path("jobs").size());
    assertEquals(0, get(bob, "/api/v1/hosts?target=127.0.5.1").path("hosts").size());
    assertEquals(1, get(ops, JOBS + "?name=private").path("jobs").size());
    assertEquals("ann", get(ops, one).path("principal").asText());
    post(403, ops, JOBS, scan("127.0.5.1", "private"));
    assertEquals(200, ops.send(ops.request(one).DELETE()).status());
  }

  @Test
  void whatCannotBeScannedIsRefused() throws Exception {
    JsonNode outside = post(403, ann, JOBS, scan("192.0.2.1", "outside"));
    assertTrue(outside.hasNonNull("rule"), outside::toPrettyString);
    post(400, ann, JOBS, "{'tool':'nosuch'}");
    post(400, ann, JOBS, "{'tool':'port_scan','arguments':{'targets':['127.0.0.1'],'x':1}}");
    post(400, ann, JOBS, scan("127.0.0.1", "x").replace("}}", "},'priority':10}"));
    post(400, ann, JOBS, scan("127.0.0.1", "x").replace("}}", "},'rate':0}"));
    post(400, ann, JOBS, scan("127.0.0.1", "x").replace("}}", "},'deadline':-1}"));
    post(400, ann, JOBS, scan("127.0.0.1", "x").replace("}}", "},'exclude':['127.0.0.0/99']}"));
    post(400, ann, JOBS, scan("127.0.0.0/8", "large"));
    for (String query : List.of("?cursor=zzz", "?cursor=%00", "?name=" + "x".repeat(1_000))) {
      int status = ann.get(JOBS + query).status();
      assertTrue(status == 400 || status == 200, query + ": " + status);
    }
    String id = completed("127.0.6.1", "small");
    for (String query : List.of("?cursor=zzz", "?cursor=AAAA", "?target=nowhere/99")) {
      assertEquals(400, ann.get(JOBS + "/" + id + "/hosts" + query).status(), query);
      assertEquals(400, ann.get("/api/v1/hosts" + query).status(), query);
    }
    assertEquals(400, ann.get(JOBS + "/" + id + "/problems?cursor=zzz").status());
  }
}
