package io.switchgear.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the server knows: holders of static tokens, and of JWTs of one issuer. Nobody is asked while
 * neither is named.
 *
 * @param tokens static ones
 * @param issuer {@code iss} of JWTs; empty for none
 * @param jwks where the issuer's keys are: a URL, or the path of a file; empty for none
 * @param algorithms of signatures that are accepted, asymmetric ones
 * @param resource the canonical URI of {@code /mcp}, which is the audience of JWTs; made from the
 *     address listened on if empty
 * @param clockSkew that other clocks may have, 0 s to 5 min
 * @param jwksRefresh age of the keys at which they are fetched anew, 1 s to 1 d
 * @param jwksPause between two fetches at least, 100 ms to 1 h
 * @param jwksOutage age up to which keys are used while fetching fails, at most 7 d
 * @param jwksTimeout for one fetch, 100 ms to 1 min
 */
public record AuthSettings(
    List<TokenSettings> tokens,
    String issuer,
    String jwks,
    List<String> algorithms,
    String resource,
    Duration clockSkew,
    Duration jwksRefresh,
    Duration jwksPause,
    Duration jwksOutage,
    Duration jwksTimeout) {

  private static final List<String> ASYMMETRIC =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  static final AuthSettings NONE =
      new AuthSettings(
          List.of(),
          "",
          "",
          List.of("RS256"),
          "",
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ofSeconds(5));

  public AuthSettings {
    tokens = List.copyOf(tokens);
    algorithms = List.copyOf(algorithms);
    Check check =
        new Check("switchgear.http.auth")
            .range("clock-skew", clockSkew, Duration.ZERO, Duration.ofMinutes(5))
            .range("jwks-refresh", jwksRefresh, Duration.ofSeconds(1), Duration.ofDays(1))
            .range("jwks-pause", jwksPause, Duration.ofMillis(100), Duration.ofHours(1))
            .range("jwks-outage", jwksOutage, jwksRefresh, Duration.ofDays(7))
            .range("jwks-timeout", jwksTimeout, Duration.ofMillis(100), Duration.ofMinutes(1))
            .that(
                issuer.isEmpty() || isSecure(issuer),
                "issuer",
                issuer,
                "the iss of its tokens is needed, an https URL without a query or fragment")
            .that(
                !jwks.contains("://") || isSecure(jwks) || jwks.startsWith("file:///"),
                "jwks",
                jwks,
                "an https URL or the path of a file is needed; keys that come over plain http are"
                    + " anybody's")
            .that(
                resource.isEmpty() || isResource(resource),
                "resource",
                resource,
                "the URL that clients use is needed, such as https://scan.example/mcp: no query, no"
                    + " fragment, no slash at the end")
            .that(!algorithms.isEmpty(), "algorithms", "[]", "name at least one, such as RS256");
    for (String algorithm : algorithms) {
      check.that(
          ASYMMETRIC.contains(algorithm),
          "algorithms",
          algorithm,
          "allowed are " + String.join(", ", ASYMMETRIC));
    }
    check.that(
        tokens.stream().map(TokenSettings::name).distinct().count() == tokens.size(),
        "tokens",
        "",
        "each token needs a name of its own, since what it has under way belongs to that name");
    check.that(
        tokens.stream().map(TokenSettings::sha256).distinct().count() == tokens.size(),
        "tokens",
        "",
        "two tokens have one hash: make each with 'switchgear token new'");
    check.done();
  }

  /** Whether callers have to show who they are. */
  public boolean on() {
    return !tokens.isEmpty() || !issuer.isEmpty() || !jwks.isEmpty();
  }

  /** Of a loopback host plain http is as good: nobody is in between. */
  private static boolean isSecure(String text) {
    return uri(text)
        .filter(
            uri ->
                "https".equals(uri.getScheme())
                    || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()))
        .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
        .isPresent();
  }

  private static boolean isResource(String text) {
    return !text.endsWith("/")
        && uri(text)
            .filter(uri -> "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
            .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
            .filter(uri -> uri.getRawUserInfo() == null)
            .isPresent();
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text)).filter(uri -> uri.getHost() != null);
    } catch (URISyntaxException notAUri) {
      return Optional.empty();
    }
  }
}
