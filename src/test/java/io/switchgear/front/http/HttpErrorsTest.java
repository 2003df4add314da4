package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The error table over a real connection, and requests that are broken below MCP. */
@Tag("network")
class HttpErrorsTest {

  private static final String MODERN = "MCP-Protocol-Version: 2026-07-28\r\n";
  private static final String LIST = MODERN + "Mcp-Method: tools/list\r\n";
  private static final String REQUEST = "{'jsonrpc':'2.0','id':7,'method':'%s','params':{%s}}";

  /** Short time limits, so that no test waits long. */
  private static final FrontLimits SHORT =
      new FrontLimits(
          Duration.ofMillis(300),
          Duration.ofMillis(1_500),
          Duration.ofMinutes(1),
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

  private static Response post(String headers, String body) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.post(headers, body).response();
    }
  }

  private static Response raw(String text) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.send(text).response();
    }
  }

  private static JsonNode error(int status, int code, Response response) {
    assertEquals(status, response.status(), response::text);
    JsonNode message = WireSchemas.check(true, "", response.body());
    assertEquals(code, message.path("error").path("code").asInt(), message::toString);
    assertEquals("application/json", response.headers().get("content-type"));
    return message;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // status | code | headers | body
        "400|-32700||{",
        "400|-32700||",
        "400|-32700||{'jsonrpc':'2.0','id':7,'id':7,'method':'ping'}",
        "400|-32600||[]",
        "400|-32600||5",
        "400|-32600||{'jsonrpc':'2.0','id':7}",
        "400|-32600||{'jsonrpc':'2.0','id':7,'method':'ping'}",
        "400|-32600|L|{'jsonrpc':'2.0','id':7,'result':{}}",
        "400|-32600|L|[{'jsonrpc':'2.0','id':7,'method':'ping'}]",
        "404|-32600|S|{'jsonrpc':'2.0','id':7,'method':'ping'}"
      })
  void messagesThatAreNone(int status, int code, String headers, String body) throws IOException {
    String sent =
        switch (headers == null ? "" : headers) {
          case "L" -> LIST;
          case "S" -> "Mcp-Session-Id: unknown\r\n";
          default -> "";
        };
    error(status, code, post(sent, body == null ? "" : body));
  }

  @Test
  void modernErrorsEchoTheId() throws IOException {
    String good = REQUEST.formatted("tools/list", RawHttp.ENVELOPE);
    Response[] answers = {
      post(LIST, REQUEST.formatted("tools/list", "")),
      post(MODERN, good),
      post(LIST.replace("2026-07-28", "2025-11-25"), good),
      post(LIST.replace("2026", "2027"), good.replace("2026", "2027")),
      post(LIST.replace("list", "nope"), good.replace("list", "nope")),
      post(LIST, good.replace("params':{", "params':{'cursor':'x',"))
    };
    int[][] expected = {
      {400, -32602}, {400, -32020}, {400, -32020}, {400, -32022}, {404, -32601}, {200, -32602}
    };
    for (int i = 0; i < answers.length; i++) {
      assertEquals(
          7, error(expected[i][0], expected[i][1], answers[i]).path("id").asInt(), "row " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "application/json-rpc", "*/*"})
  void otherMediaTypesAreRefused(String type) throws IOException {
    error(
        415,
        -32600,
        raw(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                + type
                + "\r\nContent-Length: 2\r\n\r\n{}"));
  }

  @Test
  void mediaTypeMayBeMissingOrCarryACharset() throws IOException {
    error(415, -32600, raw("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"));
    String start = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n";
    error(400, -32600, raw(start + "Content-Type: application/json; charset=utf-8\r\n\r\n{}"));
    error(400, -32600, raw(start + "content-type: Application/JSON;charset=UTF-8\r\n\r\n{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "OPTIONS"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    Response response =
        raw(method + " /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    error(405, -32600, response);
    assertEquals("GET, POST, DELETE", response.headers().get("allow"));
  }

  @Test
  void otherPathsAreNotFoundAndTheFrontPageSaysWhatThereIs() throws IOException {
    for (String path : new String[] {"/nope", "/mcp//", "/mcp/x", "//mcp", "/health/"}) {
      Response response = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals(404, response.status(), path);
      assertTrue(response.text().contains("/mcp"));
    }
    String page = raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").text();
    assertTrue(page.contains("/mcp") && page.contains("/health"), page);
    Response post = raw("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    assertEquals(405, post.status());
    assertEquals("GET, HEAD", post.headers().get("allow"));
    assertEquals("well\n", raw("GET /health?verbose HTTP/1.1\r\nHost: localhost\r\n\r\n").text());
  }

  @Test
  void theServerHeaderTellsNoVersion() throws IOException {
    Response response = raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals("switchgear", response.headers().get("server"));
  }

  @Test
  void bodyThatIsAnnouncedTooLongIsRefusedAndTheConnectionEnds() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.post("", "'" + "x".repeat(1 << 20) + "'");
      Response response = http.response();
      assertTrue(error(413, -32600, response).toString().contains("1048576"));
      assertEquals("close", response.headers().get("connection"));
      assertTrue(http.isClosed());
    }
  }

  @Test
  void bodyThatGrowsTooLongIsRefused() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.send(
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
      http.send(chunk.repeat(5) + "0\r\n\r\n");
      error(413, -32600, http.response());
    }
  }

  @Test
  void bodyOfJustTheLimitIsRead() throws IOException {
    String start = "{'jsonrpc':'2.0','id':7,'method':'ping','params':{'x':'";
    String body = start + "x".repeat((1 << 20) - start.length() - 3) + "'}}";
    error(400, -32600, post("", body));
  }

  @Test
  void bodyThatComesTooSlowlyIsRefused() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.send(
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{");
      error(408, -32600, http.response());
      assertTrue(http.isClosed());
    }
  }

  @Test
  void headersThatNeverEndDoNotHoldTheConnection() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      assertTrue(http.isClosed());
    }
  }

  @Test
  void idleConnectionIsClosed() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      assertEquals(200, http.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").response().status());
      assertTrue(http.isClosed());
    }
  }

  @Test
  void garbageBehindARequestSpoilsOnlyItsConnection() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n\u0001\u0002garbage\r\n\r\n");
      assertEquals(200, http.response().status());
      assertTrue(http.isRefusedOrClosed());
    }
    assertEquals(200, raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void brokenHttpIsABadRequest(String text) throws IOException {
    int status = raw(text).status();
    assertTrue(status == 400 || status == 403, () -> "status " + status);
  }

  @Test
  void longCallsAreNotCutByTheRequestTimeoutOfTheHttpServer() {
    // Zero removes the stage that would answer 503.
    assertEquals(0, HttpLayer.settings(fixture.system()).getTimeouts().requestTimeout().toNanos());
  }
}
