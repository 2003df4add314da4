package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.DRILL;
import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static io.switchgear.acceptance.OperatorDesk.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator API of the whole server, over HTTP. */
@Tag("network")
@Tag("process")
class OperatorApiTest {

  private static OperatorDesk desk;

  @BeforeAll
  static void start(@TempDir Path folder) {
    desk = new OperatorDesk(folder, true);
  }

  @AfterAll
  static void stop() {
    desk.close();
  }

  @BeforeEach
  void asNew() throws IOException, InterruptedException {
    desk.makeNew();
  }

  private static JsonNode breaker() throws IOException, InterruptedException {
    return json(desk.get(PORT_SCAN));
  }

  /** Scans a closed port of this machine. */
  private static JsonNode call() throws IOException, InterruptedException {
    return desk.mcp(
        "tools/call",
        "port_scan",
        "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}");
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
  void aBreakerIsOpenedAndClosedByHand() throws Exception {
    HttpResponse<String> opened =
        desk.order(PORT_SCAN + "/open", "{\"operator\":\"ann\",\"reason\":\"moving the rack\"}");
    assertEquals(200, opened.statusCode(), opened::body);
    assertEquals("open", json(opened).path("state").asText());
    JsonNode refused = call().path("result");
    assertEquals("circuit_breaker_open", refused.at("/structuredContent/error_type").asText());
    assertTrue(refused.toString().contains("ann ordered open: moving the rack"));
    JsonNode history = breaker().path("state_history");
    JsonNode change = history.path(history.size() - 1);
    assertEquals("operator_open", change.path("reason").asText());
    assertEquals("ann", change.at("/metadata/operator").asText());
    HttpResponse<String> closed = desk.order(PORT_SCAN + "/close", "");
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
        desk.order(
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
    assertEquals("all", breaker.at("/override/nodes").asText());
    assertEquals("all", breaker.path("nodes").asText());
    assertProblem(409, "Lift it with auto first", desk.order(PORT_SCAN + "/reset", "{}"));
    JsonNode lifted = json(desk.order(PORT_SCAN + "/auto", "{\"reason\":\"done\"}"));
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
        "open|{\"reason\":[[[[[[[[[[[[1]]]]]]]]]]]]}|nested too deeply",
        "open|{\"reason\":\"a\",\"reason\":\"b\"}|not JSON",
        "open|{\"because\":\"x\"}|there is no field 'because'; allowed are expires_in, nodes,"
            + " operator, reason",
        "open|{\"reason\":7}|reason = 7: must be a text",
        "open|{\"reason\":\"x\",\"expires_in\":60}|cannot expire",
        "hold-open|{}|so it needs a reason",
        "hold-open|{\"reason\":\"x\",\"nodes\":\"elsewhere\"}|nodes = elsewhere: there is no such"
            + " node",
        "open|{\"nodes\":[\"all\"]}|must be a text",
        "hold-open|{\"reason\":\" \"}|a text that is not empty",
        "disable|{\"operator\":\"ann\"}|so it needs a reason",
        "hold-open|{\"reason\":\"x\",\"expires_in\":\"soon\"}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":true}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":0}|must be from 1 s",
        "hold-open|{\"reason\":\"x\",\"expires_in\":-5}|must be from 1 s",
        "hold-open|{\"reason\":\"x\",\"expires_in\":1e300}|such as 500ms",
        "hold-open|{\"reason\":\"x\",\"expires_in\":\"999999999d\"}|must be from 1 s",
      })
  void aBadBodyIsSaidInASentence(String action, String body, String said) throws Exception {
    assertProblem(400, said, desk.order(PORT_SCAN + "/" + action, body));
    assertEquals("closed", breaker().path("state").asText());
    assertEquals("auto", breaker().path("mode").asText());
  }

