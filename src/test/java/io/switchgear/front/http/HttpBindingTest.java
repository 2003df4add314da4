package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.AuthSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.TlsSettings;
import io.switchgear.config.TokenSettings;
import io.switchgear.front.http.endpoint.RouteTable.Match;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.audit.AuditTrail;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses and host names under which a server accepts requests. */
@Tag("network")
class HttpBindingTest {

  private static final TokenSettings TOKEN =
      new TokenSettings("ci", "0".repeat(64), Set.of(Permission.SCAN_RUN), Optional.empty());

  private static HttpSettings http(String host) {
    HttpSettings s = FrontFixture.SETTINGS;
    return new HttpSettings(
        host,
        8080,
        s.allowedOrigins(),
        s.allowedHosts(),
        s.maxBody(),
        s.streamAfter(),
        s.keepAlive(),
        s.sessionIdle(),
        s.maxSessions(),
        s.maxConnections());
  }

  private static AccessSettings access(List<TokenSettings> tokens, String issuer, String resource) {
    return new AccessSettings(
        new AuthSettings(
            tokens,
            issuer,
            "",
            List.of("RS256"),
            resource,
            Duration.ZERO,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            Duration.ofSeconds(5)),
        new TlsSettings("", "", Duration.ofSeconds(10)));
  }

  private static AccessSettings locked(String resource) {
    return access(List.of(TOKEN), "", resource);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.1"})
  void beyondLoopbackNobodyComesInUnasked(String host) {
    String told =
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpBinding.of(http(host), AccessSettings.OPEN))
            .getMessage();
    assertTrue(told.contains("switchgear.http.host"), told);
    assertTrue(told.contains("switchgear token new"), told);
    assertThrows(
        IllegalArgumentException.class,
        () -> HttpBinding.of(http(host), access(List.of(), "", "https://scan.example/mcp")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1"})
  void withAuthenticationItMayBeAnyAddress(String host) {
    HttpBinding.of(http(host), locked(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void everyAddressAtOnceNeedsAName(String host) {
    String told =
        assertThrows(IllegalArgumentException.class, () -> HttpBinding.of(http(host), locked("")))
            .getMessage();
    assertTrue(told.contains("switchgear.http.auth.resource"), told);
    HttpBinding.of(http(host), locked("https://scan.example/mcp"));
  }

  @Test
  void issuerAndKeysBelongTogether() {
    String told =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    HttpBinding.of(http("127.0.0.1"), access(List.of(), "https://id.example", "")))
            .getMessage();
    assertTrue(told.contains("jwks"), told);
  }

  private static OriginCheck originCheck(String host, AccessSettings access) {
    InetSocketAddress bound = new InetSocketAddress("127.0.0.1", 8080);
    return HttpBinding.of(http(host), access)
        .rules(http(host), access, bound, AuditTrail.NONE, Optional.empty())
        .originCheck();
  }

  private static boolean admits(OriginCheck originCheck, String host, String origin) {
    HttpRequest request =
        HttpRequest.GET("http://" + host + "/").addHeader(RawHeader.create("Host", host));
    HttpRequest asked =
        origin.isEmpty() ? request : request.addHeader(RawHeader.create("Origin", origin));
    RoutedRequest arrival =
        new RoutedRequest(asked, "/", Match.Nothing.NOTHING, RequestFields.of(asked), null, null);
    return originCheck.refusal(arrival).isEmpty();
  }

  @Test
  void theNamesOfLoopbackCountOnLoopbackOnly() {
    OriginCheck inside = originCheck("127.0.0.1", locked(""));
    assertTrue(admits(inside, "localhost:8080", "http://localhost:3000"));
    OriginCheck outside = originCheck("192.0.2.1", locked(""));
    assertTrue(admits(outside, "192.0.2.1:8080", ""));
    assertTrue(admits(outside, "192.0.2.1:8080", "https://ops.example"));
    assertTrue(admits(outside, "switchgear.test", ""));
    assertTrue(!admits(outside, "192.0.2.1:8080", "http://localhost:3000"));
    assertTrue(!admits(outside, "192.0.2.1:8080", "http://127.0.0.1"));
    for (String host : List.of("localhost", "127.0.0.1:8080", "[::1]", "192.0.2.2")) {
      assertTrue(!admits(outside, host, ""), host);
    }
  }

  @Test
  void aWildcardIsNoName() {
    OriginCheck every = originCheck("0.0.0.0", locked("https://Scan.example/mcp"));
    assertTrue(admits(every, "scan.example", ""));
    assertTrue(admits(every, "scan.example:8443", ""));
    for (String host : List.of("0.0.0.0", "0.0.0.0:8080", "localhost", "xscan.example")) {
      assertTrue(!admits(every, host, ""), host);
    }
  }

  @Test
  void whereClientsConnect() {
    InetSocketAddress bound = new InetSocketAddress("127.0.0.1", 8080);
    assertEquals(
        URI.create("http://127.0.0.1:8080/mcp"),
        HttpBinding.of(http("127.0.0.1"), locked("https://scan.example/mcp")).url(bound),
        "behind a proxy, those here need no proxy");
    assertEquals(
        URI.create("https://scan.example/mcp"),
        HttpBinding.of(http("192.0.2.1"), locked("https://scan.example/mcp")).url(bound));
    assertEquals(
        URI.create("http://[2001:db8:0:0:0:0:0:1]:80/mcp"),
        BindAddress.mcp(new InetSocketAddress("2001:db8::1", 80), false));
  }

  @Test
  void theMetadatasAddressFollowsFromTheResource() {
    assertEquals(
        URI.create("https://h.example/.well-known/oauth-protected-resource/a/mcp"),
        new ResourceMetadata(locked("").auth(), URI.create("https://h.example/a/mcp")).address());
  }
}
