package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.WireSchemas;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How slow calls are answered, and what ends them. */
@Tag("network")
class StreamTest {

  private static final String INITIALIZE =
      "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-06-18',"
          + "'capabilities':{},'clientInfo':{'name':'t','version':'1'}}}";
  private static final String CALL =
      "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'slow'%s}}";

  private static FrontFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static String initialize() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.post("", INITIALIZE).response().headers().get("mcp-session-id");
    }
  }

  /** The JSON of one event; checks the framing. */
  private static JsonNode event(boolean modern, byte[] chunk) {
    String frame = new String(chunk, StandardCharsets.UTF_8);
    String start = "event: message\ndata: ";
    assertTrue(frame.startsWith(start) && frame.endsWith("\n\n"), frame);
    String json = frame.substring(start.length(), frame.length() - 2);
    assertFalse(json.contains("\n"));
    return WireSchemas.check(modern, "tools/call", json.getBytes(StandardCharsets.UTF_8));
  }

  /** The next event that is not a comment. */
  private static JsonNode next(RawHttp http) throws IOException {
    byte[] chunk = http.chunk();
    while (chunk.length > 0 && chunk[0] == ':') {
      assertEquals(": keepalive\n\n", new String(chunk, StandardCharsets.UTF_8));
      chunk = http.chunk();
    }
    return event(true, chunk);
  }

  private static void assertStream(Response head) {
    assertEquals(200, head.status());
    assertEquals("text/event-stream", head.headers().get("content-type").split(";")[0]);
    assertEquals("no-cache, no-transform", head.headers().get("cache-control"));
    assertEquals("no", head.headers().get("x-accel-buffering"));
  }

  @Test
  void quickAnswerIsJson() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      Response response = http.call("1", "a_text", "").response();
      assertEquals("application/json", response.headers().get("content-type"));
      WireSchemas.check(true, "tools/call", response.body());
    }
  }

  @Test
  void silentCallBecomesAStreamThatIsKeptAliveByComments() throws Exception {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.call("'x'", "slow", "");
      SlowCall slow = fixture.tools.nextSlow();
      assertStream(http.head());
      for (int i = 0; i < 3; i++) {
        assertEquals(": keepalive\n\n", new String(http.chunk(), StandardCharsets.UTF_8));
      }
      slow.complete("done");
      JsonNode answer = next(http);
      assertEquals("x", answer.path("id").asText());
      assertEquals(0, http.chunk().length, "the stream ends after the answer");
      assertEquals(200, http.call("2", "a_text", "").response().status(), "the connection lives");
    }
  }

  @Test
  void progressMakesAStreamAtOnceAndComesBeforeTheAnswer() throws Exception {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post(
          "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: slow\r\n",
          "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'slow',"
              + RawHttp.ENVELOPE.replace("{}}", "{},'progressToken':7}")
              + "}}");
      SlowCall slow = fixture.tools.nextSlow();
      slow.progress.report(1, 3, "first");
      assertStream(http.head());
      JsonNode progress = next(http);
      assertEquals(7, progress.path("params").path("progressToken").asInt());
      assertTrue(progress.path("params").path("progressToken").isInt());
      for (int i = 2; i <= 1000; i++) {
        slow.progress.report(i, 1000, "more");
      }
      slow.complete("done");
      double last = 1;
      for (JsonNode event = next(http); ; event = next(http)) {
        if (event.has("result")) {
          break;
        }
        assertTrue(event.path("params").path("progress").asDouble() > last);
        last = event.path("params").path("progress").asDouble();
      }
      assertEquals(1000, last, "the last report is not lost");
    }
  }

  @Test
  void clientThatTakesNoEventsGetsJsonHoweverLongItTakes() throws Exception {
    String session = initialize();
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post(
          "Mcp-Session-Id: " + session + "\r\nAccept: application/json\r\n", CALL.formatted(""));
      SlowCall slow = fixture.tools.nextSlow();
      // Later than the time after which another client would get a stream.
      try (RawHttp other = new RawHttp(fixture.port())) {
        other.call("2", "slow", "");
        SlowCall others = fixture.tools.nextSlow();
        assertStream(other.head());
        others.complete("done");
      }
      slow.complete("done");
      Response response = http.response();
      assertEquals("application/json", response.headers().get("content-type"));
    }
  }

  @Test
  void closingTheConnectionCancelsAModernCallThatIsNotYetAnswered() throws Exception {
    SlowCall slow;
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.call("1", "slow", "");
      slow = fixture.tools.nextSlow();
    }
    assertEquals(StopReason.CANCELLED, slow.stopped());
  }

  @Test
  void closingTheStreamCancelsAModernCall() throws Exception {
    SlowCall slow;
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.call("1", "slow", "");
      slow = fixture.tools.nextSlow();
      http.head();
      http.chunk();
    }
    assertEquals(StopReason.CANCELLED, slow.stopped());
  }

  @Test
  void closingTheConnectionDoesNotCancelALegacyCall() throws Exception {
    String session = initialize();
    SlowCall slow;
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post("Mcp-Session-Id: " + session + "\r\n", CALL.formatted(""));
      slow = fixture.tools.nextSlow();
      http.head();
    }
    // A modern call that is closed later is cancelled. By then the server has also seen the first
    // close.
    closingTheStreamCancelsAModernCall();
    assertFalse(slow.wasStopped());
    slow.complete("done");
  }

  private static final String EVENTS = "Accept: application/json, text/event-stream\r\n";
  private static final String JSON = "Accept: application/json\r\n";

  private static void cancel(String session, String id) throws IOException {
    try (RawHttp other = new RawHttp(fixture.port())) {
      Response accepted =
          other
              .post(
                  session,
                  "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':"
                      + id
                      + ",'reason':'enough'}}")
              .response();
      assertEquals(202, accepted.status());
      assertEquals(0, accepted.body().length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {EVENTS, JSON, ""})
  void aLegacyRequestCancelledBeforeItsStreamIsTakenWithoutAnAnswer(String accept)
      throws Exception {
    String session = "Mcp-Session-Id: " + initialize() + "\r\n";
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post(session + accept, CALL.formatted(""));
      SlowCall slow = fixture.tools.nextSlow();
      cancel(session, "1.0");
      assertEquals(StopReason.CANCELLED, slow.stopped());
      Response response = http.response();
      if (response.status() == 200) {
        // On a slow machine the stream had already started.
        assertFalse(response.text().contains("data:"), response.text());
      } else {
        assertEquals(202, response.status());
        assertEquals("", response.text());
      }
      http.post(session, "{'jsonrpc':'2.0','id':2,'method':'ping'}");
      assertEquals(200, http.response().status(), "the connection and the session live");
    }
  }

  @Test
  void theStreamOfACancelledLegacyRequestEndsWithoutAnAnswer() throws Exception {
    String session = "Mcp-Session-Id: " + initialize() + "\r\n";
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post(session + EVENTS, CALL.formatted(""));
      SlowCall slow = fixture.tools.nextSlow();
      assertStream(http.head());
      cancel(session, "1");
      assertEquals(StopReason.CANCELLED, slow.stopped());
      for (byte[] chunk = http.chunk(); chunk.length > 0; chunk = http.chunk()) {
        assertEquals(": keepalive\n\n", new String(chunk, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void deletingTheSessionEndsItsCalls() throws Exception {
    String session = "Mcp-Session-Id: " + initialize() + "\r\n";
    String delete = "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + session + "\r\n";
    try (RawHttp http = new RawHttp(fixture.port());
        RawHttp other = new RawHttp(fixture.port())) {
      http.post(session, CALL.formatted(""));
      SlowCall slow = fixture.tools.nextSlow();
      assertEquals(204, other.send(delete).response().status());
      assertEquals(StopReason.CANCELLED, slow.stopped());
      assertTrue(http.response().text().contains("cancelled"));
      assertEquals(404, other.send(delete).response().status());
      assertEquals(404, http.post(session, CALL.formatted("")).response().status());
    }
  }

  @Test
  void aBrokenToolLeavesTheSessionUsable() throws Exception {
    String session = "Mcp-Session-Id: " + initialize() + "\r\n";
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post(session, CALL.formatted(""));
      fixture.tools.nextSlow().fail(new IllegalStateException("bug"));
      JsonNode broken = WireSchemas.check(false, "tools/call", http.response().body());
      assertTrue(broken.path("result").path("isError").asBoolean());
      http.post(session, "{'jsonrpc':'2.0','id':2,'method':'ping'}");
      assertEquals(200, http.response().status());
    }
  }

  @Test
  void nothingIsLeftOfClientsThatCameAndWent() throws Exception {
    for (int i = 0; i < 50; i++) {
      String session = "Mcp-Session-Id: " + initialize() + "\r\n";
      SlowCall slow;
      try (RawHttp http = new RawHttp(fixture.port())) {
        http.call("1", "slow", "");
        slow = fixture.tools.nextSlow();
      }
      slow.stopped();
      try (RawHttp http = new RawHttp(fixture.port())) {
        http.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + session + "\r\n").response();
      }
      assertTrue(fixture.server.sessions() <= FrontFixture.SETTINGS.maxSessions());
    }
    Await.result("the connections closed", fixture.front.connectionsClosed());
    assertEquals(0, fixture.front.connections());
    assertEquals(0, fixture.server.requestsInFlight());
  }
}
