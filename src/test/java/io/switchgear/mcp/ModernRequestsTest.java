package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modern error table, and the order in which a request that is wrong twice is told. */
class ModernRequestsTest {

  private static final String VERSION = "2026-07-28";
  private static final String OTHER_ENVELOPE = ENVELOPE.replace(VERSION, "2027-01-01");

  private final TestClient talk = new TestClient();

  private void refused(int status, int code, Told told) {
    assertEquals(status, told.status(), () -> told.body().toString());
    assertEquals(code, told.code(), () -> told.body().toString());
    assertEquals(7, told.body().path("id").asInt(), "the id is echoed");
  }

  private Told send(RequestHead head, String method, String params) {
    return talk.modern(head, request("7", method, params));
  }

  private static RequestHead good(String method) {
    return head(VERSION, method, null, null);
  }

  @Test
  void headerThatContradictsTheBodyComesFirst() {
    refused(
        400, -32020, send(head("2025-11-25", "tools/list", null, null), "tools/list", ENVELOPE));
    refused(
        400, -32020, send(head("2026-07-29", "tools/list", null, null), "tools/list", ENVELOPE));
    refused(400, -32020, send(head(VERSION, "Tools/list", null, null), "tools/list", ENVELOPE));
    refused(400, -32020, send(head(VERSION, "tools/call", null, null), "nonsense", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'_meta':5",
        "'_meta':{}",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}",
        "'_meta':{'io.modelcontextprotocol/clientCapabilities':{}}",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':5,"
            + "'io.modelcontextprotocol/clientCapabilities':{}}",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':[]}"
      })
  void brokenEnvelopeComesBeforeTheVersionAndTheMethod(String params) {
    refused(400, -32602, send(head(VERSION, null, null, null), "nonsense", params));
  }

  @Test
  void missingKeysAreNamed() {
    String message = send(good("tools/list"), "tools/list", "").message();
    assertTrue(message.contains("io.modelcontextprotocol/protocolVersion"), message);
    assertTrue(message.contains("io.modelcontextprotocol/clientCapabilities"), message);
  }

  @Test
  void unsupportedVersionComesBeforeMissingHeadersAndTheMethod() {
    Told told = send(head(null, null, null, null), "nonsense", OTHER_ENVELOPE);
    refused(400, -32022, told);
    assertEquals(
        FixtureTools.json("{'supported':['2026-07-28'],'requested':'2027-01-01'}"),
        told.body().path("error").path("data"));
    refused(400, -32022, send(head("2027-01-01", "x", null, null), "x", OTHER_ENVELOPE));
  }

  @Test
  void legacyVersionInTheEnvelopeIsUnsupported() {
    String envelope = ENVELOPE.replace(VERSION, "2025-11-25");
    refused(400, -32022, send(head("2025-11-25", "x", null, null), "x", envelope));
  }

