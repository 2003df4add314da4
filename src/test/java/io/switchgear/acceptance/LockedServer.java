package io.switchgear.acceptance;

import com.nimbusds.jose.jwk.RSAKey;
import io.switchgear.front.access.BearerToken;
import io.switchgear.front.access.Issuer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The whole server with authentication, and an issuer of tokens. */
final class LockedServer implements AutoCloseable {

  static final BearerToken STATIC = BearerToken.fresh();
  static final BearerToken EXPIRED = BearerToken.fresh();
  static final RSAKey KEY = Issuer.rsa("k1");
  static final RSAKey NEXT = Issuer.rsa("k2");

  final Issuer issuer = new Issuer();
  final RunningServer server;

  LockedServer(Path folder) throws IOException {
    issuer.publish(KEY);
    server = RunningServer.start(folder, settings());
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("switchgear.http.auth.issuer", issuer.url());
    settings.put("switchgear.http.auth.jwks", issuer.jwksUrl());
    settings.put("switchgear.http.auth.jwks-pause", "100ms");
    settings.put("switchgear.http.auth.jwks-refresh", "1s");
    settings.put("switchgear.http.auth.clock-skew", "1s");
    settings.put("switchgear.http.allowed-origins", "https://ops.example");
    settings.put("switchgear.drills.enabled", "true");
    settings.put(
        "switchgear.http.auth.tokens",
        ("[{name=ci,sha256=\"%s\",scopes=[\"scan:intrusive\",\"ops:write\"]},"
                + "{name=old,sha256=\"%s\",scopes=[\"ops:write\"],expires=\"2020-01-01\"}]")
            .formatted(STATIC.sha256(), EXPIRED.sha256()));
    return settings;
  }

  String audience() {
    return server.mcp().toString();
  }

  String metadata() {
    return server.mcp().resolve("/.well-known/oauth-protected-resource/mcp").toString();
  }

  /** A client of principal {@code ann}, with a token from the issuer. */
  Visitor scoped(String scope) {
    return Visitor.with(server.mcp(), issuer.token(KEY, "ann", audience(), scope));
  }

  @Override
  public void close() throws IOException {
    server.close();
    issuer.close();
  }
}
