package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class StopTest {

  private final FrontFixture fixture = new FrontFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private CompletableFuture<Done> stop(Duration within) {
    return fixture.front.stop(within).toCompletableFuture();
  }

  @Test
  void callsThatEndInTimeAreAnswered() throws Exception {
    try (RawHttp json = new RawHttp(fixture.port());
        RawHttp stream = new RawHttp(fixture.port());
        RawHttp idle = new RawHttp(fixture.port())) {
      idle.call("0", "a_text", "").response();
      stream.call("1", "slow", "");
      SlowCall first = fixture.tools.nextSlow();
      stream.head();
      json.post(
          "Accept: application/json\r\nMcp-Name: slow\r\nMcp-Method: tools/call\r\n"
              + "MCP-Protocol-Version: 2026-07-28\r\n",
          "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'slow',"
              + RawHttp.ENVELOPE
              + "}}");
      SlowCall second = fixture.tools.nextSlow();
      CompletableFuture<Done> stopped = stop(Duration.ofSeconds(20));
      assertTrue(idle.isClosed(), "a connection with nothing under way is closed at once");
      assertThrows(IOException.class, () -> new RawHttp(fixture.port()).close());
      first.complete("first");
      second.complete("second");
      String events = "";
      for (byte[] chunk = stream.chunk(); chunk.length > 0; chunk = stream.chunk()) {
        events += new String(chunk, StandardCharsets.UTF_8);
      }
      assertTrue(events.contains("first"), events);
      assertTrue(stream.isClosed());
      assertTrue(json.response().text().contains("second"));
      assertTrue(json.isClosed());
      Await.result("the stop", stopped);
    }
  }

  @Test
  void callsThatDoNotEndInTimeAreCancelledAndAnswered() throws Exception {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.call("1", "slow", "");
      SlowCall slow = fixture.tools.nextSlow();
      CompletableFuture<Done> stopped = stop(Duration.ofMillis(50));
      assertEquals(StopReason.SHUTDOWN, slow.stopped());
      assertTrue(http.response().text().contains("cancelled"));
      assertTrue(http.isClosed());
      Await.result("the stop", stopped);
      assertEquals(0, fixture.front.connections());
    }
  }
}