  @Test
  void whatIsNotThereIsToldWithWhatThereIs() throws Exception {
    assertProblem(404, "the tools are ", desk.get("/api/v1/breakers/nosuch"));
    assertProblem(404, "port_scan", desk.order("/api/v1/breakers/nosuch/open", "{}"));
    assertProblem(
        404,
        "the actions are open, close, reset, hold-open, disable, metrics-only, auto",
        desk.order(PORT_SCAN + "/explode", "{}"));
    assertProblem(404, "/api/v1/breakers/{name}", desk.get("/api/v1/nosuch"));
    assertProblem(404, "port_scan", desk.order("/api/v1/drills/nosuch", "{\"fault\":\"fail\"}"));
    assertProblem(404, "no drill is active", desk.get(DRILL));
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
    HttpResponse<String> response = desk.send(method, path, Optional.empty());
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
  void whatAFormCanSendIsNotTaken(String type) throws Exception {
    HttpRequest request =
        desk.request(PORT_SCAN + "/open")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertProblem(415, "application/json", desk.send(request));
    HttpRequest bare =
        desk.request(PORT_SCAN + "/open").POST(HttpRequest.BodyPublishers.noBody()).build();
    assertProblem(415, "application/json", desk.send(bare));
    assertEquals("closed", breaker().path("state").asText());
  }

  @Test
  void aPageOfAnotherSiteMayNeitherReadNorOrder() throws Exception {
    HttpRequest.Builder order =
        desk.request(PORT_SCAN + "/open")
            .header("Content-Type", "application/json")
            .header("Origin", "https://evil.example");
    assertProblem(
        403,
        "this origin",
        desk.send(order.POST(HttpRequest.BodyPublishers.ofString("{}")).build()));
    assertProblem(
        403,
        "this origin",
        desk.send(
            desk.request("/api/v1/breakers").header("Origin", "https://evil.example").build()));
    assertEquals("closed", breaker().path("state").asText());
  }

  @Test
  void aLongBodyIsNotTaken() throws Exception {
    String body = "{\"reason\":\"" + "x".repeat(17 << 10) + "\"}";
    assertProblem(413, "16384 bytes", desk.order(PORT_SCAN + "/open", body));
    assertProblem(
        400,
        "must be from 1 to 500",
        desk.order(PORT_SCAN + "/open", "{\"reason\":\"" + "x".repeat(501) + "\"}"));
  }

  @Test
  void aDrillOpensTheBreakerAsARealFaultWould() throws Exception {
    HttpResponse<String> set =
        desk.order(
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
    assertEquals(3, json(desk.get(DRILL)).path("left").asInt());
    JsonNode cleared = json(desk.send("DELETE", DRILL, Optional.empty()));
    assertEquals(3, cleared.at("/cleared/0/left").asInt());
    assertEquals("[]", json(desk.get("/api/v1/drills")).path("drills").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|fail, hang or slow",
        "{\"fault\":\"explode\"}|fail, hang or slow",
        "{\"fault\":\"fail\",\"times\":0}|1 to 1000",
        "{\"fault\":\"fail\",\"times\":1.5}|a whole number",
        "{\"fault\":\"fail\",\"times\":99999999999}|a whole number",
        "{\"fault\":\"slow\"}|1 ms to 1 h",
        "{\"fault\":\"hang\",\"delay\":\"2s\"}|only a slow call",
        "{\"fault\":\"fail\",\"for\":\"2s\"}|there is no field 'for'",
      })
  void aBadDrillIsSaidInASentence(String body, String said) throws Exception {
    assertProblem(400, said, desk.order(DRILL, body));
    assertEquals("[]", json(desk.get("/api/v1/drills")).path("drills").toString());
  }

  @Test
  void whereDrillsAreOffNoneCanBeSet(@TempDir Path folder) throws Exception {
    try (OperatorDesk off = new OperatorDesk(folder, false)) {
      assertProblem(
          409, "switchgear.drills.enabled = true", off.order(DRILL, "{\"fault\":\"fail\"}"));
      assertEquals("{\"enabled\":false,\"drills\":[]}", off.get("/api/v1/drills").body());
    }
  }
}
