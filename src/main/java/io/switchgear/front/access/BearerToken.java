package io.switchgear.front.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A static bearer token: {@code sgt_} and 256 random bits in base64url. {@link #toString} does not
 * reveal it.
 */
public final class BearerToken {

  /** Makes the token recognizable to people and to secret scanners. */
  static final String PREFIX = "sgt_";

  private static final int RANDOM_BYTES = 32;

  private final String text;

  private BearerToken(String text) {
    this.text = text;
  }

  /** A new random token. */
  public static BearerToken fresh() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return new BearerToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** The token itself, to be shown once. */
  public String reveal() {
    return text;
  }

  /** The SHA-256 of the token, as the configuration holds it: 64 lower-case hex digits. */
  public String sha256() {
    return HexFormat.of().formatHex(digest(text));
  }

  static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "(token)";
  }
}
