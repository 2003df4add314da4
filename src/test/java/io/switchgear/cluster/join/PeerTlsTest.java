package io.switchgear.cluster.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.ClusterSettings.Tls;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of openssl, and whole handshakes of two engines. */
@Tag("process")
class PeerTlsTest {

  private static final int MOST_ROUNDS = 100;

  private static final String EC = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

  @TempDir static Path folder;

  private final AtomicLong clock = new AtomicLong();

  @BeforeAll
  static void authorities() {
    authority("ours", EC);
    authority("theirs", EC);
  }

  private static void authority(String name, String key) {
    openssl("genpkey " + key + " -out " + name + ".key");
    openssl("req -x509 -key %1$s.key -days 2 -subj /CN=%1$s -out %1$s.pem".formatted(name));
  }

  /** Files NAME.key and NAME.pem. */
  private static Tls node(String name, String subject, String authority, String key) {
    openssl("genpkey " + key + " -out " + name + ".key");
    openssl("req -new -key %1$s.key -subj /CN=%2$s -out %1$s.csr".formatted(name, subject));
    openssl(
        "x509 -req -in %1$s.csr -CA %2$s.pem -CAkey %2$s.key -CAcreateserial -days 2 -out %1$s.pem"
            .formatted(name, authority));
    return files(name, name);
  }

  private static Tls files(String certificate, String key) {
    return new Tls(file(certificate + ".pem"), file(key + ".key"), file("ours.pem"));
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void openssl(String arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openssl.log").toFile())
              .start();
      assertEquals(0, Await.exit("openssl", process), arguments);
    } catch (IOException missing) {
      throw new AssertionError(missing);
    }
  }

  private PeerTls tls(Tls files) {
    return new PeerTls(files, clock::get);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
        "-algorithm ED25519"
      })
  void nodesWithKeysOfEachKindMeet(String key) throws SSLException {
    PeerTls one = tls(node("one", "switchgear", "ours", key));
    PeerTls other = tls(node("other", "switchgear", "ours", EC));
    SSLEngine client = one.createClientSSLEngine("127.0.0.1", 1);
    SSLEngine server = other.createServerSSLEngine("127.0.0.1", 1);
    shake(client, server);
    assertEquals("TLSv1.3", client.getSession().getProtocol());
    assertTrue(one.verifyServerSession("127.0.0.1", client.getSession()).isEmpty());
    assertTrue(other.verifyClientSession("127.0.0.1", server.getSession()).isEmpty());
  }

  @Test
  void strangersAreRefused() throws SSLException {
    PeerTls one = tls(node("one", "switchgear", "ours", EC));
    PeerTls stranger = tls(node("stranger", "switchgear", "theirs", EC));
    assertThrows(
        SSLException.class,
        () ->
            shake(
                stranger.createClientSSLEngine("127.0.0.1", 1),
                one.createServerSSLEngine("127.0.0.1", 1)));
    PeerTls named = tls(node("named", "another", "ours", EC));
    SSLEngine client = named.createClientSSLEngine("127.0.0.1", 1);
    SSLEngine server = one.createServerSSLEngine("127.0.0.1", 1);
    shake(client, server);
    assertTrue(
        one.verifyClientSession("127.0.0.1", server.getSession())
            .get()
            .getMessage()
            .contains("[another]"));
    assertTrue(named.verifyServerSession("127.0.0.1", client.getSession()).isDefined());
  }

  @Test
  void renewedFilesAreUsedAndHalfRenewedOnesAreNot() throws Exception {
    PeerTls one = tls(node("one", "switchgear", "ours", EC));
    PeerTls other = tls(node("other", "switchgear", "ours", EC));
    BigInteger first = serial(one, other);
    node("next", "switchgear", "ours", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072");
    replace("next.pem", "one.pem");
    clock.addAndGet(Duration.ofSeconds(11).toNanos());
    assertEquals(first, serial(one, other), "the key is not replaced yet");
    replace("next.key", "one.key");
    assertEquals(first, serial(one, other), "it has just been read");
    clock.addAndGet(Duration.ofSeconds(11).toNanos());
    assertTrue(!first.equals(serial(one, other)));
  }

  private static void replace(String from, String to) throws IOException {
    Files.copy(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Of the certificate that one shows to the other. */
  private static BigInteger serial(PeerTls one, PeerTls other) throws SSLException {
    SSLEngine client = one.createClientSSLEngine("127.0.0.1", 1);
    SSLEngine server = other.createServerSSLEngine("127.0.0.1", 1);
    shake(client, server);
    return ((X509Certificate) server.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  @Test
  void filesThatDoNotFitAreNamed() throws IOException {
    node("one", "switchgear", "ours", EC);
    node("rsa", "switchgear", "ours", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    refused(files("one", "rsa"), "tls.key", "rsa.key", "which is EC");
    refused(files("rsa", "one"), "tls.key", "one.key", "which is RSA");
    refused(files("one", "absent"), "tls.key", "cannot be read");
    openssl("ec -in one.key -out old.key");
    refused(files("one", "old"), "tls.key", "BEGIN PRIVATE KEY", "openssl pkcs8");
    Files.writeString(folder.resolve("empty.pem"), "");
    refused(files("empty", "one"), "tls.certificate", "empty.pem", "no certificate");
  }

  private static void refused(Tls tls, String... words) {
    NodeException refused = assertThrows(NodeException.class, () -> PeerFiles.read(tls));
    for (String word : words) {
      assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }
  }

  private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    client.beginHandshake();
    server.beginHandshake();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
      if (isDone(client)
          && isDone(server)
          && toClient.position() == 0
          && toServer.position() == 0) {
        return;
      }
    }
    throw new AssertionError(client.getHandshakeStatus() + " and " + server.getHandshakeStatus());
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    if (in.position() > 0) {
      in.flip();
      engine.unwrap(in, ByteBuffer.allocate(1 << 15));
      in.compact();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    }
  }
}
