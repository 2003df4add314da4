package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;

/**
 * SHA-256 of a call's tool and arguments as canonical JSON. Two calls have the same digest if and
 * only if tool and arguments are equivalent.
 *
 * <p>The canonical form follows RFC 8785: no white space, keys sorted by UTF-16 code units, arrays
 * in order, shortest escapes. It differs in two points. Numbers are exact decimals, so {@code 1},
 * {@code 1.0} and {@code 10e-1} are equal and integers above 2^53 remain distinct. A lone surrogate
 * is escaped instead of rejected. A key with the value {@code null} differs from a missing key.
 *
 * @param hex 64 characters of {@code [0-9a-f]}
 */
public record ArgumentsDigest(String hex) {

  private static final int DIGITS = 64;

  private static final ThreadLocal<CanonicalArguments> CANONICAL =
      ThreadLocal.withInitial(CanonicalArguments::new);

  public ArgumentsDigest {
    if (!isDigest(hex)) {
      throw new IllegalArgumentException(
          "digest '" + hex + "': must be 64 of 0-9 a-f; make one with ArgumentsDigest.of");
    }
  }

  private static boolean isDigest(String text) {
    boolean digits = text.length() == DIGITS;
    for (int at = 0; digits && at < DIGITS; at++) {
      char unit = text.charAt(at);
      digits = unit >= '0' && unit <= '9' || unit >= 'a' && unit <= 'f';
    }
    return digits;
  }

  public static ArgumentsDigest of(String tool, ObjectNode arguments) {
    return of(CANONICAL.get().digest(tool, arguments));
  }

  /** The digest of a principal's call, which differs from that of other principals' calls. */
  public static ArgumentsDigest of(String principal, String tool, ObjectNode arguments) {
    return of(CANONICAL.get().digest(principal, tool, arguments));
  }

  private static ArgumentsDigest of(byte[] hash) {
    return new ArgumentsDigest(HexFormat.of().formatHex(hash));
  }
}
