package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.jwk.RSAKey;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Reloaded;
import io.switchgear.config.Settings;
import io.switchgear.front.access.BearerToken;
import io.switchgear.front.access.Issuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose entry rules change with its configuration file. Each test starts with the same
 * file.
 */
abstract class AccessFixture {

  static final BearerToken CI = BearerToken.fresh();
  static final BearerToken NEXT = BearerToken.fresh();
  static final BearerToken OPS = BearerToken.fresh();
  static final RSAKey KEY = Issuer.rsa("k1");
  static final String AUTH = "switchgear.http.auth.";

  static final String ALL = "\"scan:intrusive\",\"ops:read\"";

  @TempDir static Path folder;
  static Issuer issuer;
  static Switchgear server;
  static Path file;

  @BeforeAll
  static void start() throws Exception {
    issuer = new Issuer();
    issuer.publish(KEY);
    file = folder.resolve("my.conf");
    write(List.of());
    server = Switchgear.serve(Settings.load(Optional.of(file), Map.of()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    issuer.close();
  }

  @BeforeEach
  void asAtTheStart() throws IOException {
    reload();
  }

  @AfterEach
  void nobodyIsLeft() {
    assertEquals(List.of(), server.reload("test").problems());
  }

  static String token(String name, BearerToken token, String scopes) {
    return "{name=%s,sha256=\"%s\",scopes=[%s]}".formatted(name, token.sha256(), scopes);
  }

  static String tokens(String... more) {
    return AUTH
        + "tokens = ["
        + String.join(
            ",",
            Stream.concat(Stream.of(token("ops", OPS, "\"ops:write\"")), Stream.of(more)).toList())
        + "]";
  }

  static void write(List<String> changed) throws IOException {
    Files.writeString(
        file,
        String.join(
            "\n",
            Stream.concat(
                    Stream.of(
                        "switchgear.http.port = 0",
                        "switchgear.data-dir = \"" + folder + "\"",
                        "switchgear.reload.watch = off",
                        "switchgear.scope.intrusive = on",
                        AUTH + "issuer = \"" + issuer.url() + "\"",
                        AUTH + "jwks = \"" + issuer.jwksUrl() + "\"",
                        AUTH + "jwks-pause = 100ms",
                        AUTH + "jwks-outage = 2h",
                        tokens(token("ci", CI, ALL))),
                    changed.stream())
                .toList()));
  }

  static Reloaded reload(String... changed) throws IOException {
    write(List.of(changed));
    return server.reload("test");
  }

  static URI mcp() {
    return server.url().orElseThrow();
  }

  static Visitor with(BearerToken token) {
    return Visitor.with(mcp(), token.reveal());
  }

  static Visitor ann() {
    return Visitor.with(mcp(), issuer.token(KEY, "ann", mcp().toString(), "scan:run"));
  }

  static HttpRequest.Builder listen(Visitor visitor) {
    return visitor.modern("subscriptions/listen", "", "'notifications':{'toolsListChanged':true}");
  }
}
