package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.front.http.RawHttp.Response;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are admitted, and the headers of every response, over real connections. */
@Tag("network")
class HttpFrontRequestsTest {

  private static final String LEGACY_PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  private static FrontFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Response answer(String request) throws IOException {
    return answer(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Response answer(byte[] request) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.send(request).response();
    }
  }

  private static Response post(String path, String headers, byte[] body) throws IOException {
    byte[] head =
        ("POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(path, headers, body.length))
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return answer(all);
  }

  /** Request target, HTTP version and Host; "-" omits the Host header. */
  @ParameterizedTest
  @CsvSource({
    "/health, 1.1, localhost, 200",
    "/health, 1.1, evil.example, 403",
    "/health, 1.1, 'localhost, evil.example', 400",
    "/health, 1.1, '', 400",
    "http://localhost/health, 1.0, -, 200",
    "http://LOCALHOST/health, 1.0, -, 200",
    "http://localhost:9/health, 1.0, -, 200",
    "http://[::1]/health, 1.0, -, 200",
    "http://switchgear.test/health, 1.0, -, 200",
    "http://evil.example/health, 1.0, -, 403",
    "http://evil.example:8080/health, 1.0, -, 403",
    "http://localhost@evil.example/health, 1.0, -, 403",
    "http://localhost.evil.example/health, 1.0, -, 403",
    "http://evil.example/health, 1.1, localhost, 400",
    "http://localhost/health, 1.1, evil.example, 400",
    "http://evil.example/health, 1.1, evil.example, 403",
    "//evil.example/health, 1.0, -, 400",
    "/health, 1.0, -, 400",
  })
  void theNameOfTheServerIsCheckedWhereverItStands(
      String target, String version, String host, int status) throws IOException {
    String line = host.equals("-") ? "" : "Host: " + host + "\r\n";
    Response response = answer("GET " + target + " HTTP/" + version + "\r\n" + line + "\r\n");
    assertEquals(status, response.status(), response::text);
  }

  /** Sec-Fetch-Site, -Mode and -Dest, Origin and path; "-" omits a field. */
  @ParameterizedTest
  @CsvSource({
    "-, -, -, -, /health, 200",
    "none, navigate, document, -, /health, 200",
    "same-origin, cors, empty, -, /health, 200",
    "cross-site, no-cors, image, -, /health, 403",
    "cross-site, no-cors, script, -, /, 403",
    "cross-site, navigate, iframe, -, /, 403",
    "cross-site, navigate, document, -, /health, 403",
    "cross-site, navigate, document, -, /, 200",
    "same-site, no-cors, image, -, /health, 403",
    "same-site, navigate, document, -, /, 200",
    "cross-site, cors, empty, https://ops.example, /health, 200",
    "cross-site, cors, empty, http://localhost:6274, /health, 200",
    "cross-site, cors, empty, https://evil.example, /health, 403",
    "cross-site, no-cors, empty, -, /mcp, 403",
    "'same-origin, cross-site', cors, empty, -, /health, 403",
    "cross-site, -, -, -, /, 403",
    "something-new, -, -, -, /health, 403",
  })
  void pagesOfOtherSitesComeInOnlyWithAnOriginThatIsAllowed(
      String site, String mode, String destination, String origin, String path, int status)
      throws IOException {
    Response response =
        answer(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\n"
                + field("Sec-Fetch-Site", site)
                + field("Sec-Fetch-Mode", mode)
                + field("Sec-Fetch-Dest", destination)
                + field("Origin", origin)
                + "\r\n");
    assertEquals(status, response.status(), response::text);
  }

  private static String field(String name, String value) {
    return value.equals("-") ? "" : name + ": " + value + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "DELETE /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n",
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: https://ops.example\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/7.7\r\nHost: localhost\r\n\r\n",
        "NONSENSENONSENSENONSENSE\r\n\r\n",
        "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
      })
  void everyAnswerSaysThatItIsNoMoreThanItSays(String request) throws IOException {
    Response response = answer(request);
    assertEquals("nosniff", response.headers().get("x-content-type-options"));
    assertEquals("same-origin", response.headers().get("cross-origin-resource-policy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
  void jsonIsUtf8AndNothingElse(String charset) throws IOException {
    Response response =
        post(
            "/mcp",
            "Content-Type: application/json\r\n",
            LEGACY_PING.getBytes(Charset.forName(charset)));
    assertEquals(400, response.status(), response::text);
    assertTrue(response.text().contains("UTF-8"), response::text);
  }

  /** Bytes inside a string. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0af",
        "e080af",
        "f08080af",
        "c1bf",
        "eda080",
        "edbfbf",
        "f4908080",
        "ff",
        "80",
        "c3"
      })
  void noRepairedOrOverlongUtf8(String bytes) throws IOException {
    String before = "{\"jsonrpc\":\"2.0\",\"id\":\"";
    byte[] body =
        (before + HexFormat.of().parseHex(bytes).length + "?\",\"method\":\"ping\"}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] bad = HexFormat.of().parseHex(bytes);
    byte[] all = new byte[body.length + bad.length];
    System.arraycopy(body, 0, all, 0, before.length());
    System.arraycopy(bad, 0, all, before.length(), bad.length);
    System.arraycopy(
        body, before.length(), all, before.length() + bad.length, body.length - before.length());
    Response response = post("/mcp", "Content-Type: application/json\r\n", all);
    assertEquals(400, response.status(), response::text);
    assertTrue(response.text().contains("UTF-8"), response::text);
  }

  /** Content-Length, and whether the client is told to continue. */
  @ParameterizedTest
  @CsvSource({
    "/mcp, application/json, 900000000, 413",
    "/mcp, application/json, 1048577, 413",
    "/mcp, text/plain, 100, 415",
    "/nothing, application/json, 100, 404",
    "/health, application/json, 100, 405",
  })
  void aClientThatAsksBeforeItSendsIsNotToldToSendInVain(
      String path, String type, long length, int status) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      Response response =
          http.send(
                  "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
                      .formatted(path, type, length))
              .response();
      assertEquals(status, response.status(), response::text);
      assertTrue(http.isClosed());
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsWhatIsTakenIsToldToSend() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      http.send(
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
              .formatted(LEGACY_PING.length()));
      assertEquals(100, http.head().status());
      Response response = http.send(LEGACY_PING).response();
      assertTrue(response.text().contains("jsonrpc"), response::text);
    }
  }

  @ParameterizedTest
  @CsvSource({"POST, /mcp/, 200", "POST, /mcp//, 404", "POST, /mcp/x, 404", "GET, /mcp/, 405"})
  void aSlashBehindTheEndpointIsNoOtherEndpoint(String method, String path, int status)
      throws IOException {
    String body =
        ("{'jsonrpc':'2.0','id':1,'method':'server/discover','params':{" + RawHttp.ENVELOPE + "}}")
            .replace('\'', '"');
    Response response =
        answer(
            "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: server/discover\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(
                    method,
                    path,
                    method.equals("GET") ? 0 : body.length(),
                    method.equals("GET") ? "" : body));
    assertEquals(status, response.status(), response::text);
  }

