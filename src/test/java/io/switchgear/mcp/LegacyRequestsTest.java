package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyRequestsTest {

  private static final String CANCEL =
      "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':%s}}";

  private final TestClient talk = new TestClient();

  @ParameterizedTest
  @CsvSource({
    "2024-11-05, 2024-11-05",
    "2025-03-26, 2025-03-26",
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "2026-07-28, 2025-11-25",
    "1999-01-01, 2025-11-25",
    "x, 2025-11-25"
  })
  void initializeNeverFailsOverTheVersion(String requested, String answered) {
    Told told =
        talk.legacy(null, request("1", "initialize", "'protocolVersion':'" + requested + "'"));
    assertEquals(answered, told.result().path("protocolVersion").asText());
    String id = told.sessionId().orElseThrow();
    assertTrue(id.matches("[\\x21-\\x7e]{22,}"), "at least 128 bits of visible ASCII");
    assertNotEquals(id, talk.initialize(requested));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'protocolVersion':5",
        "'protocolVersion':'2025-06-18','capabilities':1",
        "'protocolVersion':'2025-06-18','clientInfo':[]"
      })
  void initializeWithWrongTypesIsToldInBand(String params) {
    Told told = talk.legacy(null, request("1", "initialize", params));
    assertEquals(200, told.status());
    assertEquals(-32602, told.code());
    assertEquals(0, talk.server.sessions());
  }

  @Test
  void withoutSessionHeaderEverythingElseIsABadRequest() {
    Told told = talk.legacy(null, request("1", "tools/list", ""));
    assertEquals(400, told.status());
    assertEquals(1, told.body().path("id").asInt());
    assertTrue(told.message().contains("Mcp-Session-Id"));
    assertEquals(400, talk.legacy(null, CANCEL.formatted("1")).status());
    assertEquals(400, talk.legacy(null, "[" + request("1", "ping", "") + "]").status());
  }

  private McpReply.Settled end(RequestHead head) {
    return TestClient.settled(talk.server.endSession(head, Caller.LOCAL));
  }

  @Test
  void unknownSessionIsNotFound() {
    assertEquals(404, talk.legacy("nope", request("1", "ping", "")).status());
    String session = talk.initialize("2025-06-18");
    RequestHead head = head(null, null, null, session);
    assertInstanceOf(McpReply.NoContent.class, end(head));
    assertEquals(404, talk.legacy(session, request("1", "ping", "")).status());
    assertEquals(404, ((McpReply.Json) end(head)).status());
    assertEquals(400, ((McpReply.Json) end(TestClient.NO_HEAD)).status());
  }

  @Test
  void sessionOfAnotherPrincipalIsNotFound() {
    String session = talk.initialize("2025-06-18");
    Caller mallory = new Caller("mallory", Set.of());
    McpReply reply =
        talk.server.handle(
            head(null, null, null, session), TestClient.bytes(request("1", "ping", "")), mallory);
    assertEquals(404, ((McpReply.Json) reply).status());
    assertEquals(200, talk.legacy(session, request("1", "ping", "")).status());
  }

  @Test
  void versionHeaderWithinASessionMustBeALegacyOne() {
    String session = talk.initialize("2025-06-18");
    String ping = request("1", "ping", "");
    assertEquals(200, talk.told(false, head("2025-06-18", null, null, session), ping).status());
    assertEquals(400, talk.told(false, head("1.0", null, null, session), ping).status());
    assertEquals(400, talk.told(false, head("2026-01-01", null, null, session), ping).status());
  }

  @Test
  void notificationsAndResponsesAreAccepted() {
    RequestHead head = head(null, null, null, talk.initialize("2025-06-18"));
    for (String body :
        new String[] {
          "{'jsonrpc':'2.0','method':'notifications/initialized'}",
          "{'jsonrpc':'2.0','method':'notifications/unheard','params':{'a':1}}",
          "{'jsonrpc':'2.0','method':'notifications/cancelled'}",
          CANCEL.formatted("99"),
          "{'jsonrpc':'2.0','id':1,'result':{}}",
          "{'jsonrpc':'2.0','id':1,'error':{'code':1,'message':'no'}}"
        }) {
      assertInstanceOf(McpReply.Accepted.class, talk.send(head, body), body);
    }
  }

  @Test
  void unknownMethodIsToldInBandAs404MeansASession() {
    String session = talk.initialize("2025-06-18");
    Told told = talk.legacy(session, request("1", "server/discover", ""));
    assertEquals(200, told.status());
    assertEquals(-32601, told.code());
  }

  @Test
  void batchesBelongToOneVersion() {
    String batch = "[" + request("1", "ping", "") + "]";
    for (String version : new String[] {"2024-11-05", "2025-06-18", "2025-11-25"}) {
      Told told = talk.legacy(talk.initialize(version), batch);
      assertEquals(400, told.status());
      assertEquals(-32600, told.code());
    }
    String session = talk.initialize("2025-03-26");
    assertEquals(200, talk.legacy(session, batch).status());
    assertInstanceOf(
        McpReply.Accepted.class,
        talk.send(head(null, null, null, session), "[" + CANCEL.formatted("1") + "]"));
    String twice = "[" + request("1", "ping", "") + "," + request("1", "ping", "") + "]";
    assertEquals(400, talk.legacy(session, twice).status());
    assertEquals(400, talk.legacy(session, "[" + request("1", "initialize", "") + "]").status());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"5, 5", "'five', 'five'", "5, 5.0", "5.0, 5", "1e2, 100", "'5.0', '5.0'"})
  void cancelledIsMatchedBySessionAndRequestIdAndIsNotAnswered(String id, String named)
      throws InterruptedException {
    RequestHead mine = head(null, null, null, talk.initialize("2025-06-18"));
    RequestHead other = head(null, null, null, talk.initialize("2025-06-18"));
    Exchange exchange = talk.start(mine, request(id, "tools/call", "'name':'slow'"));
    SlowCall slow = talk.tools.nextSlow();
    talk.send(other, CANCEL.formatted(named));
    talk.send(mine, CANCEL.formatted("'5'"));
    talk.send(mine, CANCEL.formatted("7"));
    talk.send(mine, CANCEL.formatted("{}"));
    assertFalse(slow.wasStopped());
    talk.send(mine, CANCEL.formatted(named));
    assertEquals(StopReason.CANCELLED, slow.stopped());
    McpReply.End end = TestClient.end(exchange);
    assertInstanceOf(McpReply.Accepted.class, end);
    assertEquals(Optional.empty(), exchange.closing(end));
    assertEquals(0, talk.server.requestsInFlight());
  }

  @Test
  void whatIsCancelledInABatchIsLeftOutOfItsAnswer() throws InterruptedException {
    RequestHead mine = head(null, null, null, talk.initialize("2025-03-26"));
    String slow = ",'params':{'name':'slow'}}";
    String call = "{'jsonrpc':'2.0','method':'tools/call','id':";
    Exchange both = talk.start(mine, "[" + call + "1" + slow + "," + call + "2" + slow + "]");
    talk.tools.nextSlow();
    SlowCall second = talk.tools.nextSlow();
    talk.send(mine, CANCEL.formatted("1"));
    second.complete("done");
    JsonNode answers = TestClient.told(false, "tools/call", TestClient.await(both)).body();
    assertEquals(List.of(2), answers.findValues("id").stream().map(JsonNode::asInt).toList());
    Exchange none = talk.start(mine, "[" + call + "3" + slow + "]");
    talk.tools.nextSlow();
    talk.send(mine, CANCEL.formatted("3.0"));
    assertInstanceOf(McpReply.Accepted.class, TestClient.end(none));
  }

  @Test
  void disconnectIsNotCancellation() throws InterruptedException {
    RequestHead head = head(null, null, null, talk.initialize("2025-06-18"));
    Exchange exchange = talk.start(head, request("1", "tools/call", "'name':'slow'"));
    SlowCall slow = talk.tools.nextSlow();
    exchange.callerGone();
    assertFalse(slow.wasStopped());
    slow.complete("done");
    TestClient.await(exchange);
  }

  @Test
  void idUsedTwiceIsServedTwiceAndCancelledTogether() throws InterruptedException {
    RequestHead head = head(null, null, null, talk.initialize("2025-06-18"));
    String call = request("1", "tools/call", "'name':'slow'");
    talk.start(head, call);
    talk.start(head, call);
    talk.start(head, call);
    SlowCall done = talk.tools.nextSlow();
    SlowCall second = talk.tools.nextSlow();
    SlowCall third = talk.tools.nextSlow();
    done.complete("done");
    talk.send(head, CANCEL.formatted("1"));
    assertEquals(StopReason.CANCELLED, second.stopped());
    assertEquals(StopReason.CANCELLED, third.stopped());
    assertFalse(done.wasStopped());
    assertEquals(0, talk.server.requestsInFlight());
  }

  @Test
  void endingASessionCancelsItsCalls() throws InterruptedException {
    RequestHead head = head(null, null, null, talk.initialize("2025-06-18"));
    Exchange exchange = talk.start(head, request("1", "tools/call", "'name':'slow'"));
    SlowCall slow = talk.tools.nextSlow();
    end(head);
    assertEquals(StopReason.CANCELLED, slow.stopped());
    TestClient.await(exchange);
    assertEquals(0, talk.server.requestsInFlight());
  }

  @Test
  void theSessionLongestUnusedMakesWay() throws InterruptedException {
    String busy = talk.initialize("2025-06-18");
    talk.start(head(null, null, null, busy), request("1", "tools/call", "'name':'slow'"));
    SlowCall slow = talk.tools.nextSlow();
    String first = talk.initialize("2025-06-18");
    for (int i = 0; i < 10; i++) {
      talk.initialize("2025-06-18");
    }
    assertEquals(3, talk.server.sessions());
    assertEquals(404, talk.legacy(first, request("1", "ping", "")).status());
    assertEquals(200, talk.legacy(busy, request("2", "ping", "")).status());
    slow.complete("done");
  }

  @Test
  void whenEverySessionIsBusyNoMoreIsOpened() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      talk.start(
          head(null, null, null, talk.initialize("2025-06-18")),
          request("1", "tools/call", "'name':'slow'"));
    }
    Told told = talk.legacy(null, request("1", "initialize", "'protocolVersion':'2025-06-18'"));
    assertEquals(-32603, told.code());
    talk.tools.nextSlow().complete("done");
    assertTrue(talk.initialize("2025-06-18").length() > 20);
  }
}
