package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.JSON;
import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static io.switchgear.acceptance.OperatorDesk.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.testing.Await;
import io.switchgear.watch.audit.ChainVerifier;
import io.switchgear.watch.audit.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of the whole server: what is recorded for each kind of event. */
@Tag("network")
@Tag("process")
class AuditTest {

  private static OperatorDesk desk;
  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path dataDir) {
    folder = dataDir;
    desk = new OperatorDesk(dataDir, true);
  }

  @AfterAll
  static void stop() throws IOException {
    desk.close();
    ChainVerifier.Report report = ChainVerifier.folder(folder.resolve("audit"), Optional.empty());
    assertTrue(report.broken().isEmpty(), report::toString);
  }

  @BeforeEach
  void asNew() throws IOException, InterruptedException {
    desk.makeNew();
  }

  private static JsonNode audit(String query) throws IOException, InterruptedException {
    return json(desk.get("/api/v1/audit" + query));
  }

  /** The newest record with this value of {@code what}. */
  private static JsonNode newest(String what) throws IOException, InterruptedException {
    return audit("?limit=1000")
        .path("records")
        .valueStream()
        .filter(record -> record.path("what").asText().equals(what))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no record about " + what));
  }

  private static JsonNode call(String tool, String arguments)
      throws IOException, InterruptedException {
    return desk.mcp("tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":" + arguments);
  }

  @Test
  void aCallIsRecordedWithItsTargetsAndWithoutItsArguments() throws Exception {
    String arguments = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";
    call("port_scan", arguments);
    JsonNode record = newest("port_scan");
    assertEquals("call", record.path("kind").asText());
    assertEquals("local", record.path("who").asText());
    assertEquals("admitted", record.path("decision").asText());
    assertEquals("success", record.path("outcome").asText());
    assertEquals("closed", record.path("breaker").asText());
    assertEquals(List.of("127.0.0.1"), targets(record));
    assertTrue(record.path("duration").isNumber());
    assertFalse(record.has("argv_digest"));
    ObjectNode parsed = (ObjectNode) JSON.readTree(arguments);
    assertEquals(
        ArgumentsDigest.of("port_scan", parsed).hex(), record.path("arguments_digest").asText());
    assertFalse(record.toString().contains("ports"));
  }

  private static List<String> targets(JsonNode record) {
    return record.path("targets").valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void aProcessIsRecordedByItsArguments() throws Exception {
    call("nmap", "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}");
    JsonNode record = newest("nmap");
    assertEquals(List.of("127.0.0.1"), targets(record));
    assertTrue(record.path("argv_digest").asText().matches("[0-9a-f]{64}"), record::toString);
  }

  @Test
  void refusalsAreRecordedWithTheRule() throws Exception {
    call("port_scan", "{\"targets\":[\"8.8.8.8\"]}");
    JsonNode outside = newest("port_scan");
    assertEquals("refused", outside.path("decision").asText());
    assertEquals("out_of_scope", outside.path("outcome").asText());
    assertTrue(outside.path("rule").asText().startsWith("scope: "), outside::toString);
    assertEquals(List.of("8.8.8.8"), targets(outside));

    call("port_scan", "{\"targets\":17}");
    JsonNode invalid = newest("port_scan");
    assertEquals("arguments", invalid.path("rule").asText(), invalid::toString);
    assertEquals("validation_error", invalid.path("outcome").asText());

    call("nosuch", "{}");
    assertEquals("refused", newest("nosuch").path("decision").asText());
  }

  @Test
  void ordersAreRecordedAndAStormOnAnOpenBreakerIsCounted() throws Exception {
    desk.order(PORT_SCAN + "/hold-open", "{\"operator\":\"ann\",\"reason\":\"the rack moves\"}");
    JsonNode order = newest("POST " + PORT_SCAN + "/hold-open");
    assertEquals("operation", order.path("kind").asText());
    assertEquals("ann", order.at("/details/operator").asText());
    assertEquals("200", order.at("/details/status").asText());
    assertFalse(order.toString().contains("rack"));

    int storm = 300;
    for (int n = 0; n < storm; n++) {
      call("port_scan", "{\"targets\":[\"127.0.0.1\"],\"ports\":\"" + (n + 1) + "\"}");
    }
    desk.order(PORT_SCAN + "/auto", "{}");
    Await.until("every refusal to be counted", AuditTest::refused, () -> refused() == storm);
    JsonNode refusal = newest("port_scan");
    assertTrue(refusal.path("count").asLong() > 1, refusal::toString);
    assertEquals("circuit_breaker_open: port_scan", refusal.path("rule").asText());

    desk.order(PORT_SCAN + "/nosuch", "{}");
    assertEquals("refused", newest("POST " + PORT_SCAN + "/nosuch").path("decision").asText());
  }

  private static long refused() {
    try {
      return audit("?limit=1000")
          .path("records")
          .valueStream()
          .filter(record -> record.path("rule").asText().startsWith("circuit_breaker_open"))
          .mapToLong(record -> record.path("count").asLong(1))
          .sum();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theListIsPagedAndDescribed() throws Exception {
    call("port_scan", "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}");
    JsonNode page = audit("?limit=2");
    assertEquals(2, page.path("records").size());
    long last = page.at("/records/1/seq").asLong();
    assertEquals(last - 1, audit("?limit=1&before=" + last).at("/records/0/seq").asLong());
    assertTrue(Head.parse(page.path("head").asText()).isPresent());
    assertEquals(400, desk.get("/api/v1/audit?limit=0").statusCode());
    assertEquals(400, desk.get("/api/v1/audit?before=x").statusCode());
    JsonNode described = new YAMLMapper().readTree(desk.get("/openapi.yaml").body());
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$ref", "#/components/schemas/Audit");
    schema.set("components", described.path("components"));
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema)
            .validate(audit("?limit=1000")));
  }

  @Test
  void healthTellsOfTheAudit() throws Exception {
    JsonNode checks = json(desk.get("/health"));
    assertTrue(checks.toString().contains("Written up to record"), checks::toString);
  }

  @Test
  void oneCallerCannotTakeMoreThanItsShare(@TempDir Path other) throws Exception {
    try (OperatorDesk strict =
        new OperatorDesk(
            other,
            Map.of(
                "switchgear.limits.local", "on",
                "switchgear.limits.calls-per-minute", "2",
                "switchgear.limits.burst", "1000"))) {
      String scan =
          "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";
      strict.mcp("tools/call", "port_scan", scan);
      strict.mcp("tools/call", "port_scan", scan);
      JsonNode refused = strict.mcp("tools/call", "port_scan", scan).path("result");
      JsonNode failure = refused.path("structuredContent");
      assertEquals("rate_limited", failure.path("error_type").asText(), refused::toString);
      double wait = failure.path("retry_after").asDouble();
      assertTrue(wait > 0 && wait <= 30, failure::toString);
      JsonNode record = json(strict.get("/api/v1/audit?limit=1")).at("/records/0");
      assertEquals("rate_limited: rate of local", record.path("rule").asText());
    }
  }
}
