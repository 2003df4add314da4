package io.switchgear.front.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.switchgear.config.AuthSettings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates JWT access tokens of one issuer (RFC 9068) for this server. Valid tokens are cached
 * until they expire or the keys change.
 */
final class JwtTokens {

  private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);

  /** Maximum cached tokens; each takes some hundred bytes. */
  private static final int MAX_REMEMBERED = 10_000;

  /** Maximum length of a sub (OpenID Connect Core, section 2). */
  private static final int MAX_SUBJECT = 255;

  /** Prefix of the principals of the issuer. Names of static tokens cannot contain a colon. */
  static final String PRINCIPAL = "oauth:";

  private record ValidToken(AuthResult.Admitted admitted, Instant until, JWKSet keys) {}

  private final KeyRing ring;
  private final InstantSource clock;
  private final Duration skew;
  private final Set<JWSAlgorithm> algorithms;
  private final Claims claims;
  private final Map<TokenDigest, ValidToken> cache = new ConcurrentHashMap<>();

  /**
   * @param audience the value that {@code aud} must contain
   */
  JwtTokens(AuthSettings settings, String audience, KeyRing ring, InstantSource clock) {
    this.ring = ring;
    this.clock = clock;
    this.skew = settings.clockSkew();
    this.algorithms =
        settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    this.claims = new Claims(audience, settings.issuer(), clock, skew);
  }

  KeyRing keyRing() {
    return ring;
  }

  /** Never fails. */
  CompletionStage<AuthResult> check(String token, TokenDigest digest) {
    ValidToken known = cache.get(digest);
    if (known != null
        && clock.instant().isBefore(known.until())
        && ring.fresh().filter(keys -> keys == known.keys()).isPresent()) {
      return CompletableFuture.completedFuture(known.admitted());
    }
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException notSigned) {
      return CompletableFuture.completedFuture(
          new AuthResult.Invalid("this token is neither known here nor a signed JWT"));
    }
    // Checked first, so that such a token never causes a fetch of keys.
    if (!algorithms.contains(jwt.getHeader().getAlgorithm())) {
      return CompletableFuture.completedFuture(
          new AuthResult.Invalid("the token's signature algorithm is not accepted"));
    }
    return ring.keys(Optional.ofNullable(jwt.getHeader().getKeyID()))
        .thenApply(
            keys ->
                keys.map(present -> check(jwt, digest, present))
                    .orElseGet(
                        () ->
                            new AuthResult.Unavailable(
                                "the issuer's keys cannot be fetched, so the token cannot be"
                                    + " checked; try again in a few seconds")));
  }

  private AuthResult check(SignedJWT jwt, TokenDigest digest, JWKSet keys) {
    try {
      JWTClaimsSet set = processor(keys).process(jwt, null);
      AuthResult.Admitted admitted = admitted(set);
      remember(digest, new ValidToken(admitted, admitted.until().orElseThrow(), keys));
      return admitted;
    } catch (ExpiredJWTException expired) {
      return new AuthResult.Invalid("the token has expired");
    } catch (BadJWSException badSignature) {
      return new AuthResult.Invalid("the token's signature is not valid");
    } catch (BadJWTException badClaims) {
      return new AuthResult.Invalid(claims.problem(badClaims));
    } catch (BadJOSEException refused) {
      return new AuthResult.Invalid("the token's type or its signing key is not accepted");
    } catch (JOSEException | ParseException | RuntimeException odd) {
      LOG.debug("a token could not be checked", odd);
      return new AuthResult.Invalid("the token cannot be checked");
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSet keys) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"),
            JOSEObjectType.JWT,
            null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  private AuthResult.Admitted admitted(JWTClaimsSet set) throws ParseException, BadJWTException {
    String subject = set.getSubject();
    if (subject.isEmpty()
        || subject.length() > MAX_SUBJECT
        || subject.chars().anyMatch(unit -> unit <= ' ' || unit > '~')) {
      throw new BadJWTException("sub");
    }
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    scopes(set).forEach(scope -> Permission.of(scope).ifPresent(permissions::add));
    return new AuthResult.Admitted(
        new Caller(PRINCIPAL + subject, permissions),
        Optional.of(set.getExpirationTime().toInstant().plus(skew)));
  }

  /** {@code scope} (RFC 8693, section 4.2), or the array {@code scp} that some issuers send. */
  private static Stream<String> scopes(JWTClaimsSet set) {
    Object claim = set.getClaim("scope") == null ? set.getClaim("scp") : set.getClaim("scope");
    return switch (claim) {
      case String text -> Arrays.stream(text.split(" "));
      case Collection<?> list -> list.stream().map(String::valueOf);
      case null, default -> Stream.of();
    };
  }

  private void remember(TokenDigest digest, ValidToken found) {
    if (cache.size() >= MAX_REMEMBERED) {
      Instant now = clock.instant();
      cache.values().removeIf(old -> !now.isBefore(old.until()) || old.keys() != found.keys());
      if (cache.size() >= MAX_REMEMBERED) {
        cache.clear();
      }
    }
    cache.put(digest, found);
  }

  /** Accepts the issuer's tokens that name this server and are currently valid. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final InstantSource clock;
    private final String audience;

    Claims(String audience, String issuer, InstantSource clock, Duration skew) {
      super(
          Set.of(audience),
          new JWTClaimsSet.Builder().issuer(issuer).build(),
          Set.of("sub", "exp"),
          // A token bound to a client key (cnf) is refused, because the proof of possession is not
          // checked.
          Set.of("cnf"));
      this.clock = clock;
      this.audience = audience;
      setMaxClockSkew(Math.toIntExact(skew.toSeconds()));
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }

    /** The reason, without any value from the token. */
    String problem(BadJWTException bad) {
      String said = bad.getMessage();
      return List.of("aud", "iss", "sub", "exp", "cnf", "before use").stream()
          .filter(claim -> said.matches(".*\\b" + claim + "\\b.*"))
          .findFirst()
          .map(
              claim ->
                  switch (claim) {
                    case "aud" -> "the token is not for this server: its aud lacks " + audience;
                    case "iss" -> "the token is from another issuer than the configured one";
                    case "cnf" ->
                        "the token is bound to a client key (cnf), which is not" + " supported";
                    case "before use" -> "the token is not yet valid";
                    default -> "the token has no usable " + claim;
                  })
          .orElse("the token's claims are not accepted");
    }
  }
}
