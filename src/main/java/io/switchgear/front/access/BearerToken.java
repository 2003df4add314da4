package io.switchgear.front.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A static bearer token: {@code sgt_} and 256 random bits in base64url. Shows itself in no text.
 */
public final class BearerToken {

  /** Lets people and scanners of repositories see what it is. */
  static final String PREFIX = "sgt_";

  private static final int RANDOM_BYTES = 32;

  private final String text;

  private BearerToken(String text) {
    this.text = text;
  }

  /** One that nobody has had before. */
  public static BearerToken fresh() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return new BearerToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** The token itself, to be shown once. */
  public String reveal() {
    return text;
  }

  /** What the configuration has of it, 64 of {@code 0-9 a-f}. */
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
