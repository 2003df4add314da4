package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.WireSchemas;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that arrive slowly, over real connections. */
@Tag("network")
class ArrivingTest {

  private static final int ROOM = 1_000;

  private FrontFixture fixture;

  @BeforeEach
  void start() {
    fixture =
        new FrontFixture(
            FrontFixture.SETTINGS,
            new FrontLimits(
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                ROOM,
                Duration.ofSeconds(2)));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static String head(int length, String more) {
    return "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n"
        + more
        + "\r\n";
  }

  /** A body larger than the limit is accepted if it is the only one. */
  @Test
  void whatIsTooMuchAtOnceIsRefusedUntilTheOthersAreThere() throws IOException {
    try (RawHttp slow =
        new RawHttp(fixture.port()).send(head(2 * ROOM, "Expect: 100-continue\r\n"))) {
      // From now on the server is reading this body.
      assertEquals(100, slow.head().status());
      try (RawHttp other = new RawHttp(fixture.port()).send(head(2, "") + "[")) {
        Response refused = other.response();
        assertEquals(503, refused.status(), refused::text);
        assertEquals("1", refused.headers().get("retry-after"));
        assertEquals("close", refused.headers().get("connection"));
        WireSchemas.check(true, "", refused.body());
      }
      try (RawHttp whole = new RawHttp(fixture.port())) {
        assertEquals(200, whole.call("1", "a_text", "").response().status());
      }
      slow.send("[" + " ".repeat(2 * ROOM - 2) + "]");
      assertEquals(400, slow.response().status());
    }
    try (RawHttp next = new RawHttp(fixture.port()).send(head(ROOM, "") + "[")) {
      next.send(" ".repeat(ROOM - 2) + "]");
      assertEquals(400, next.response().status());
    }
  }
}
