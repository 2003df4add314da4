package io.switchgear.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.EnvironmentSettings;
import io.switchgear.config.Settings;
import io.switchgear.config.TokenSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets that {@code compose.yaml} makes at its first start. */
@Tag("process")
class ProvisionTest {

  @TempDir private Path folder;

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void theAuthoritySignsTheCertificateOfTheNodes() throws Exception {
    Provisioned made = Provisioned.run(folder);
    X509Certificate node = certificate(made.node("node.crt"));
    X509Certificate authority = certificate(made.node("ca.crt"));
    node.verify(authority.getPublicKey());
    assertEquals("CN=switchgear", node.getSubjectX500Principal().getName());
    assertEquals(-1, node.getBasicConstraints());
    assertTrue(authority.getBasicConstraints() >= 0);
    // The form that the server reads.
    assertTrue(Files.readString(made.node("node.key")).startsWith("-----BEGIN PRIVATE KEY-----"));
  }

  @Test
  void theTokensAreThoseOfTheConfiguration() throws Exception {
    Provisioned made = Provisioned.run(folder);
    Settings settings =
        EnvironmentSettings.load(Map.of(), Optional.of(made.node("switchgear.conf")));
    Map<String, String> hashes = new TreeMap<>();
    for (TokenSettings token : settings.access().auth().tokens()) {
      hashes.put(token.name(), token.sha256());
    }
    assertEquals(
        Map.of(
            "agent", sha256(made.node("agent.token")),
            "operator", sha256(made.node("operator.token")),
            "prometheus", sha256(made.monitoring().resolve("prometheus.token"))),
        hashes);
    assertTrue(Files.readString(made.node("agent.token")).matches("sgt_[A-Za-z0-9_-]{43}"));
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return java.util.HexFormat.of().formatHex(digest);
  }

  @Test
  void aSecondRunKeepsEverything() throws Exception {
    Provisioned made = Provisioned.run(folder);
    Map<Path, String> before = content(made);
    assertTrue(before.size() >= 10, before.keySet()::toString);
    Provisioned.run(folder);
    assertEquals(before, content(made));
  }

  @Test
  void aCertificateThatIsGoneIsMadeAgainByTheSameAuthority() throws Exception {
    Provisioned made = Provisioned.run(folder);
    X509Certificate first = certificate(made.node("node.crt"));
    Files.writeString(made.node("node.crt"), "");
    Provisioned.run(folder);
    X509Certificate second = certificate(made.node("node.crt"));
    assertNotEquals(first, second);
    second.verify(certificate(made.node("ca.crt")).getPublicKey());
  }

  /** Prometheus, Grafana and PostgreSQL have other users than the nodes. */
  @Test
  void onlyWhatOtherUsersNeedIsReadableForThem() throws Exception {
    Provisioned made = Provisioned.run(folder);
    for (Path each : list(made.nodes())) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
          each::toString);
    }
    for (Path shared : new Path[] {made.database(), made.monitoring()}) {
      for (Path each : list(shared)) {
        assertEquals(
            "r--r--r--",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
            each::toString);
      }
    }
  }

  private static Path[] list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toArray(Path[]::new);
    }
  }

  private static Map<Path, String> content(Provisioned made) throws IOException {
    Map<Path, String> content = new TreeMap<>();
    for (Path each : made.folders()) {
      for (Path file : list(each)) {
        content.put(file, Files.readString(file));
      }
    }
    return content;
  }
}
