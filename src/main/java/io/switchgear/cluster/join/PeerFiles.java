package io.switchgear.cluster.join;

import io.switchgear.config.ClusterSettings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node shows to other nodes, and what it believes of them, as its files have it.
 *
 * @param chain its certificates, its own first
 * @param key of the first certificate: RSA, EC or Ed25519
 * @param authorities that sign the certificates of nodes
 */
public record PeerFiles(
    List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final long MOST_BYTES = 1 << 20;

  public PeerFiles {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads the files; blocks.
   *
   * @throws NodeException if one cannot be read or has something else, or if the key is not that of
   *     the certificate
   */
  public static PeerFiles read(Tls tls) {
    List<X509Certificate> chain = certificates("certificate", tls.certificate());
    PublicKey own = chain.getFirst().getPublicKey();
    return new PeerFiles(chain, key(tls.key(), own), certificates("authority", tls.authority()));
  }

  private static List<X509Certificate> certificates(String setting, String file) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(setting, file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new NodeException(sentence(setting, file, "has no certificate"));
      }
      return all;
    } catch (GeneralSecurityException bad) {
      throw new NodeException(
          sentence(setting, file, "has no certificates in PEM (" + bad.getMessage() + ")"), bad);
    }
  }

  private static PrivateKey key(String file, PublicKey own) {
    Matcher pem = PKCS8.matcher(new String(bytes("key", file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new NodeException(
          sentence(
              "key",
              file,
              "has no 'BEGIN PRIVATE KEY' (PKCS#8 without a password); make one of an older form"
                  + " with 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'"));
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(own.getAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      if (fits(key, own)) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException bad) {
      throw new NodeException(foreign(file, own), bad);
    }
    throw new NodeException(foreign(file, own));
  }

  private static String foreign(String file, PublicKey own) {
    return sentence(
        "key",
        file,
        ("is not the key of the first certificate in the file of"
             + " switchgear.cluster.tls.certificate, which is %s; a node's key is RSA, EC or"
             + " Ed25519, as 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256' makes"
             + " one, and certificate and key are replaced together")
            .formatted(own.getAlgorithm().equals("EdDSA") ? "Ed25519" : own.getAlgorithm()));
  }

  private static boolean fits(PrivateKey key, PublicKey own) throws GeneralSecurityException {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    byte[] sample = "a node of switchgear".getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(own);
    signature.update(sample);
    return signature.verify(signed);
  }

  private static byte[] bytes(String setting, String file) {
    try {
      if (Files.size(Path.of(file)) > MOST_BYTES) {
        throw new NodeException(sentence(setting, file, "has more than 1 MiB"));
      }
      return Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      throw new NodeException(
          sentence(setting, file, "cannot be read (" + unreadable + ")"), unreadable);
    }
  }

  private static String sentence(String setting, String file, String problem) {
    return "the file of switchgear.cluster.tls.%s, %s, %s".formatted(setting, file, problem);
  }
}
