package io.switchgear.watch.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 as 64 lower-case hex digits. */
final class Hash {

  static final int BYTES = 32;

  /** The previous hash of the first record. */
  static final String GENESIS = "0".repeat(64);

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private Hash() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Ends the computation of a hash; the digest can be used again. */
  static void finish(MessageDigest sha, byte[] hash) {
    try {
      sha.digest(hash, 0, BYTES);
    } catch (DigestException tooShort) {
      throw new IllegalArgumentException("the array must have 32 bytes", tooShort);
    }
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  static boolean isHash(String text) {
    return HEX.matcher(text).matches();
  }
}
