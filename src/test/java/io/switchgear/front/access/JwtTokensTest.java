package io.switchgear.front.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.switchgear.config.AuthSettings;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an issuer whose keys are fetched over HTTP, with a clock that the test controls. */
@Tag("network")
class JwtTokensTest {

  private static final String AUDIENCE = "https://scan.example/mcp";
  private static final RSAKey KEY = Issuer.rsa("k1");
  private static final RSAKey OTHER = Issuer.rsa("k2");
  private static final ECKey CURVE = Issuer.ec("k3");

  private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private Issuer issuer;
  private Authenticator access;

  @BeforeEach
  void start() throws IOException {
    issuer = new Issuer();
    issuer.publish(KEY);
    access = access(issuer.jwksUrl());
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Authenticator access(String jwks) {
    return Authenticator.of(
        new AuthSettings(
            List.of(),
            issuer.url(),
            jwks,
            List.of("RS256", "ES256"),
            AUDIENCE,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            Duration.ofSeconds(20)),
        AUDIENCE,
        () -> now);
  }

  private AuthResult ask(String token) {
    return Await.result("the authentication", access.authenticate(Optional.of("Bearer " + token)));
  }

  private AuthResult.Admitted admitted(String token) {
    return assertInstanceOf(AuthResult.Admitted.class, ask(token));
  }

  private String invalid(String token) {
    return assertInstanceOf(AuthResult.Invalid.class, ask(token)).why();
  }

  private JWTClaimsSet.Builder claims() {
    return issuer.claims("ann", AUDIENCE, "scan:run ops:read openid", now);
  }

  private String signed(JWTClaimsSet.Builder claims) {
    return Issuer.signed(KEY, JWSAlgorithm.RS256, claims.build());
  }

  @Test
  void aGoodTokenIsItsSubjectWithItsScopes() {
    AuthResult.Admitted admitted = admitted(signed(claims()));
    assertEquals("oauth:ann", admitted.caller().name());
    assertEquals(
        EnumSet.of(Permission.TOOLS_READ, Permission.SCAN_RUN, Permission.OPS_READ),
        admitted.caller().permissions());
    assertEquals(Optional.of(now.plusSeconds(330)), admitted.until());
  }

  @Test
  void scopesMayComeAsAnArray() {
    JWTClaimsSet.Builder array = claims().claim("scope", null);
    array.claim("scp", List.of("ops:write"));
    assertEquals(
        Set.of(Permission.OPS_READ, Permission.OPS_WRITE),
        admitted(signed(array)).caller().permissions());
    assertEquals(Set.of(), admitted(signed(claims().claim("scope", null))).caller().permissions());
    assertEquals(Set.of(), admitted(signed(claims().claim("scope", 7))).caller().permissions());
  }

  @Test
  void oneOfSeveralAudiencesIsEnough() {
    admitted(signed(claims().audience(List.of("https://other.example", AUDIENCE))));
  }

  @Test
  void anotherAudienceIsRefused() {
    for (String audience :
        List.of("https://other.example/mcp", AUDIENCE + "/", "https://scan.example", "agent")) {
      assertTrue(invalid(signed(claims().audience(audience))).contains("aud"), audience);
    }
    assertTrue(invalid(signed(claims().audience(List.of()))).contains("aud"));
  }

  @Test
  void anotherIssuerIsRefused() {
    assertTrue(invalid(signed(claims().issuer("https://evil.example"))).contains("issuer"));
    assertTrue(invalid(signed(claims().issuer(issuer.url() + "/"))).contains("issuer"));
    invalid(signed(claims().issuer(null)));
  }

  @Test
  void timesAreHeldWithinTheSkew() {
    Instant start = now;
    String token = signed(claims().notBeforeTime(Date.from(start.plusSeconds(60))));
    assertTrue(invalid(token).contains("not yet valid"));
    now = start.plusSeconds(31);
    admitted(token);
    now = start.plusSeconds(329);
    admitted(token);
    now = start.plusSeconds(331);
    assertTrue(invalid(token).contains("expired"));
  }

  @Test
  void whatATokenMustHave() {
    invalid(signed(claims().expirationTime(null)));
    invalid(signed(claims().subject(null)));
    invalid(signed(claims().subject("")));
    invalid(signed(claims().subject("a\nb")));
    invalid(signed(claims().subject("x".repeat(256))));
    assertTrue(invalid(signed(claims().claim("cnf", Map.of("jkt", "x")))).contains("cnf"));
  }

  @Test
  void aTokenSignedWithThePublicKeyAsASecretIsRefused() throws JOSEException {
    List<byte[]> secrets =
        List.of(
            KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
            KEY.toRSAPublicKey().getEncoded());
    for (byte[] secret : secrets) {
      SignedJWT forged =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .keyID("k1")
                  .type(new JOSEObjectType("at+jwt"))
                  .build(),
              claims().build());
      forged.sign(new MACSigner(secret));
      assertTrue(invalid(forged.serialize()).contains("algorithm"));
    }
    assertEquals(0, issuer.fetches(), "no key is fetched for such a token");
  }

