package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.FuzzOffer;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.WireSchemas;
import io.switchgear.mcp.catalog.CatalogChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cost of many clients, and that nothing remains after them; {@code bench} measures more. */
@Tag("network")
class ManyClientsTest {

  private static final int SESSIONS = 10_000;
  private static final long MOST = 200L << 20;

  /** Memory that ended requests may still hold after a collection. */
  private static final long SLACK = 16L << 20;

  private static final int STREAMS = 200;

  @Test
  void tenThousandSessionsAreCheapAndAllReleased() throws Exception {
    McpServer server = FuzzOffer.server(SESSIONS);
    try (FrontFixture fixture = new FrontFixture(server);
        RawHttp http = new RawHttp(fixture.port())) {
      end(http, open(http));
      long before = used();
      List<String> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(open(http));
      }
      assertEquals(SESSIONS, server.sessions());
      long taken = used() - before;
      assertTrue(taken < MOST, taken + " bytes");
      for (String session : sessions) {
        end(http, session);
      }
      assertEquals(0, server.sessions());
      sessions.clear();
      long left = used() - before;
      System.out.println(
          "ManyClientsTest: %d KiB for %d sessions, %d KiB left"
              .formatted(taken >> 10, SESSIONS, left >> 10));
      assertTrue(left < SLACK, left + " bytes are left of " + taken);
    }
  }

  @Test
  void aChangeReachesEveryStreamAndAClosedStreamIsForgotten() throws Exception {
    McpServer server = FuzzOffer.server(SESSIONS);
    try (FrontFixture fixture = new FrontFixture(server)) {
      List<RawHttp> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        streams.add(listen(fixture.port(), i));
      }
      assertEquals(STREAMS, server.requestsInFlight());
      server.publish(new CatalogChange.ResourceUpdated("a://b"));
      for (RawHttp stream : streams) {
        assertTrue(next(stream).contains("notifications/resources/updated"));
        stream.close();
      }
      fixture.front.connectionsClosed().toCompletableFuture().join();
      assertEquals(0, server.requestsInFlight());
    }
  }

  @Test
  void aListenerThatTakesNoEventsIsRefusedByItsId() throws Exception {
    McpServer server = FuzzOffer.server();
    try (FrontFixture fixture = new FrontFixture(server);
        RawHttp http = new RawHttp(fixture.port())) {
      RawHttp.Response refused =
          http.post(
                  "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n"
                      + "Accept: application/json\r\n",
                  "{'jsonrpc':'2.0','id':'l','method':'subscriptions/listen','params':"
                      + "{'notifications':{},"
                      + RawHttp.ENVELOPE
                      + "}}")
              .response();
      assertEquals(406, refused.status());
      assertEquals("l", WireSchemas.check(true, "", refused.body()).path("id").asText());
      assertEquals(0, server.requestsInFlight());
    }
  }

  /** A session after typical use. */
  private static String open(RawHttp http) throws IOException {
    String session =
        http.post(
                "",
                "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':"
                    + "'2025-11-25','capabilities':{},'clientInfo':{'name':'t','version':'1'}}}")
            .response()
            .headers()
            .get("mcp-session-id");
    http.post(
            "Mcp-Session-Id: " + session + "\r\n",
            "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe','params':{'uri':'a://b'}}")
        .response();
    return session;
  }

  private static void end(RawHttp http, String session) throws IOException {
    http.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: " + session + "\r\n\r\n");
    assertEquals(204, http.response().status());
  }

  private static RawHttp listen(int port, int id) throws IOException {
    RawHttp http = new RawHttp(port);
    http.post(
        "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n",
        "{'jsonrpc':'2.0','id':"
            + id
            + ",'method':'subscriptions/listen','params':{'notifications':"
            + "{'resourceSubscriptions':['a://b']},"
            + RawHttp.ENVELOPE
            + "}}");
    assertEquals(200, http.head().status());
    assertTrue(next(http).contains("notifications/subscriptions/acknowledged"));
    return http;
  }

  private static String next(RawHttp http) throws IOException {
    String frame = new String(http.chunk(), StandardCharsets.UTF_8);
    while (frame.startsWith(":")) {
      frame = new String(http.chunk(), StandardCharsets.UTF_8);
    }
    String json = frame.substring(frame.indexOf("data: ") + 6).strip();
    WireSchemas.check(true, "", json.getBytes(StandardCharsets.UTF_8));
    return json;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
