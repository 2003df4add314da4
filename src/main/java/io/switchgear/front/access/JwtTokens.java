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
 * JWT access tokens of one issuer (RFC 9068), meant for this server. What was found good is
 * remembered until it expires or the keys change.
 */
final class JwtTokens {

  private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);

  /** Tokens remembered; each is some hundred bytes. */
  private static final int MAX_REMEMBERED = 10_000;

  /** OpenID Connect Core, section 2: as long as a sub may be. */
  private static final int MAX_SUBJECT = 255;

  /** What the names of principals begin with that the issuer knows; no static token has a colon. */
  static final String PRINCIPAL = "oauth:";

  private record Good(AuthResult.Admitted admitted, Instant until, JWKSet keys) {}

  private final KeyRing ring;
  private final InstantSource clock;
  private final Duration skew;
  private final Set<JWSAlgorithm> algorithms;
  private final Claims claims;
  private final Map<TokenDigest, Good> good = new ConcurrentHashMap<>();

  /**
   * @param audience what must stand in {@code aud}
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
  CompletionStage<AuthResult> verdict(String token, TokenDigest digest) {
    Good known = good.get(digest);
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
    // Before any key is fetched for it.
    if (!algorithms.contains(jwt.getHeader().getAlgorithm())) {
      return CompletableFuture.completedFuture(
          new AuthResult.Invalid("the token's signature is of an algorithm that is not accepted"));
    }
    return ring.keys(Optional.ofNullable(jwt.getHeader().getKeyID()))
        .thenApply(
            keys ->
                keys.map(present -> verdict(jwt, digest, present))
                    .orElseGet(
                        () ->
                            new AuthResult.Unavailable(
                                "the issuer's keys cannot be had, so the token cannot be checked;"
                                    + " try again in some seconds")));
  }

  private AuthResult verdict(SignedJWT jwt, TokenDigest digest, JWKSet keys) {
    try {
      JWTClaimsSet set = processor(keys).process(jwt, null);
      AuthResult.Admitted admitted = admitted(set);
      remember(digest, new Good(admitted, admitted.until().orElseThrow(), keys));
      return admitted;
    } catch (ExpiredJWTException expired) {
      return new AuthResult.Invalid("the token has expired");
    } catch (BadJWSException badSignature) {
      return new AuthResult.Invalid("the token's signature does not hold");
    } catch (BadJWTException badClaims) {
      return new AuthResult.Invalid(claims.problem(badClaims));
    } catch (BadJOSEException refused) {
      return new AuthResult.Invalid(
          "the token is of a kind, or signed with a key, that is not accepted");
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

  /** {@code scope} of RFC 8693, section 4.2, or the array that some issuers send as {@code scp}. */
  private static Stream<String> scopes(JWTClaimsSet set) {
    Object claim = set.getClaim("scope") == null ? set.getClaim("scp") : set.getClaim("scope");
    return switch (claim) {
      case String text -> Arrays.stream(text.split(" "));
      case Collection<?> list -> list.stream().map(String::valueOf);
      case null, default -> Stream.of();
    };
  }

  private void remember(TokenDigest digest, Good found) {
    if (good.size() >= MAX_REMEMBERED) {
      Instant now = clock.instant();
      good.values().removeIf(old -> !now.isBefore(old.until()) || old.keys() != found.keys());
      if (good.size() >= MAX_REMEMBERED) {
        good.clear();
      }
    }
    good.put(digest, found);
  }

  /** The issuer's tokens, for this server, now. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final InstantSource clock;
    private final String audience;

    Claims(String audience, String issuer, InstantSource clock, Duration skew) {
      super(
          Set.of(audience),
          new JWTClaimsSet.Builder().issuer(issuer).build(),
          Set.of("sub", "exp"),
          // Bound to a key of the client's, of which nothing is asked here.
          Set.of("cnf"));
      this.clock = clock;
      this.audience = audience;
      setMaxClockSkew(Math.toIntExact(skew.toSeconds()));
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }

    /** Without what stands in the token. */
    String problem(BadJWTException bad) {
      String said = bad.getMessage();
      return List.of("aud", "iss", "sub", "exp", "cnf", "before use").stream()
          .filter(claim -> said.matches(".*\\b" + claim + "\\b.*"))
          .findFirst()
          .map(
              claim ->
                  switch (claim) {
                    case "aud" -> "the token is not for this server: its aud lacks " + audience;
                    case "iss" -> "the token is not of the issuer that is accepted here";
                    case "cnf" ->
                        "the token is bound to a key of its client (cnf), which is not"
                            + " supported";
                    case "before use" -> "the token is not yet valid";
                    default -> "the token has no usable " + claim;
                  })
          .orElse("the token's claims are not accepted");
    }
  }
}
