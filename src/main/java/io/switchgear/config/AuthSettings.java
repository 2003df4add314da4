package io.switchgear.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which callers the server accepts: holders of static tokens, and of JWTs of one issuer. Without
 * either, no caller is authenticated.
 *
 * @param tokens static tokens, at most 1,000
 * @param issuer {@code iss} of JWTs; empty for none
 * @param jwks where the issuer's keys are: a URL, or the path of a file; empty for none
 * @param algorithms of signatures that are accepted, all asymmetric
 * @param resource the canonical URI of {@code /mcp}, which is the audience of JWTs; if empty, it is
 *     made from the address that the server listens on
 * @param clockSkew tolerated difference of clocks, 0 s to 5 min
 * @param jwksRefresh age at which keys are fetched again, 1 s to 1 d
 * @param jwksPause shortest time between two fetches, 100 ms to 1 h
 * @param jwksOutage age up to which keys are used while fetching fails, {@code jwksRefresh} to 7 d
 * @param jwksTimeout of one fetch, 100 ms to 1 min
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

  private static final int MOST_TOKENS = 1_000;

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
        new Check()
            .range("clockSkew", clockSkew, Duration.ZERO, Duration.ofMinutes(5))
            .range("jwksRefresh", jwksRefresh, Duration.ofSeconds(1), Duration.ofDays(1))
            .range("jwksPause", jwksPause, Duration.ofMillis(100), Duration.ofHours(1))
            .range("jwksOutage", jwksOutage, jwksRefresh, Duration.ofDays(7))
            .range("jwksTimeout", jwksTimeout, Duration.ofMillis(100), Duration.ofMinutes(1))
            .that(
                issuer.isEmpty() || isSecure(issuer),
                "issuer",
                issuer,
                "the iss of the JWTs is needed: an https URL without a query or fragment")
            .that(
                !jwks.contains("://") || isSecure(jwks) || jwks.startsWith("file:///"),
                "jwks",
                jwks,
                "an https URL or the path of a file is needed; keys that come over plain http can"
                    + " be forged")
            .that(
                resource.isEmpty() || isResource(resource),
                "resource",
                resource,
                "the URL that clients use is needed, such as https://scan.example/mcp: no query, no"
                    + " fragment, no slash at the end")
            .that(!algorithms.isEmpty(), "algorithms", "[]", "name at least one, such as RS256")
            .oneOf("algorithms", algorithms, ASYMMETRIC)
            .that(
                tokens.size() <= MOST_TOKENS,
                "tokens",
                "",
                "there are %d: at most %d are allowed; let an issuer give out more"
                    .formatted(tokens.size(), MOST_TOKENS));
    check.that(
        tokens.stream().map(TokenSettings::name).distinct().count() == tokens.size(),
        "tokens",
        "",
        "each token needs a name of its own, because sessions and calls belong to the name");
    check.that(
        tokens.stream().map(TokenSettings::sha256).distinct().count() == tokens.size(),
        "tokens",
        "",
        "two tokens have the same hash; make each with 'switchgear token new'");
    check.done();
  }

  /** Whether callers must authenticate. */
  public boolean on() {
    return !tokens.isEmpty() || !issuer.isEmpty() || !jwks.isEmpty();
  }

  /** Plain http is accepted for a loopback host: its bytes leave no network interface. */
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
