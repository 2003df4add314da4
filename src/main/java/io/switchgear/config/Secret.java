package io.switchgear.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that is never shown: {@link #toString} does not hold it. */
public final class Secret {

  private static final int MIN_CHARS = 16;

  private final byte[] bytes;

  /**
   * @throws IllegalArgumentException if it is shorter than 16 characters; the message does not hold
   *     it
   */
  public Secret(String text) {
    if (text.length() < MIN_CHARS) {
      throw new IllegalArgumentException(
          "the secret has "
              + text.length()
              + " characters, and needs at least "
              + MIN_CHARS
              + "; make one with: openssl rand -hex 32");
    }
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A secret that another program chose, such as the password of a database; may be empty. */
  static Secret ofAnyLength(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text in UTF-8; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The text itself; hand it only to what needs it. */
  public String reveal() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
