package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.HttpSettings;
import io.switchgear.front.http.RawHttp.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be bound, and which callers are admitted. */
@Tag("network")
class AccessTest {

  private static FrontFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Response get(String path, String headers) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.send("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n").response();
    }
  }

  private static Response withOrigin(String origin) throws IOException {
    return get("/", "Host: localhost\r\nOrigin: " + origin + "\r\n");
  }

  private static HttpSettings settings(String host, int port, List<String> origins) {
    HttpSettings s = FrontFixture.SETTINGS;
    return new HttpSettings(
        host,
        port,
        origins,
        s.allowedHosts(),
        s.maxBody(),
        s.streamAfter(),
        s.keepAlive(),
        s.sessionIdle(),
        s.maxSessions(),
        s.maxConnections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "no.such.host.invalid"})
  void itDoesNotBindBeyondLoopbackWithoutAuthentication(String host) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                HttpFront.start(
                    fixture.system(), settings(host, 0, List.of()), fixture.server, List.of()));
    assertTrue(refused.getMessage().contains("127.0.0.1"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.1.2.3"})
  void loopbackIsBound(String host) {
    HttpFront front =
        HttpFront.start(fixture.system(), settings(host, 0, List.of()), fixture.server, List.of());
    assertTrue(front.address().getPort() > 0);
    front.stop(Duration.ZERO).toCompletableFuture().join();
  }

  @Test
  void takenPortIsSaidInASentence() {
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                HttpFront.start(
                    fixture.system(),
                    settings("127.0.0.1", fixture.port(), List.of()),
                    fixture.server,
                    List.of()));
    assertTrue(failure.getMessage().contains("switchgear.http.port"));
  }

  @Test
  void allowedOriginMustBeAnOrigin() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            HttpFront.start(
                fixture.system(),
                settings("127.0.0.1", 0, List.of("https://ops.example/path")),
                fixture.server,
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "https://localhost:3000",
        "http://127.0.0.1:6274",
        "http://[::1]:8080",
        "https://ops.example",
        "https://ops.example:443",
        "HTTPS://OPS.example"
      })
  void knownOriginsMayCall(String origin) throws IOException {
    assertEquals(200, withOrigin(origin).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://127.0.0.1.evil.example:80",
        "http://ops.example",
        "https://ops.example:8443",
        "https://ops.example.evil.example",
        "https://ops.example, http://localhost",
        "https://ops.example http://evil.example",
        "https://ops.example/",
        "file://",
        "ftp://localhost",
        "localhost",
        "http://0.0.0.0",
        "http://127.0.0.2"
      })
  void foreignOriginsMayNot(String origin) throws IOException {
    assertEquals(403, withOrigin(origin).status());
  }

  @Test
  void twoOriginsAreNotOne() throws IOException {
    String both = "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://localhost\r\n";
    assertEquals(403, get("/", both).status());
  }

  @Test
  void hostsThatAreThisServer() throws IOException {
    for (String host :
        new String[] {
          "localhost",
          "localhost:" + fixture.port(),
          "LOCALHOST:9999",
          "127.0.0.1",
          "[::1]:8080",
          "switchgear.test",
          "switchgear.test:80"
        }) {
      assertEquals(200, get("/health", "Host: " + host + "\r\n").status(), host);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.com",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "evil.example:80",
        "0.0.0.0",
        "xswitchgear.test"
      })
  void foreignHostsAreTurnedAwayEverywhere(String host) throws IOException {
    for (String path : new String[] {"/", "/mcp", "/health", "/nope"}) {
      assertEquals(403, get(path, "Host: " + host + "\r\n").status(), host + path);
    }
  }

  @Test
  void refusalOnTheMcpPathIsAJsonRpcError() throws IOException {
    Response response = get("/mcp", "Host: localhost\r\nOrigin: http://evil.example\r\n");
    assertEquals("application/json", response.headers().get("content-type"));
    assertTrue(response.text().contains("allowed-origins"), response::text);
  }

  @Test
  void onlyOriginsThatMayCallGetCrossOriginHeaders() throws IOException {
    Response ops = withOrigin("https://ops.example");
    assertEquals("https://ops.example", ops.headers().get("access-control-allow-origin"));
    assertEquals(
        "mcp-session-id, www-authenticate, location, retry-after",
        ops.headers().get("access-control-expose-headers"));
    assertEquals("Origin", ops.headers().get("vary"));
    assertFalse(ops.headers().containsKey("access-control-allow-credentials"));
    assertEquals(
        "http://localhost:3000",
        withOrigin("http://localhost:3000").headers().get("access-control-allow-origin"));
    assertFalse(
        withOrigin("https://evil.example").headers().keySet().toString().contains("access"));
  }

  @Test
  void preflightIsAnsweredForOriginsThatMayCallOnly() throws IOException {
    String ask =
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nAccess-Control-Request-Method: POST\r\n"
            + "Content-Length: 0\r\nOrigin: ";
    try (RawHttp http = new RawHttp(fixture.port())) {
      Response ops = http.send(ask + "https://ops.example\r\n\r\n").response();
      assertEquals(204, ops.status());
      assertEquals("https://ops.example", ops.headers().get("access-control-allow-origin"));
      String allowed = ops.headers().get("access-control-allow-headers");
      for (String header :
          List.of("content-type", "mcp-protocol-version", "mcp-method", "mcp-name")) {
        assertTrue(allowed.contains(header), allowed);
      }
      assertEquals(204, http.send(ask + "http://localhost\r\n\r\n").response().status());
      assertEquals(403, http.send(ask + "http://evil.example\r\n\r\n").response().status());
    }
  }
}
