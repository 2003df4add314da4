package io.switchgear.watch.webhooks;

import io.switchgear.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a request. It lets a receiver check that this server sent the request, that the
 * body is intact, and that the request is recent: {@code t=SECONDS,v1=HEX}, where HEX is the
 * HMAC-SHA256 (RFC 2104) with the secret over the seconds since 1970, a dot, and the body's bytes.
 */
final class Signature {

  static final String HEADER = "X-Switchgear-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  static String of(Secret secret, Instant at, byte[] body) {
    String seconds = String.valueOf(at.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }
}