  @Test
  void missingHeadersComeBeforeTheMethod() {
    refused(400, -32020, send(head(null, "x", null, null), "x", ENVELOPE));
    refused(400, -32020, send(head(VERSION, null, null, null), "x", ENVELOPE));
    refused(400, -32020, send(good("tools/call"), "tools/call", "'name':'echo'," + ENVELOPE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Echo", "echo2", "=?base64?ZWNo?=", "=?base64?ZWNobzI=?=", ""})
  void nameThatContradictsTheBodyIsRefused(String name) {
    refused(
        400,
        -32020,
        send(head(VERSION, "tools/call", name, null), "tools/call", "'name':'echo'," + ENVELOPE));
  }

  @Test
  void encodedNameIsDecodedBeforeItIsCompared() {
    Told told =
        send(
            head(VERSION, "tools/call", "=?base64?YV90ZXh0?=", null),
            "tools/call",
            "'name':'a_text'," + ENVELOPE);
    assertEquals(200, told.status());
    assertEquals("text", told.result().path("content").path(0).path("text").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/list",
        "prompts/list",
        "completion/complete",
        "tasks/get",
        "unknown/method",
        "TOOLS/LIST",
        ""
      })
  void methodsThatAreNotHereAreNotFound(String method) {
    refused(404, -32601, send(good(method), method, ENVELOPE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'name':'nope'",
        "'name':5",
        "'arguments':{}",
        "'name':'echo','arguments':[]",
        "'name':'echo','arguments':'x'"
      })
  void badParametersOfACallAreToldInBand(String params) {
    String name = params.contains("nope") ? "nope" : "echo";
    refused(
        200,
        -32602,
        send(head(VERSION, "tools/call", name, null), "tools/call", params + "," + ENVELOPE));
  }

  @Test
  void unknownToolNamesTheKnownOnes() {
    String message = talk.modern("7", "tools/call", "'name':'nope'," + ENVELOPE, "nope").message();
    assertTrue(message.contains("'nope'") && message.contains("a_text, bug"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'cursor':'x'", "'cursor':' '", "'cursor':5", "'cursor':{}"})
  void foreignCursorIsToldInBand(String cursor) {
    refused(200, -32602, send(good("tools/list"), "tools/list", cursor + "," + ENVELOPE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'cursor':'',", "'cursor':null,", ""})
  void noCursorAndAnEmptyOneAreTheFirstPage(String cursor) {
    Told first = send(good("tools/list"), "tools/list", cursor + ENVELOPE);
    assertTrue(first.result().path("tools").size() > 1, first.body().toString());
  }

  @Test
  void badLogLevelAndTokenAreToldInBand() {
    for (String extra :
        new String[] {
          "'io.modelcontextprotocol/logLevel':'loud'",
          "'io.modelcontextprotocol/logLevel':5",
          "'progressToken':1.5",
          "'progressToken':{}"
        }) {
      String params = "'name':'a_text'," + ENVELOPE.replace("{}}", "{}," + extra + "}");
      refused(200, -32602, talk.modern("7", "tools/call", params, "a_text"));
    }
  }

  @Test
  void argumentsThatDoNotFitAreAResultTheModelCanActOn() {
    Told told =
        talk.modern(
            "7",
            "tools/call",
            "'name':'echo','arguments':{'count':12,'mode':'soft','extra':1}," + ENVELOPE,
            "echo");
    assertEquals(200, told.status());
    assertTrue(told.result().path("isError").asBoolean());
    assertEquals(
        "validation_error", told.result().path("structuredContent").path("error_type").asText());
    String text = told.result().path("content").path(0).path("text").asText();
    assertTrue(text.contains("count: 12 does not fit") && text.contains("9"), text);
    assertTrue(text.contains("loud") && text.contains("quiet"), text);
    assertTrue(text.contains("allowed are text, count, mode"), text);
    assertTrue(text.contains("text: it is missing"), text);
  }

  @Test
  void infiniteNumberIsNoInteger() {
    Told told =
        talk.modern(
            "7",
            "tools/call",
            "'name':'echo','arguments':{'text':'x','count':1e999}," + ENVELOPE,
            "echo");
    assertTrue(told.result().path("isError").asBoolean());
  }

  @Test
  void notificationsAreAcceptedWhateverTheySay() {
    for (String body :
        new String[] {
          "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}",
          "{'jsonrpc':'2.0','method':'notifications/unheard'}"
        }) {
      assertInstanceOf(McpReply.Accepted.class, talk.send(head(VERSION, null, null, null), body));
    }
  }

  @Test
  void sessionHeaderIsIgnored() {
    Told told = send(head(VERSION, "tools/list", null, "unknown"), "tools/list", ENVELOPE);
    assertEquals(200, told.status());
    assertTrue(told.sessionId().isEmpty());
  }

  @Test
  void aToolThatBreaksIsAResultAndTheOthersGoOn() {
    for (String broken : new String[] {"bug", "throws"}) {
      Told told = talk.modern("7", "tools/call", "'name':'" + broken + "'," + ENVELOPE, broken);
      assertEquals(200, told.status());
      assertEquals("unknown", told.result().path("structuredContent").path("error_type").asText());
      assertTrue(!told.body().toString().contains("Exception"));
    }
    assertEquals(
        200, talk.modern("8", "tools/call", "'name':'a_text'," + ENVELOPE, "a_text").status());
    assertEquals(0, talk.server.requestsInFlight());
  }
}