  @Test
  void aTokenWithoutASignatureIsRefused() {
    invalid(new PlainJWT(claims().build()).serialize());
    String good = signed(claims());
    String payload = good.split("\\.")[1];
    for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
      Base64URL header = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"k1\"}");
      invalid(header + "." + payload + ".");
      invalid(header + "." + payload + "." + good.split("\\.")[2]);
    }
    invalid(good.substring(0, good.lastIndexOf('.') + 1));
    invalid("a.b.c");
    invalid("..");
  }

  @Test
  void anAlgorithmThatIsNotListedIsRefused() {
    assertTrue(
        invalid(Issuer.signed(KEY, JWSAlgorithm.RS512, claims().build())).contains("algorithm"));
  }

  @Test
  void aKeyInTheTokenItselfCountsForNothing() {
    String forged =
        Issuer.signed(
            OTHER,
            JWSAlgorithm.RS256,
            claims().build(),
            header -> header.keyID("k1").jwk(OTHER.toPublicJWK()));
    assertTrue(invalid(forged).contains("signature"));
  }

  @Test
  void aChangedPayloadIsRefused() {
    String[] parts = signed(claims()).split("\\.");
    String payload = new Base64URL(parts[1]).decodeToString().replace("\"ann\"", "\"bob\"");
    invalid(parts[0] + "." + Base64URL.encode(payload) + "." + parts[2]);
  }

  @Test
  void tokensOfOtherKindsAreRefused() {
    invalid(
        Issuer.signed(
            KEY,
            JWSAlgorithm.RS256,
            claims().build(),
            header -> header.type(new JOSEObjectType("dpop+jwt"))));
    admitted(
        Issuer.signed(
            KEY, JWSAlgorithm.RS256, claims().build(), header -> header.type(JOSEObjectType.JWT)));
    admitted(Issuer.signed(KEY, JWSAlgorithm.RS256, claims().build(), header -> header.type(null)));
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() {
    admitted(signed(claims()));
    assertEquals(1, issuer.fetches());
    issuer.publish(CURVE);
    String fresh = Issuer.signed(CURVE, JWSAlgorithm.ES256, claims().build());
    invalid(fresh);
    assertEquals(1, issuer.fetches(), "not within the pause");
    now = now.plusSeconds(11);
    admitted(fresh);
    assertEquals(2, issuer.fetches());
    admitted(fresh);
    admitted(signed(claims()));
    assertEquals(2, issuer.fetches(), "both keys are known");
  }

  @Test
  void forgedKeyIdsDoNotMakeTheServerAskAllTheTime() {
    admitted(signed(claims()));
    for (int i = 0; i < 200; i++) {
      String id = "forged-" + i;
      invalid(Issuer.signed(KEY, JWSAlgorithm.RS256, claims().build(), header -> header.keyID(id)));
    }
    assertEquals(1, issuer.fetches());
    admitted(signed(claims()));
  }

  @Test
  void aWithdrawnKeyStopsWorkingEvenForTokensSeenBefore() {
    String token = signed(claims().expirationTime(Date.from(now.plusSeconds(3600))));
    admitted(token);
    issuer.withdraw(KEY);
    issuer.publish(OTHER);
    admitted(token);
    now = now.plus(Duration.ofMinutes(5)).plusSeconds(1);
    invalid(token);
  }

  @Test
  void anUnchangedKeySetIsFetchedOncePerRefresh() {
    String token = signed(claims().expirationTime(Date.from(now.plusSeconds(3600))));
    for (int minute = 0; minute < 20; minute++) {
      admitted(token);
      admitted(token);
      now = now.plusSeconds(60);
    }
    assertEquals(4, issuer.fetches());
  }

  @Test
  void anOutageOfTheIssuerIsBridgedForATime() {
    String token = signed(claims().expirationTime(Date.from(now.plusSeconds(36_000))));
    admitted(token);
    issuer.down(true);
    now = now.plus(Duration.ofMinutes(30));
    admitted(token);
    now = now.plus(Duration.ofMinutes(31));
    assertInstanceOf(AuthResult.Unavailable.class, ask(token));
    issuer.down(false);
    assertInstanceOf(AuthResult.Unavailable.class, ask(token), "within the pause");
    now = now.plusSeconds(11);
    admitted(token);
  }

  @Test
  void withoutKeysATokenIsNotCalledBad() {
    issuer.down(true);
    assertInstanceOf(AuthResult.Unavailable.class, ask(signed(claims())));
    issuer.close();
    now = now.plusSeconds(11);
    assertInstanceOf(AuthResult.Unavailable.class, ask(signed(claims())));
  }

  @Test
  void keysMayComeFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("jwks.json");
    access = access(file.toString());
    assertInstanceOf(AuthResult.Unavailable.class, ask(signed(claims())));
    Files.writeString(file, issuer.jwks());
    now = now.plusSeconds(11);
    admitted(signed(claims()));
    assertEquals(0, issuer.fetches());
  }

  @Test
  void secretsAndShortKeysInAKeySetAreNotUsed(@TempDir Path folder) throws Exception {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    OctetSequenceKey symmetric = new OctetSequenceKey.Builder(secret).keyID("k1").build();
    Path file = folder.resolve("jwks.json");
    Files.writeString(file, "{\"keys\":[" + symmetric.toJSONString() + "]}");
    access = access(file.toString());
    invalid(signed(claims()));
  }

  @Test
  void nothingOfATokenIsInWhatIsSaid() {
    String token = signed(claims().audience("https://other.example/SECRET").subject("SECRET"));
    assertFalse(ask(token).toString().contains("SECRET"));
  }
}
