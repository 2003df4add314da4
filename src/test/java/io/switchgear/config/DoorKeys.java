package io.switchgear.config;

import static io.switchgear.config.SettingsTest.key;

import io.switchgear.config.SettingsTest.Key;
import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of {@link SettingsTest} that are about who may come in. */
final class DoorKeys {

  private static final String ISSUER = "https://id.example";
  private static final String MCP = "https://scan.example/mcp";
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final TokenSettings TOKEN =
      new TokenSettings(
          "ci",
          HASH,
          Set.of(Permission.SCAN_RUN),
          Optional.of(Instant.parse("2027-01-31T00:00:00Z")));
  private static final String TOKENS =
      "[{name=ci,sha256=\"%s\",scopes=[\"scan:run\"],expires=\"2027-01-31\"}]".formatted(HASH);

  private DoorKeys() {}

  static List<Key> all() {
    return List.of(
        key("http.auth.tokens", TOKENS, List.of(TOKEN), s -> s.door().auth().tokens()),
        key("http.auth.issuer", ISSUER, ISSUER, s -> s.door().auth().issuer()),
        key("http.auth.jwks", ISSUER + "/jwks", ISSUER + "/jwks", s -> s.door().auth().jwks()),
        key(
            "http.auth.algorithms",
            "ES384,PS512",
            List.of("ES384", "PS512"),
            s -> s.door().auth().algorithms()),
        key("http.auth.resource", MCP, MCP, s -> s.door().auth().resource()),
        key("http.auth.clock-skew", "7s", seconds(7), s -> s.door().auth().clockSkew()),
        key("http.auth.jwks-refresh", "71s", seconds(71), s -> s.door().auth().jwksRefresh()),
        key("http.auth.jwks-pause", "8s", seconds(8), s -> s.door().auth().jwksPause()),
        key("http.auth.jwks-outage", "2h", seconds(7200), s -> s.door().auth().jwksOutage()),
        key("http.auth.jwks-timeout", "9s", seconds(9), s -> s.door().auth().jwksTimeout()),
        key("http.tls.certificate", "/a.pem", "/a.pem", s -> s.door().tls().certificate()),
        key("http.tls.key", "/k.pem", "/k.pem", s -> s.door().tls().key()),
        key("http.tls.reload", "3s", seconds(3), s -> s.door().tls().reload()));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
