package io.switchgear.config;

import java.time.Duration;

/**
 * TLS from PEM files; off while no file is named.
 *
 * @param certificate path of the certificate chain, the server's own certificate first; empty for
 *     none
 * @param key path of its private key, PKCS#8 without a password; empty for none
 * @param reload how often the files are checked for changes, 10 ms to 1 d
 */
public record TlsSettings(String certificate, String key, Duration reload) {

  static final TlsSettings NONE = new TlsSettings("", "", Duration.ofSeconds(10));

  public TlsSettings {
    new Check().range("reload", reload, Duration.ofMillis(10), Duration.ofDays(1)).done();
  }

  /** Whether the server speaks TLS. */
  public boolean on() {
    return !certificate.isEmpty() || !key.isEmpty();
  }
}
