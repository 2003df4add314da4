package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS with the whole server, and certificates that are replaced while it runs. */
@Tag("network")
@Tag("process")
class TlsTest {

  private static final BearerToken TOKEN = BearerToken.fresh();

  @TempDir Path folder;

  private Path certificate() {
    return folder.resolve("server.pem");
  }

  private Path key() {
    return folder.resolve("server.key");
  }

  private RunningServer start() throws IOException {
    return RunningServer.start(
        folder.resolve("data"),
        Map.of(
            "switchgear.http.auth.tokens",
            "[{name=ci,sha256=\"%s\",scopes=[\"scan:run\",\"ops:read\"]}]"
                .formatted(TOKEN.sha256()),
            "switchgear.http.tls.certificate",
            certificate().toString(),
            "switchgear.http.tls.key",
            key().toString(),
            "switchgear.http.tls.reload",
            "50ms"));
  }

  private static Visitor visitor(RunningServer server, SelfSigned trusted) {
    return new Visitor(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusted.trust())
            .build(),
        server.mcp(),
        Optional.of("Bearer " + TOKEN.reveal()));
  }

  private static boolean trusts(RunningServer server, SelfSigned trusted) {
    try (Visitor visitor = visitor(server, trusted)) {
      return visitor.get("/health/live").status() == 200;
    } catch (SSLHandshakeException unknown) {
      return false;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void itSpeaksHttpsAndSaysSo(String algorithm) throws Exception {
    SelfSigned signed = SelfSigned.make(folder, "one", algorithm);
    signed.write(certificate(), key());
    try (RunningServer server = start();
        Visitor visitor = visitor(server, signed)) {
      assertEquals("https", server.mcp().getScheme());
      Visitor.Seen done =
          visitor.call(
              "port_scan", "{'targets':['127.0.0.1'],'ports':'" + server.openPort() + "'}");
      assertEquals(200, done.status());
      assertEquals(List.of(server.openPort()), Answers.openPorts(done.json().path("result")));
      assertEquals(404, visitor.get("/.well-known/oauth-protected-resource").status());
    }
  }

  @Test
  void plainHttpIsNotAnswered() throws Exception {
    SelfSigned.make(folder, "one", "EC").write(certificate(), key());
    try (RunningServer server = start();
        Socket plain = new Socket("127.0.0.1", server.mcp().getPort())) {
      plain.setSoTimeout(30_000);
      plain
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(!answer.contains("HTTP/1.1 200"), answer);
    }
  }

  @Test
  void oldVersionsOfTlsAreNotSpoken() throws Exception {
    SelfSigned signed = SelfSigned.make(folder, "one", "EC");
    signed.write(certificate(), key());
    try (RunningServer server = start();
        SSLSocket socket =
            (SSLSocket)
                signed
                    .trust()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.mcp().getPort())) {
      socket.setSoTimeout(30_000);
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThrows(SSLException.class, socket::startHandshake);
    }
  }

  @Test
  void aNewCertificateIsUsedAndOldConnectionsGoOn() throws Exception {
    SelfSigned first = SelfSigned.make(folder, "one", "EC");
    SelfSigned second = SelfSigned.make(folder, "two", "RSA");
    first.write(certificate(), key());
    try (RunningServer server = start();
        Socket raw =
            first.trust().getSocketFactory().createSocket("127.0.0.1", server.mcp().getPort())) {
      raw.setSoTimeout(30_000);
      assertTrue(live(raw));
      second.write(certificate(), key());
      Await.until("the new certificate", () -> trusts(server, second));
      assertTrue(!trusts(server, first));
      assertTrue(live(raw), "the connection from before");
    }
  }

  @Test
  void filesThatCannotBeUsedLeaveTheOldOnes() throws Exception {
    SelfSigned first = SelfSigned.make(folder, "one", "EC");
    SelfSigned second = SelfSigned.make(folder, "two", "EC");
    first.write(certificate(), key());
    try (RunningServer server = start()) {
      Files.writeString(certificate(), "no certificate");
      assertTrue(trusts(server, first));
      Files.writeString(certificate(), second.certificate());
      assertTrue(trusts(server, first), "half of a renewal");
      Files.delete(key());
      assertTrue(trusts(server, first));
      Files.writeString(key(), second.key());
      Await.until("the new certificate", () -> trusts(server, second));
    }
  }

  @Test
  void withoutUsableFilesItDoesNotStart() throws Exception {
    SelfSigned first = SelfSigned.make(folder, "one", "EC");
    SelfSigned second = SelfSigned.make(folder, "two", "EC");
    StartupException missing = assertThrows(StartupException.class, this::start);
    assertTrue(missing.getMessage().contains("cannot be read"), missing.getMessage());
    first.write(certificate(), key());
    Files.writeString(key(), second.key());
    StartupException other = assertThrows(StartupException.class, this::start);
    assertTrue(other.getMessage().contains("is not the key of"), other.getMessage());
    Files.writeString(key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----");
    StartupException form = assertThrows(StartupException.class, this::start);
    assertTrue(form.getMessage().contains("openssl pkcs8"), form.getMessage());
  }

  /** Sends one request on a connection that stays open. */
  private static boolean live(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\"live\"}") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("closed after: " + answer);
      }
      answer.append((char) next);
    }
    return answer.toString().startsWith("HTTP/1.1 200");
  }

  @Test
  void beyondLoopbackItIsKnownByItsResource() throws Exception {
    SelfSigned signed = SelfSigned.make(folder, "one", "EC");
    signed.write(certificate(), key());
    try (RunningServer server =
        RunningServer.start(
            folder.resolve("data"),
            Map.of(
                "switchgear.http.host",
                "0.0.0.0",
                "switchgear.http.auth.resource",
                "https://scan.example/mcp",
                "switchgear.http.auth.tokens",
                "[{name=ci,sha256=\"%s\",scopes=[\"ops:read\"]}]".formatted(TOKEN.sha256()),
                "switchgear.http.tls.certificate",
                certificate().toString(),
                "switchgear.http.tls.key",
                key().toString()))) {
      assertEquals(URI.create("https://scan.example/mcp"), server.mcp());
    }
  }
}