  @ParameterizedTest
  @CsvSource({
    "/mcp, gzip",
    "/mcp/, gzip",
    "/mcp, br",
    "/mcp, deflate",
    "/mcp, 'gzip, identity'",
    "/mcp, zstd"
  })
  void encodedBodiesAreRefusedWithASentence(String path, String coding) throws IOException {
    Response response =
        post(
            path,
            "Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n",
            new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertEquals(415, response.status(), response::text);
    assertTrue(response.text().contains("without compression"), response::text);
    Response plain =
        post(
            path,
            "Content-Type: application/json\r\nContent-Encoding: identity\r\n",
            LEGACY_PING.getBytes(StandardCharsets.UTF_8));
    assertFalse(plain.status() == 415, plain::text);
  }

  @ParameterizedTest
  @CsvSource({
    "https://ops.example, 204",
    "http://localhost:6274, 204",
    "http://127.0.0.1:5173, 204",
    "http://[::1]:80, 204",
    "https://localhost, 204",
    "http://localhost.evil.example, 403",
    "https://evil.example, 403",
    "null, 403",
  })
  void aPreflightIsAnsweredAsTheKeysPromise(String origin, int status) throws IOException {
    Response response =
        answer(
            "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                + origin
                + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers:"
                + " content-type\r\nSec-Fetch-Site: cross-site\r\n\r\n");
    assertEquals(status, response.status(), response::text);
    assertEquals(
        status == 204 ? origin : null, response.headers().get("access-control-allow-origin"));
  }
}
