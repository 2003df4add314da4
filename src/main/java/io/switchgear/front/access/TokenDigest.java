package io.switchgear.front.access;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The SHA-256 of a token, as a map key. The time of a lookup leaks nothing useful: only someone who
 * has the token can choose its digest.
 */
record TokenDigest(long a, long b, long c, long d) {

  static TokenDigest of(String token) {
    return of(BearerToken.digest(token));
  }

  static TokenDigest ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  private static TokenDigest of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new TokenDigest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  @Override
  public String toString() {
    return "(digest of a token)";
  }
}
