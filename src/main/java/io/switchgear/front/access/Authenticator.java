package io.switchgear.front.access;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.SettingsException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Authenticates callers by their Authorization header (RFC 6750, section 2.1). A token that
 * contains a dot is treated as a JWT, any other as a static token. Thread-safe; never blocks.
 */
public final class Authenticator {

  /** Longer than real tokens, and below the limit of a header. */
  private static final int MAX_CHARS = 8_192;

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SCHEME =
      Pattern.compile("bearer( .*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final StaticTokens tokens;
  private final Optional<JwtTokens> jwts;

  private Authenticator(StaticTokens tokens, Optional<JwtTokens> jwts) {
    this.tokens = tokens;
    this.jwts = jwts;
  }

  /**
   * @param resource the canonical URI of this server, which must be in the audience of its tokens
   * @throws IllegalArgumentException see {@link #check}
   */
  public static Authenticator of(AuthSettings settings, String resource, InstantSource clock) {
    return of(settings, resource, clock, Optional.empty());
  }

  /**
   * Creates an authenticator for a new configuration.
   *
   * @param before the previous authenticator. Its JWKS is kept if the URL has not changed, so that
   *     callers do not wait for an issuer that is unreachable.
   */
  public static Authenticator of(
      AuthSettings settings, String resource, InstantSource clock, Optional<Authenticator> before) {
    check(settings);
    return new Authenticator(
        new StaticTokens(settings.tokens(), clock),
        settings.issuer().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new JwtTokens(
                    settings,
                    resource,
                    KeyRing.of(
                        settings, clock, before.flatMap(last -> last.jwts).map(JwtTokens::keyRing)),
                    clock)));
  }

  /**
   * Checks the settings for contradictions.
   *
   * @throws SettingsException which names the key and what to do
   */
  public static void check(AuthSettings settings) {
    if (settings.issuer().isEmpty() != settings.jwks().isEmpty()) {
      throw new SettingsException(
          "switchgear.http.auth",
          "issuer and jwks belong together: whose tokens, and where the keys"
              + " to check them are; set both, or neither");
    }
  }

  /**
   * @param authorization the header's value; empty if there is none
   * @return completed at once unless the issuer's keys have to be fetched; never fails
   */
  public CompletionStage<AuthResult> authenticate(Optional<String> authorization) {
    if (authorization.isEmpty() || !SCHEME.matcher(authorization.get()).matches()) {
      return done(new AuthResult.Missing());
    }
    Matcher bearer = BEARER.matcher(authorization.get());
    if (authorization.get().length() > MAX_CHARS || !bearer.matches()) {
      return done(
          new AuthResult.Malformed(
              "one header 'Authorization: Bearer TOKEN' is needed, of up to %d characters"
                  .formatted(MAX_CHARS)));
    }
    String token = bearer.group(1);
    TokenDigest digest = TokenDigest.of(token);
    if (token.indexOf('.') < 0) {
      return done(tokens.check(digest));
    }
    return jwts.isPresent()
        ? jwts.get().check(token, digest)
        : done(new AuthResult.Invalid("this token is unknown"));
  }

  private static CompletionStage<AuthResult> done(AuthResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
