package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import io.switchgear.front.access.Issuer;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication of the whole server over HTTP, with an issuer of tokens. */
@Tag("network")
@Tag("process")
class AccessTest {

  private static LockedServer locked;
  private static Issuer issuer;
  private static RunningServer server;
  private static String audience;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    locked = new LockedServer(folder);
    issuer = locked.issuer;
    server = locked.server;
    audience = locked.audience();
  }

  @AfterAll
  static void stop() throws IOException {
    locked.close();
  }

  private static Visitor with(String token) {
    return Visitor.with(server.mcp(), token);
  }

  private static Visitor scoped(String scope) {
    return locked.scoped(scope);
  }

  private static Visitor claiming(JWTClaimsSet.Builder claims) {
    return with(Issuer.signed(LockedServer.KEY, JWSAlgorithm.RS256, claims.build()));
  }

  private static JWTClaimsSet.Builder claims() {
    return issuer.claims("ann", audience, "scan:run");
  }

  private static String metadata() {
    return locked.metadata();
  }

  private static void assertIn(Visitor visitor) throws IOException, InterruptedException {
    try (visitor) {
      Seen list = visitor.mcp("tools/list", "", "");
      assertEquals(200, list.status(), list::told);
      assertFalse(list.json().at("/result/tools").isEmpty());
      assertEquals("private", list.json().at("/result/cacheScope").asText());
    }
  }

  /** The refusal comes before the message is read: the body is not JSON. */
  private static void assertOut(Visitor visitor) throws IOException, InterruptedException {
    try (visitor) {
      Seen seen = visitor.post("/mcp", "{");
      assertEquals(401, seen.status(), seen::told);
      assertTrue(seen.challenge().startsWith("Bearer error=\"invalid_token\""), seen::challenge);
      assertTrue(seen.challenge().contains("resource_metadata=\"" + metadata() + "\""));
      assertEquals(401, visitor.mcp("tools/list", "", "").status());
      assertEquals(401, visitor.get("/api/v1/breakers").status());
    }
  }

  @Test
  void aGoodTokenOfEitherKindLetsIn() throws Exception {
    assertIn(with(LockedServer.STATIC.reveal()));
    assertIn(scoped("tools:read"));
    assertIn(scoped("scan:run"));
    assertIn(scoped("openid scan:intrusive"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /mcp",
    "GET, /mcp",
    "DELETE, /mcp",
    "GET, /health",
    "GET, /metrics",
    "GET, /api/v1/breakers",
    "POST, /api/v1/breakers/nmap/open",
    "GET, /api/v1/events",
    "GET, /openapi.yaml",
    "GET, /nosuch",
    "POST, /api/v1/nosuch",
    "PUT, /mcp"
  })
  void everythingNeedsAToken(String method, String path) throws Exception {
    try (Visitor nobody = new Visitor(server.mcp(), Optional.empty())) {
      Seen seen =
          nobody.send(
              nobody
                  .request(path)
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.ofString("{}")));
      assertEquals(401, seen.status());
      String challenge = seen.challenge();
      assertTrue(
          challenge.startsWith("Bearer resource_metadata=\"" + metadata() + "\""), challenge);
      assertFalse(challenge.contains("error="), challenge);
      if (path.equals("/mcp")) {
        assertTrue(challenge.endsWith("scope=\"tools:read scan:run\""), challenge);
        assertEquals("2.0", seen.json().path("jsonrpc").asText());
      }
      if (path.startsWith("/api/")) {
        assertEquals("application/problem+json", seen.header("Content-Type"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/health/live", "/health/ready"})
  void whatTellsNothingIsOpen(String path) throws Exception {
    try (Visitor nobody = new Visitor(server.mcp(), Optional.empty())) {
      assertEquals(200, nobody.get(path).status());
    }
  }

  @Test
  void whatIsWrongWithATokenKeepsItOut() throws Exception {
    assertOut(with(LockedServer.EXPIRED.reveal()));
    assertOut(with(BearerToken.fresh().reveal()));
    assertOut(with(LockedServer.STATIC.sha256()));
    assertOut(claiming(claims().audience("https://other.example/mcp")));
    assertOut(claiming(claims().audience(audience + "/")));
    assertOut(claiming(claims().issuer("https://evil.example")));
    assertOut(claiming(claims().expirationTime(Date.from(Instant.now().minusSeconds(60)))));
    assertOut(claiming(claims().notBeforeTime(Date.from(Instant.now().plusSeconds(600)))));
    assertOut(with(new PlainJWT(claims().build()).serialize()));
    assertOut(with(issuer.token(Issuer.rsa("k1"), "ann", audience, "ops:write")));
  }

  @Test
  void thePublicKeyIsNoSecretToSignWith() throws JOSEException, Exception {
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
    forged.sign(
        new MACSigner(
            LockedServer.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    assertOut(with(forged.serialize()));
  }

  @Test
  void keysAreReplacedWhileTheServerRuns() throws Exception {
    String fresh = issuer.token(LockedServer.NEXT, "ann", audience, "scan:run");
    issuer.publish(LockedServer.NEXT);
    Await.until("the new key to be known", () -> isIn(fresh));
    issuer.withdraw(LockedServer.NEXT);
    Await.until("the old key to be forgotten", () -> !isIn(fresh));
    assertIn(scoped("tools:read"));
  }

  @Test
  void anIssuerThatIsDownKeepsNobodyOut() throws Exception {
    assertIn(scoped("tools:read"));
    issuer.down(true);
    try {
      int before = issuer.fetches();
      Await.until(
          "the keys to be fetched again",
          () ->
              isIn(issuer.token(LockedServer.KEY, "bob", audience, "scan:run"))
                  && issuer.fetches() > before);
      assertIn(scoped("tools:read"));
    } finally {
      issuer.down(false);
    }
  }

  private static boolean isIn(String token) {
    try (Visitor visitor = with(token)) {
      return visitor.mcp("tools/list", "", "").status() == 200;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "ACCESS_TOKEN", "token", "x=1&access_token"})
  void aTokenInTheQueryIsRefused(String parameter) throws Exception {
    for (Optional<String> header :
        List.of(Optional.<String>empty(), Optional.of("Bearer " + LockedServer.STATIC.reveal()))) {
      try (Visitor visitor = new Visitor(server.mcp(), header)) {
        for (String path : List.of("/mcp", "/api/v1/breakers")) {
          Seen seen = visitor.get(path + "?" + parameter + "=" + LockedServer.STATIC.reveal());
          assertEquals(400, seen.status());
          assertTrue(seen.challenge().contains("error=\"invalid_request\""), seen::challenge);
          assertFalse(seen.told().contains(LockedServer.STATIC.reveal()));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Bearer', 400, invalid_request",
    "'Bearer a b', 400, invalid_request",
    "'Bearer a,Bearer b', 400, invalid_request",
    "'Bearer x', 401, invalid_token",
    "'Bearer x.y.z', 401, invalid_token",
    "'Basic Y2k6Y2k=', 401, ''",
    "'x', 401, ''"
  })
  void oddHeaders(String header, int status, String error) throws Exception {
    try (Visitor visitor = new Visitor(server.mcp(), Optional.of(header))) {
      Seen seen = visitor.mcp("tools/list", "", "");
      assertEquals(status, seen.status());
      assertTrue(
          error.isEmpty()
              ? !seen.challenge().contains("error=")
              : seen.challenge().contains("error=\"" + error + "\""),
          seen::challenge);
    }
  }

  @Test
  void twoHeadersAreNotOne() throws Exception {
    try (Visitor visitor = with(LockedServer.STATIC.reveal())) {
      Seen seen =
          visitor.send(
              visitor
                  .request("/health")
                  .header("Authorization", "Bearer " + LockedServer.STATIC.reveal()));
      assertEquals(400, seen.status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/mcp"})
  void theMetadataIsForEverybody(String more) throws Exception {
    String path = "/.well-known/oauth-protected-resource" + more;
    try (Visitor nobody = new Visitor(server.mcp(), Optional.empty())) {
      Seen seen = nobody.send(nobody.request(path).header("Origin", "https://any.example"));
      assertEquals(200, seen.status());
      JsonNode document = seen.json();
      assertEquals(audience, document.path("resource").asText());
      assertEquals(issuer.url(), document.at("/authorization_servers/0").asText());
      assertEquals("header", document.at("/bearer_methods_supported/0").asText());
      assertEquals(1, document.path("bearer_methods_supported").size());
      assertEquals(
          "[\"tools:read\",\"scan:run\",\"scan:intrusive\",\"ops:read\",\"ops:write\"]",
          document.path("scopes_supported").toString());
      assertEquals(
          List.of("*"), seen.response().headers().allValues("Access-Control-Allow-Origin"));
      Seen ours = nobody.send(nobody.request(path).header("Origin", "https://ops.example"));
      assertEquals(
          List.of("*"), ours.response().headers().allValues("Access-Control-Allow-Origin"));
      assertEquals(405, nobody.send(nobody.request(path).POST(BodyPublishers.noBody())).status());
    }
  }

  @Test
  void aPageOfAConfiguredOriginCanReadTheChallenge() throws Exception {
    try (Visitor nobody = new Visitor(server.mcp(), Optional.empty())) {
      Seen seen = nobody.send(nobody.request("/health").header("Origin", "https://ops.example"));
      assertEquals(401, seen.status());
      assertEquals("https://ops.example", seen.header("Access-Control-Allow-Origin"));
      assertTrue(seen.header("Access-Control-Expose-Headers").contains("www-authenticate"));
      assertEquals(
          403,
          nobody.send(nobody.request("/health").header("Origin", "https://any.example")).status());
    }
  }

  @Test
  void aStreamEndsWithItsToken() throws Exception {
    JWTClaimsSet.Builder brief =
        issuer
            .claims("ann", audience, "ops:read tools:read")
            .expirationTime(Date.from(Instant.now().plusSeconds(3)));
    try (Visitor visitor = claiming(brief)) {
      HttpResponse<InputStream> events = visitor.open(visitor.request("/api/v1/events"));
      HttpResponse<InputStream> listening =
          visitor.open(
              visitor.modern(
                  "subscriptions/listen",
                  "",
                  "'notifications':{'resourceSubscriptions':['circuit-breaker://stats']}"));
      assertEquals(200, events.statusCode());
      assertEquals(200, listening.statusCode());
      assertTrue(ends(events));
      assertTrue(ends(listening));
    }
  }

  /** Reads to the end. An open stream would end only when the server stops. */
  private static boolean ends(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      body.readAllBytes();
      return true;
    }
  }

  @Test
  void theServerTellsItsOwnAddress() {
    assertEquals("http", server.mcp().getScheme());
    assertEquals(URI.create(audience), server.mcp());
  }
}
