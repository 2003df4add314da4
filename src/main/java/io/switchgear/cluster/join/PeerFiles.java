package io.switchgear.cluster.join;

import io.switchgear.config.ClusterSettings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Checks the certificates of a node before it starts. Pekko reads them at the first connection, and
 * a bad file would then only be a line in the log.
 */
public final class PeerFiles {

  private PeerFiles() {}

  /**
   * @throws NodeException if a file cannot be read or has something else
   */
  public static void check(Tls tls) {
    certificates("certificate", tls.certificate());
    certificates("authority", tls.authority());
    key(tls.key());
  }

  private static void certificates(String setting, String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new NodeException(sentence(setting, file, "has no certificate"));
      }
    } catch (IOException unreadable) {
      throw new NodeException(
          sentence(setting, file, "cannot be read (" + unreadable + ")"), unreadable);
    } catch (GeneralSecurityException bad) {
      throw new NodeException(
          sentence(setting, file, "has no certificates in PEM (" + bad.getMessage() + ")"), bad);
    }
  }

  private static void key(String file) {
    try {
      String pem = Files.readString(Path.of(file));
      String base64 =
          pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----.*", "$1");
      KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (IOException unreadable) {
      throw new NodeException(
          sentence("key", file, "cannot be read (" + unreadable + ")"), unreadable);
    } catch (GeneralSecurityException | IllegalArgumentException bad) {
      throw new NodeException(
          sentence(
              "key",
              file,
              "is no RSA key in PKCS#8 without a password, as 'openssl genpkey -algorithm RSA"
                  + " -pkeyopt rsa_keygen_bits:3072' makes one"),
          bad);
    }
  }

  private static String sentence(String setting, String file, String problem) {
    return "the file of switchgear.cluster.tls.%s, %s, %s".formatted(setting, file, problem);
  }
}
