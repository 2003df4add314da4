package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators before the whole server, over HTTP. */
class OperatorApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PORT_SCAN = "/api/v1/breakers/port_scan";
  private static final String DRILL = "/api/v1/drills/port_scan";

  private static Switchgear server;
  private static HttpClient client;
  private static JsonNode described;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    server = serve(folder, true);
    client = HttpClient.newHttpClient();
    described = new YAMLMapper().readTree(get("/openapi.yaml").body());
  }

  private static Switchgear serve(Path folder, boolean drills) {
    return Switchgear.serve(
        Settings.load(
            Optional.empty(),
            Map.of(
                "switchgear.http.port",
                "0",
                "switchgear.data-dir",
                folder.toString(),
                "switchgear.drills.enabled",
                "" + drills,
                "switchgear.tools.port_scan.breaker.failure-threshold",
                "2")));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void asNew() throws IOException, InterruptedException {
    send("DELETE", "/api/v1/drills", Optional.empty());
    for (JsonNode name : names()) {
      order("/api/v1/breakers/" + name.asText() + "/auto", "{}");
      order("/api/v1/breakers/" + name.asText() + "/reset", "{}");
    }
  }

  private static List<JsonNode> names() throws IOException, InterruptedException {
    return json(get("/api/v1/breakers"))
        .path("circuit_breakers")
        .valueStream()
        .map(breaker -> breaker.path("name"))
        .toList();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.url().orElseThrow().resolve(path));
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  private static HttpResponse<String> send(String method, String path, Optional<String> body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.map(HttpRequest.BodyPublishers::ofString)
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    return send(
        request(path).header("Content-Type", "application/json").method(method, publisher).build());
  }

  private static HttpResponse<String> order(String path, String body)
      throws IOException, InterruptedException {
    return send("POST", path, Optional.of(body));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  private static JsonNode breaker() throws IOException, InterruptedException {
    return json(get(PORT_SCAN));
  }

  /** Scans a port of this machine where nothing listens. */
  private static JsonNode call() throws IOException, InterruptedException {
    return mcp(
        "tools/call",
        "port_scan",
        "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}");
  }

  private static JsonNode mcp(String method, String name, String params)
      throws IOException, InterruptedException {
    String message =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    HttpResponse<String> answer =
        send(
            request("/mcp")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .build());
    return json(answer);
  }

  private static void assertProblem(int status, String said, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals(status, json(response).path("status").asInt());
    String detail = json(response).path("detail").asText();
    assertTrue(detail.contains(said), detail);
  }

  @Test
  void b4_aBreakerIsOpenedAndClosedByHand() throws Exception {
    HttpResponse<String> opened =
        order(PORT_SCAN + "/open", "{\"operator\":\"ann\",\"reason\":\"moving the rack\"}");
    assertEquals(200, opened.statusCode(), opened::body);
    assertEquals("open", json(opened).path("state").asText());
    JsonNode refused = call().path("result");
    assertEquals("circuit_breaker_open", refused.at("/structuredContent/error_type").asText());
    assertTrue(refused.toString().contains("ann ordered open: moving the rack"));
    JsonNode history = breaker().path("state_history");
    JsonNode change = history.path(history.size() - 1);
    assertEquals("operator_open", change.path("reason").asText());
    assertEquals("ann", change.at("/metadata/operator").asText());
    HttpResponse<String> closed = order(PORT_SCAN + "/close", "");
    assertEquals("closed", json(closed).path("state").asText());
    assertFalse(call().at("/result/isError").asBoolean(false));
    assertEquals(1, breaker().path("successful_calls").asInt());
    assertEquals(1, breaker().path("rejected_calls").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "hold-open,hold-open,open",
    "disable,disabled,closed",
    "metrics-only,metrics-only,closed"
  })
  void aStandingOrderStandsUntilItIsLifted(String action, String mode, String state)
      throws Exception {
    HttpResponse<String> held =
        order(
            PORT_SCAN + "/" + action,
            "{\"operator\":\"ann\",\"reason\":\"maintenance\",\"expires_in\":\"10m\"}");
    assertEquals(200, held.statusCode(), held::body);
    JsonNode breaker = json(held);
    assertEquals(mode, breaker.path("mode").asText());
    assertEquals(state, breaker.path("state").asText());
    assertEquals(mode, breaker.at("/override/mode").asText());
    assertEquals("ann", breaker.at("/override/operator").asText());
    assertEquals("maintenance", breaker.at("/override/reason").asText());
    assertTrue(breaker.at("/override/expires").asText().endsWith("Z"));
    assertProblem(409, "Lift it with auto first", order(PORT_SCAN + "/reset", "{}"));
    JsonNode lifted = json(order(PORT_SCAN + "/auto", "{\"reason\":\"done\"}"));
    assertEquals("auto", lifted.path("mode").asText());
    assertTrue(lifted.path("override").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open|[]|must be a JSON object",
        "open|{\"reason\":|not JSON (line 1",
        "open|{} {}|not JSON",
        "open|{\"reason\":\"a\",\"reason\":\"b\"}|not JSON",
        "open|{\"because\":\"x\"}|there is no field 'because'; allowed are expires_in, operator,"
            + " reason",
        "open|{\"reason\":7}|reason = 7: needed is a text",
        "open|{\"reason\":\"x\",\"expires_in\":60}|cannot expire",
        "hold-open|{}|say why",
        "hold-open|{\"reason\":\" \"}|a text that is not empty",
        "disable|{\"operator\":\"ann\"}|say why",
        "hold-open|{\"reason\":\"x\",\"expires_in\":\"soon\"}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":true}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":0}|must be from 1 s",
        "hold-open|{\"reason\":\"x\",\"expires_in\":-5}|must be from 1 s",
        "hold-open|{\"reason\":\"x\",\"expires_in\":1e300}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":\"999999999d\"}|must be from 1 s",
      })
  void aBadBodyIsSaidInASentence(String action, String body, String said) throws Exception {
    assertProblem(400, said, order(PORT_SCAN + "/" + action, body));
    assertEquals("closed", breaker().path("state").asText());
    assertEquals("auto", breaker().path("mode").asText());
  }

  @Test
  void whatIsNotThereIsToldWithWhatThereIs() throws Exception {
    assertProblem(404, "there are ", get("/api/v1/breakers/nosuch"));
    assertProblem(404, "port_scan", order("/api/v1/breakers/nosuch/open", "{}"));
    assertProblem(
        404,
        "there are open, close, reset, hold-open, disable, metrics-only, auto",
        order(PORT_SCAN + "/explode", "{}"));
    assertProblem(404, "/api/v1/breakers/{name}", get("/api/v1/nosuch"));
    assertProblem(404, "port_scan", order("/api/v1/drills/nosuch", "{\"fault\":\"fail\"}"));
    assertProblem(404, "no drill is on", get(DRILL));
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/api/v1/breakers,'GET, HEAD'",
    "PUT,/api/v1/breakers/port_scan,'GET, HEAD'",
    "GET,/api/v1/breakers/port_scan/open,POST",
    "PUT,/api/v1/drills/port_scan,'DELETE, GET, HEAD, POST'",
  })
  void aWrongMethodIsToldWithTheRightOnes(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> response = send(method, path, Optional.empty());
    assertProblem(405, allowed, response);
    assertEquals(allowed, response.headers().firstValue("Allow").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x"
      })
  void d23_whatAFormCanSendIsNotTaken(String type) throws Exception {
    HttpRequest request =
        request(PORT_SCAN + "/open")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertProblem(415, "application/json", send(request));
    HttpRequest bare =
        request(PORT_SCAN + "/open").POST(HttpRequest.BodyPublishers.noBody()).build();
    assertProblem(415, "application/json", send(bare));
    assertEquals("closed", breaker().path("state").asText());
  }

  @Test
  void d23_aPageOfAnotherSiteMayNeitherReadNorOrder() throws Exception {
    HttpRequest.Builder order =
        request(PORT_SCAN + "/open")
            .header("Content-Type", "application/json")
            .header("Origin", "https://evil.example");
    assertProblem(
        403, "this origin", send(order.POST(HttpRequest.BodyPublishers.ofString("{}")).build()));
    assertProblem(
        403,
        "this origin",
        send(request("/api/v1/breakers").header("Origin", "https://evil.example").build()));
    assertEquals("closed", breaker().path("state").asText());
  }

  @Test
  void aLongBodyIsNotTaken() throws Exception {
    String body = "{\"reason\":\"" + "x".repeat(17 << 10) + "\"}";
    assertProblem(413, "16384 bytes", order(PORT_SCAN + "/open", body));
    assertProblem(
        400,
        "must be from 1 to 500",
        order(PORT_SCAN + "/open", "{\"reason\":\"" + "x".repeat(501) + "\"}"));
  }

  @Test
  void b14_aDrillOpensTheBreakerAsARealFaultWould() throws Exception {
    HttpResponse<String> set =
        order(
            DRILL, "{\"fault\":\"fail\",\"times\":5,\"operator\":\"ann\",\"reason\":\"Tuesday\"}");
    assertEquals(200, set.statusCode(), set::body);
    JsonNode failed = call().path("result");
    assertEquals("execution_error", failed.at("/structuredContent/error_type").asText());
    assertTrue(failed.toString().contains("a drill on 'port_scan', which ann set: Tuesday"));
    call();
    JsonNode breaker = breaker();
    assertEquals("open", breaker.path("state").asText());
    assertEquals(2, breaker.at("/failure_reasons/crashed").asInt());
    assertEquals(2, breaker.path("recent_errors").size());
    assertEquals(3, breaker.at("/drill/left").asInt());
    assertEquals(3, json(get(DRILL)).path("left").asInt());
    JsonNode cleared = json(send("DELETE", DRILL, Optional.empty()));
    assertEquals(3, cleared.at("/cleared/0/left").asInt());
    assertEquals("[]", json(get("/api/v1/drills")).path("drills").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|fail, hang, slow",
        "{\"fault\":\"explode\"}|fail, hang, slow",
        "{\"fault\":\"fail\",\"times\":0}|1 to 1000",
        "{\"fault\":\"fail\",\"times\":1.5}|a whole number",
        "{\"fault\":\"fail\",\"times\":99999999999}|a whole number",
        "{\"fault\":\"slow\"}|1 ms to 1 h",
        "{\"fault\":\"hang\",\"delay\":\"2s\"}|only a slow call",
        "{\"fault\":\"fail\",\"for\":\"2s\"}|there is no field 'for'",
      })
  void aBadDrillIsSaidInASentence(String body, String said) throws Exception {
    assertProblem(400, said, order(DRILL, body));
    assertEquals("[]", json(get("/api/v1/drills")).path("drills").toString());
  }

  @Test
  void whereDrillsAreOffNoneCanBeSet(@TempDir Path folder) throws Exception {
    try (Switchgear off = serve(folder, false)) {
      URI drills = off.url().orElseThrow().resolve(DRILL);
      HttpRequest set =
          HttpRequest.newBuilder(drills)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"fault\":\"fail\"}"))
              .build();
      assertProblem(409, "switchgear.drills.enabled = true", send(set));
      HttpRequest list = HttpRequest.newBuilder(drills.resolve("/api/v1/drills")).build();
      assertEquals("{\"enabled\":false,\"drills\":[]}", send(list).body());
    }
  }

  @Test
  void b20_theStatsAreAResourceOfTheSameShape() throws Exception {
    order(PORT_SCAN + "/hold-open", "{\"reason\":\"maintenance\"}");
    JsonNode read =
        mcp("resources/read", "circuit-breaker://stats", "\"uri\":\"circuit-breaker://stats\"");
    assertEquals("application/json", read.at("/result/contents/0/mimeType").asText());
    JsonNode stats = JSON.readTree(read.at("/result/contents/0/text").asText());
    assertConforms("Breakers", stats);
    assertEquals("open", stats.at("/circuit_breakers/port_scan/state").asText());
    List<String> states = new ArrayList<>();
    stats.path("circuit_breakers").forEach(each -> states.add(each.path("state").asText()));
    assertEquals(
        states.size() >= 2 ? "degraded" : "critical", stats.path("overall_health").asText());
    String one = "circuit-breaker://stats/port_scan";
    JsonNode detail = mcp("resources/read", one, "\"uri\":\"" + one + "\"");
    JsonNode breaker = JSON.readTree(detail.at("/result/contents/0/text").asText());
    assertConforms("FullBreaker", breaker);
    assertEquals("hold-open", breaker.path("mode").asText());
    String none = "circuit-breaker://stats/nosuch";
    JsonNode error = mcp("resources/read", none, "\"uri\":\"" + none + "\"");
    assertEquals(-32602, error.at("/error/code").asInt());
    assertEquals(none, error.at("/error/data/uri").asText());
  }

  private static void assertConforms(String schema, JsonNode value) throws IOException {
    assertConforms(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
  }

  private static void assertConforms(JsonNode schema, JsonNode value) throws IOException {
    ObjectNode root = described.deepCopy();
    root.setAll((ObjectNode) schema);
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root)
            .validate(value),
        value::toString);
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? described.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** Every path and method of the description answers, with a status and in a shape of its own. */
  @Test
  void everyDescribedPathAnswersAsDescribed() throws Exception {
    TreeSet<String> tried = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : described.path("paths").properties()) {
      for (String method : List.of("get", "post", "delete")) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isMissingNode()) {
          continue;
        }
        if (path.getKey().equals("/api/v1/drills/{tool}") && method.equals("get")) {
          order(DRILL, "{\"fault\":\"fail\"}");
        }
        String there = filled(path.getKey(), "port_scan", "open");
        Optional<String> body =
            method.equals("post")
                ? Optional.of(there.contains("drills") ? "{\"fault\":\"hang\"}" : "{}")
                : Optional.empty();
        assertDescribed(operation, 200, send(method.toUpperCase(Locale.ROOT), there, body));
        if (operation.path("responses").has("404")) {
          String nowhere = filled(path.getKey(), "nosuch", "open");
          assertDescribed(operation, 404, send(method.toUpperCase(Locale.ROOT), nowhere, body));
        }
        if (operation.path("responses").has("400")) {
          assertDescribed(
              operation,
              400,
              send(method.toUpperCase(Locale.ROOT), there, Optional.of("{\"x\":1}")));
        }
        tried.add(method + " " + path.getKey());
      }
    }
    assertTrue(tried.size() >= 13, tried::toString);
    String known = get("/nosuch").body();
    for (String path : known.substring(known.indexOf("there are ") + 10).strip().split(", ")) {
      assertTrue(path.equals("/mcp") || described.path("paths").has(path), path);
    }
  }

  private static String filled(String template, String name, String action) {
    return template.replace("{name}", name).replace("{tool}", name).replace("{action}", action);
  }

  private static void assertDescribed(JsonNode operation, int status, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), () -> response.uri() + ": " + response.body());
    JsonNode content = resolved(operation.path("responses").path("" + status)).path("content");
    String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    assertTrue(content.has(type), () -> response.uri() + ": " + type);
    JsonNode schema = content.path(type).path("schema");
    if (!schema.isMissingNode()) {
      assertConforms(schema, json(response));
    }
  }
}
