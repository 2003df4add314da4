package io.switchgear.mcp.exchange;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs request states, with HMAC-SHA256. Its text shows only its id. */
public final class SealingKey {

  /** Bytes of a secret, at least. */
  public static final int SECRET_BYTES = 32;

  private static final String MAC = "HmacSHA256";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

  private final String id;
  private final SecretKeySpec secret;

  /**
   * @param id 1 to 16 characters of base64url; states carry it, so it is not secret
   * @param secret at least {@value #SECRET_BYTES} bytes
   */
  public SealingKey(String id, byte[] secret) {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "id of a key '%s': must have 1 to 16 characters of base64url".formatted(id));
    }
    if (secret.length < SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the key of request states has %d bytes; it needs at least %d"
              .formatted(secret.length, SECRET_BYTES));
    }
    this.id = id;
    this.secret = new SecretKeySpec(secret, MAC);
  }

  /** A new secret. */
  static byte[] randomSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  String id() {
    return id;
  }

  /** The signature, as base64url. */
  String sign(String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(secret);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
