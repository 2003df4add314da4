package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.HttpSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More connections than slots. */
@Timeout(120)
@Tag("network")
class ConnectionLimitTest {

  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** A partial body. */
  private static final String BUSY =
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length:"
          + " 100\r\nExpect: 100-continue\r\n\r\n";

  private static FrontFixture places(int count) {
    HttpSettings s = FrontFixture.SETTINGS;
    return new FrontFixture(
        new HttpSettings(
            s.host(),
            s.port(),
            s.allowedOrigins(),
            s.allowedHosts(),
            s.maxBody(),
            s.streamAfter(),
            s.keepAlive(),
            s.sessionIdle(),
            s.maxSessions(),
            count),
        FrontLimits.STANDARD);
  }

  private static RawHttp busy(FrontFixture fixture, String from) throws IOException {
    RawHttp http = new RawHttp(fixture.port(), from).send(BUSY);
    assertEquals(100, http.head().status());
    return http;
  }

  @Test
  void connectionsWaitForAPlaceWhileAllAreBusy() throws Exception {
    try (FrontFixture fixture = places(2);
        RawHttp first = busy(fixture, "127.0.0.1");
        RawHttp second = busy(fixture, "127.0.0.1");
        RawHttp third = new RawHttp(fixture.port()).send(HEALTH)) {
      assertEquals(2, fixture.front.connections());
      second.send(" ".repeat(100));
      assertEquals(400, second.response().status());
      assertEquals(200, third.response().status());
      assertTrue(second.isClosed());
      first.send(" ".repeat(100));
      assertEquals(400, first.response().status());
    }
  }

  @Test
  void theConnectionThatIsIdleLongestMakesRoom() throws Exception {
    try (FrontFixture fixture = places(2);
        RawHttp first = new RawHttp(fixture.port());
        RawHttp second = new RawHttp(fixture.port())) {
      assertEquals(200, first.send(HEALTH).response().status());
      assertEquals(200, second.send(HEALTH).response().status());
      assertEquals(200, first.send(HEALTH).response().status());
      try (RawHttp third = new RawHttp(fixture.port())) {
        assertEquals(200, third.send(HEALTH).response().status());
        assertTrue(second.isClosed());
        assertEquals(200, first.send(HEALTH).response().status());
      }
    }
  }

  /** What a connection sends before it becomes silent. */
  @ParameterizedTest
  @ValueSource(strings = {"", "GET /hea", HEALTH, "GET /health HTTP/1.1\r\nHost: localhost\r\nX: "})
  void noPeerKeepsOthersOutByConnectionsThatAreIdle(String sent) throws Exception {
    List<RawHttp> idle = new ArrayList<>();
    try (FrontFixture fixture = places(16)) {
      for (int i = 0; i < 50; i++) {
        idle.add(new RawHttp(fixture.port(), "127.0.0.1").send(sent));
      }
      for (String from : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
        try (RawHttp other = new RawHttp(fixture.port(), from)) {
          assertEquals(200, other.send(HEALTH).response().status());
        }
      }
    } finally {
      for (RawHttp http : idle) {
        http.close();
      }
    }
  }

  @Test
  void noPeerKeepsOthersOutByConnectionsThatAreBusy() throws Exception {
    List<RawHttp> all = new ArrayList<>();
    try (FrontFixture fixture = places(16)) {
      for (int i = 0; i < 15; i++) {
        all.add(busy(fixture, "127.0.0.1"));
      }
      try (RawHttp tooMany = new RawHttp(fixture.port(), "127.0.0.1")) {
        assertTrue(tooMany.isClosed());
      }
      try (RawHttp other = new RawHttp(fixture.port(), "127.0.0.2")) {
        assertEquals(200, other.send(HEALTH).response().status());
      }
    } finally {
      for (RawHttp http : all) {
        http.close();
      }
    }
  }

  /**
   * The peer with the most connections loses one, although another peer's connection has been idle
   * for longer.
   */
  @Test
  void theFullestPeerMakesRoom() throws Exception {
    List<RawHttp> all = new ArrayList<>();
    try (FrontFixture fixture = places(4);
        RawHttp old = new RawHttp(fixture.port(), "127.0.0.2")) {
      assertEquals(200, old.send(HEALTH).response().status());
      for (int i = 0; i < 20; i++) {
        RawHttp next = new RawHttp(fixture.port(), "127.0.0.1");
        all.add(next);
        assertEquals(200, next.send(HEALTH).response().status());
      }
      assertEquals(200, old.send(HEALTH).response().status());
    } finally {
      for (RawHttp http : all) {
        http.close();
      }
    }
  }
}
