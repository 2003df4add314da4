package io.switchgear.front.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An authorization server on loopback: serves its JWKS and signs the tokens that a test needs. */
public final class Issuer implements AutoCloseable {

  private final HttpServer server;
  private final List<JWK> published = new CopyOnWriteArrayList<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile boolean down;

  public Issuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/jwks", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    byte[] body = jwks().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(down ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The current JWKS. */
  public String jwks() {
    return new JWKSet(List.copyOf(published)).toString();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public String jwksUrl() {
    return url() + "/jwks";
  }

  /** Whether requests for the JWKS get 503 from now on. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /** The number of requests for the JWKS. */
  public int fetches() {
    return fetches.get();
  }

  public static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  public static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  public void publish(JWK key) {
    published.add(key.toPublicJWK());
  }

  public void withdraw(JWK key) {
    published.removeIf(each -> each.getKeyID().equals(key.getKeyID()));
  }

  /** Claims that are valid for five minutes. */
  public JWTClaimsSet.Builder claims(String subject, String audience, String scope) {
    return claims(subject, audience, scope, Instant.now());
  }

  public JWTClaimsSet.Builder claims(String subject, String audience, String scope, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .subject(subject)
        .audience(audience)
        .claim("scope", scope)
        .claim("client_id", "agent")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
  }

  public String token(RSAKey key, String subject, String audience, String scope) {
    return signed(key, JWSAlgorithm.RS256, claims(subject, audience, scope).build());
  }

  public static String signed(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    return signed(key, algorithm, claims, header -> header);
  }

  public static String signed(
      JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims, UnaryOperator<JWSHeader.Builder> more) {
    JWSHeader.Builder header =
        new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(new JOSEObjectType("at+jwt"));
    try {
      JWSSigner signer =
          switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            default -> throw new AssertionError(key.getKeyType());
          };
      SignedJWT jwt = new SignedJWT(more.apply(header).build(), claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
