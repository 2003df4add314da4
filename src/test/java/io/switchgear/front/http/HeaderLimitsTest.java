package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.WireSchemas;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request heads that are too large or too slow, over real connections. */
@Tag("network")
class HeaderLimitsTest {

  private static final String HEAD = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n";

  private static final FrontLimits SHORT =
      new FrontLimits(
          Duration.ofMillis(300),
          Duration.ofMillis(400),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          FrontLimits.STANDARD.arriving(),
          Duration.ofSeconds(2));

  private static FrontFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture(FrontFixture.SETTINGS, SHORT);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static String tooMuch(String kind) {
    return switch (kind) {
      case "many" -> HEAD + "X: y\r\n".repeat(200) + "\r\n";
      case "long value" -> HEAD + "X-Long: " + "y".repeat(20_000) + "\r\n\r\n";
      case "long name" -> HEAD + "X".repeat(20_000) + ": y\r\n\r\n";
      case "long target" -> "GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @CsvSource({"many, 431", "long value, 431", "long name, 431", "long target, 414"})
  void aHeadThatIsTooMuchIsRefusedWithASentenceAndTheConnectionEnds(String kind, int status)
      throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      Response response = http.send(tooMuch(kind)).response();
      assertEquals(status, response.status(), response::text);
      String sentence = WireSchemas.check(true, "", response.body()).at("/error/message").asText();
      assertTrue(sentence.contains("limit of") && sentence.contains("; send "), sentence);
      assertTrue(http.isClosed());
    }
    assertWell();
  }

  /** Other clients are served as before. */
  private static void assertWell() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      assertEquals(200, http.call("1", "a_text", "").response().status());
    }
  }

  @Test
  void aHeadThatComesByteByByteDoesNotHoldTheConnection() throws IOException {
    try (RawHttp slow = new RawHttp(fixture.port())) {
      slow.send("POST /mcp HTTP/1.1\r\n");
      assertTrue(slow.isClosed());
    }
    assertWell();
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    try (RawHttp silent = new RawHttp(fixture.port())) {
      assertTrue(silent.isClosed());
    }
  }
}
