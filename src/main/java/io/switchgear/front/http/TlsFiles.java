package io.switchgear.front.http;

import io.switchgear.config.SettingsException;
import io.switchgear.config.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key. A new connection uses the files loaded last; open connections
 * are not affected by new files.
 */
final class TlsFiles {

  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final int MAX_BYTES = 1 << 20;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private record Content(byte[] certificate, byte[] key) {
    boolean sameAs(Content other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }
  }

  private static final String KEY = "switchgear.http.tls";

  private final TlsSettings settings;
  private Content seen;
  private volatile SSLContext context;

  /**
   * @throws SettingsException if the files cannot be used
   */
  TlsFiles(TlsSettings settings) {
    this.settings = settings;
    if (settings.certificate().isEmpty() || settings.key().isEmpty()) {
      throw new SettingsException(
          KEY, "certificate and key belong together; set both files, or neither");
    }
    try {
      this.seen = read();
      this.context = context(seen);
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      throw new SettingsException(KEY, problem(unusable), unusable);
    }
  }

  /** The engine of a new connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  /** Loads changed files. A warning about unusable files is logged once. Blocks while it reads. */
  synchronized void reload() {
    try {
      Content now = read();
      if (now.sameAs(seen)) {
        return;
      }
      seen = now;
      context = context(now);
      LOG.info("new connections use the new certificate {}", settings.certificate());
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      Content nothing = new Content(new byte[0], new byte[0]);
      boolean told = unusable instanceof IOException && seen.sameAs(nothing);
      if (unusable instanceof IOException) {
        seen = nothing;
      }
      if (!told) {
        LOG.warn("the previous certificate stays in use: {}", problem(unusable));
      }
    }
  }

  private Content read() throws IOException {
    return new Content(read(settings.certificate()), read(settings.key()));
  }

  private static byte[] read(String name) throws IOException {
    Path file = Path.of(name);
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(name + " has more than 1 MiB");
    }
    return Files.readAllBytes(file);
  }

  private SSLContext context(Content files) throws GeneralSecurityException, IOException {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(files.certificate()))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new GeneralSecurityException(settings.certificate() + " contains no certificate");
    }
    PrivateKey key = key(files.key(), chain[0].getPublicKey().getAlgorithm());
    requirePair(key, chain[0]);
    if (chain[0] instanceof X509Certificate own) {
      LOG.debug("certificate of {}, until {}", own.getSubjectX500Principal(), own.getNotAfter());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = new char[0];
    store.setKeyEntry("server", key, none, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, none);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys.getKeyManagers(), null, null);
    return made;
  }

  private PrivateKey key(byte[] pem, String algorithm) throws GeneralSecurityException {
    Matcher found = PKCS8.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!found.find()) {
      throw new GeneralSecurityException(
          settings.key()
              + " contains no 'BEGIN PRIVATE KEY' (PKCS#8 without a password); create it with:"
              + " openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    byte[] der = Base64.getMimeDecoder().decode(found.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /**
   * Rejects a key and a certificate that do not match, as when only one file has been replaced yet.
   */
  private void requirePair(PrivateKey key, Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] sample = settings.certificate().getBytes(StandardCharsets.UTF_8);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(sample);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate);
    verifying.update(sample);
    if (!verifying.verify(signing.sign())) {
      throw new GeneralSecurityException(
          settings.key() + " is not the key of the first certificate in " + settings.certificate());
    }
  }

  private static String problem(Exception unusable) {
    return unusable instanceof IOException
        ? "a file cannot be read (" + unusable + "); make both readable for this user"
        : unusable.getMessage();
  }
}
