package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.DRILL;
import static io.switchgear.acceptance.OperatorDesk.JSON;
import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static io.switchgear.acceptance.OperatorDesk.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses have the shapes that {@code /openapi.yaml} describes. */
@Tag("network")
@Tag("process")
class OperatorDescriptionTest {

  private static OperatorDesk desk;
  private static JsonNode described;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    desk =
        new OperatorDesk(
            folder,
            Map.of(
                "switchgear.drills.enabled",
                "true",
                "switchgear.tools.port_scan.breaker.failure-threshold",
                "2",
                "switchgear.tools.port_scan.quorum.enabled",
                "yes",
                "switchgear.alerts.interval",
                "200ms",
                "switchgear.alerts.rules",
                "[{name=failing,measure=failures,above=0}]"));
    described = new YAMLMapper().readTree(desk.get("/openapi.yaml").body());
  }

  @AfterAll
  static void stop() {
    desk.close();
  }

  @BeforeEach
  void asNew() throws IOException, InterruptedException {
    desk.makeNew();
  }

  @Test
  void theHealthIsAResourceOfTheSameShape() throws Exception {
    JsonNode read = desk.mcp("resources/read", "health://status", "\"uri\":\"health://status\"");
    JsonNode health = JSON.readTree(read.at("/result/contents/0/text").asText());
    assertConforms("LatestReport", health);
    Set<String> names = new HashSet<>();
    health.path("checks").forEach(check -> names.add(check.path("name").asText()));
    Set<String> expected = new HashSet<>();
    for (String tool :
        Set.of(
            "nmap",
            "port_scan",
            "scan_compare",
            "scan_control",
            "scan_get",
            "scan_list",
            "scan_start")) {
      expected.add("breaker:" + tool);
      expected.add("tool:" + tool);
    }
    expected.addAll(
        Set.of(
            "audit",
            "cluster",
            "store",
            "system:cpu",
            "system:memory",
            "system:disk",
            "system:process",
            "nmap:fence"));
    assertEquals(expected, names);
    assertEquals(
        names.size(), health.at("/summary/counts/healthy").asInt(), health::toPrettyString);
  }

  @Test
  void theStatsAreAResourceOfTheSameShape() throws Exception {
    desk.order(PORT_SCAN + "/hold-open", "{\"reason\":\"maintenance\"}");
    JsonNode read =
        desk.mcp(
            "resources/read", "circuit-breaker://stats", "\"uri\":\"circuit-breaker://stats\"");
    assertEquals("application/json", read.at("/result/contents/0/mimeType").asText());
    JsonNode stats = JSON.readTree(read.at("/result/contents/0/text").asText());
    assertConforms("Breakers", stats);
    assertEquals("open", stats.at("/circuit_breakers/port_scan/state").asText());
    List<String> states = new ArrayList<>();
    stats.path("circuit_breakers").forEach(each -> states.add(each.path("state").asText()));
    assertEquals(
        states.size() >= 2 ? "degraded" : "critical", stats.path("overall_health").asText());
    String one = "circuit-breaker://stats/port_scan";
    JsonNode detail = desk.mcp("resources/read", one, "\"uri\":\"" + one + "\"");
    JsonNode breaker = JSON.readTree(detail.at("/result/contents/0/text").asText());
    assertConforms("FullBreaker", breaker);
    assertEquals("hold-open", breaker.path("mode").asText());
    assertEquals("own", breaker.at("/quorum/verdict").asText());
    String none = "circuit-breaker://stats/nosuch";
    JsonNode error = desk.mcp("resources/read", none, "\"uri\":\"" + none + "\"");
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

  /**
   * Every path and method in the description responds with a status and shape that it describes.
   */
  @Test
  void everyDescribedPathAnswersAsDescribed() throws Exception {
    TreeSet<String> tried = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : described.path("paths").properties()) {
      for (String method : List.of("get", "post", "delete")) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isMissingNode() || isStream(operation) || isOfJob(path.getKey())) {
          continue;
        }
        if (path.getKey().equals("/api/v1/drills/{tool}") && method.equals("get")) {
          desk.order(DRILL, "{\"fault\":\"fail\"}");
        }
        String there = filled(path.getKey(), "port_scan", "open");
        Optional<String> body =
            method.equals("post")
                ? Optional.of(there.contains("drills") ? "{\"fault\":\"hang\"}" : "{}")
                : Optional.empty();
        // The only node cannot be sent away.
        int done = operation.path("responses").has("200") ? 200 : 409;
        assertDescribed(operation, done, desk.send(method.toUpperCase(Locale.ROOT), there, body));
        if (operation.path("responses").has("404")) {
          String nowhere = filled(path.getKey(), "nosuch", "open");
          assertDescribed(
              operation, 404, desk.send(method.toUpperCase(Locale.ROOT), nowhere, body));
        }
        if (operation.path("responses").has("400")) {
          assertDescribed(
              operation,
              400,
              method.equals("get")
                  ? desk.get(there + "?limit=0")
                  : desk.send(method.toUpperCase(Locale.ROOT), there, Optional.of("{\"x\":1}")));
        }
        tried.add(method + " " + path.getKey());
      }
    }
    assertTrue(tried.size() >= 13, tried::toString);
    String known = desk.get("/nosuch").body();
    for (String path : known.substring(known.indexOf("the paths are ") + 14).strip().split(", ")) {
      assertTrue(path.equals("/mcp") || described.path("paths").has(path), path);
    }
  }

  /** Whether the response is an event stream, which has no end and a separate test. */
  private static boolean isStream(JsonNode operation) {
    return operation.at("/responses/200/content").has("text/event-stream");
  }

  /** Jobs and schedules have tests of their own, because they must be started first. */
  private static boolean isOfJob(String path) {
    return path.startsWith("/api/v1/schedules") || path.startsWith("/api/v1/jobs");
  }

  @Test
  void schedulesAnswerAsDescribed() throws Exception {
    String all = "/api/v1/schedules";
    JsonNode paths = described.path("paths");
    HttpResponse<String> created =
        desk.send(
            "POST",
            all,
            Optional.of(
                "{\"name\":\"lab\",\"cron\":\"@daily\",\"tool\":\"port_scan\","
                    + "\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"9\"}}"));
    assertDescribed(paths.path(all).path("post"), 201, created);
    assertDescribed(paths.path(all).path("post"), 400, desk.send("POST", all, Optional.of("{}")));
    assertDescribed(paths.path(all).path("get"), 200, desk.get(all));
    String one = all + "/{id}";
    String there = all + "/" + json(created).path("id").asText();
    assertDescribed(paths.path(one).path("get"), 200, desk.get(there));
    assertDescribed(
        paths.path(one).path("patch"),
        200,
        desk.send("PATCH", there, Optional.of("{\"cron\":\"@hourly\"}")));
    for (String action : List.of("disable", "enable", "run")) {
      assertDescribed(
          paths.path(one + "/" + action).path("post"),
          action.equals("run") ? 202 : 200,
          desk.send("POST", there + "/" + action, Optional.of("{}")));
    }
    assertDescribed(paths.path(one + "/runs").path("get"), 200, desk.get(there + "/runs"));
    assertDescribed(
        paths.path(one).path("delete"), 200, desk.send("DELETE", there, Optional.empty()));
    assertDescribed(paths.path(one).path("get"), 404, desk.get(there));
  }

  @Test
  void everyEventHasTheDescribedShape() throws Exception {
    desk.get("/health");
    desk.order(DRILL, "{\"fault\":\"fail\"}");
    desk.order("/api/v1/config/reload", "{}");
    desk.mcp(
        "tools/call",
        "port_scan",
        "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}");
    desk.send(
        "POST",
        "/api/v1/jobs",
        Optional.of("{\"tool\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"]}}"));
    desk.order(PORT_SCAN + "/hold-open", "{\"reason\":\"maintenance\"}");
    Await.until("degraded health", () -> status("/health") == 207);
    Set<String> wanted = new HashSet<>();
    resolved(described.at("/components/schemas/Event/properties/type/enum"))
        .forEach(type -> wanted.add(type.asText()));
    // They need time to pass; ScheduleEventsTest has them.
    wanted.removeIf(type -> type.startsWith("schedule_"));
    // It needs an extension, or another configuration; EventsOfTwoServersTest has it.
    wanted.remove("catalog_changed");
    // It needs other nodes; EventSourcesTest has it.
    wanted.remove("quorum_changed");
    HttpRequest all =
        desk.request("/api/v1/events")
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", "0")
            .build();
    try (BufferedReader lines = desk.open(all)) {
      while (!wanted.isEmpty()) {
        String line = lines.readLine();
        if (line.startsWith("data: ")) {
          JsonNode event = JSON.readTree(line.substring("data: ".length()));
          switch (event.path("type").asText()) {
            case "sample" -> assertConforms("Standing", event.at("/tools/port_scan"));
            case "call_progress" -> assertConforms("Call", event);
            default -> assertConforms("Event", event);
          }
          wanted.remove(event.path("type").asText());
        }
      }
    }
  }

  private static int status(String path) {
    try {
      return desk.get(path).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String filled(String template, String name, String action)
      throws IOException, InterruptedException {
    return template
        .replace("{name}", name)
        .replace("{tool}", name)
        .replace("{node}", template.contains("{node}") && !name.equals("nosuch") ? node() : name)
        .replace("{id}", name.equals("nosuch") ? name : "latest")
        .replace("{call}", template.contains("{call}") && !name.equals("nosuch") ? running() : name)
        .replace("{action}", action)
        .replace("{version}/{file}", name.equals("nosuch") ? "0/app.js" : part());
  }

  /** Starts a call that takes long, and returns its id. */
  private static String running() throws IOException, InterruptedException {
    Thread.startVirtualThread(
        () -> {
          try {
            desk.mcp(
                "tools/call",
                "port_scan",
                "\"name\":\"port_scan\",\"arguments\":"
                    + "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1-1000\",\"rate\":5}");
          } catch (IOException | InterruptedException ended) {
            // The response is not used.
          }
        });
    JsonNode calls = json(desk.get("/api/v1/calls")).path("calls");
    while (calls.isEmpty()) {
      calls = json(desk.get("/api/v1/calls")).path("calls");
    }
    return calls.get(0).path("call_id").asText();
  }

  private static String node() throws IOException, InterruptedException {
    return json(desk.get("/api/v1/cluster")).at("/nodes/0/address").asText();
  }

  /** The address of a file of the dashboard, as the page refers to it. */
  private static String part() throws IOException, InterruptedException {
    Matcher part = Pattern.compile("assets/([0-9a-f]+/app\\.js)").matcher(desk.get("/").body());
    assertTrue(part.find());
    return part.group(1);
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
