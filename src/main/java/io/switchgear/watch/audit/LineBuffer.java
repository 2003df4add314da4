package io.switchgear.watch.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A growing line in UTF-8. ASCII text, which is nearly all of it, is copied without creating
 * strings.
 */
final class LineBuffer {

  private static final int ASCII_END = 0x80;

  private byte[] bytes = new byte[1024];
  private int length;

  void clear() {
    length = 0;
  }

  LineBuffer ascii(char unit) {
    ensureRoom(1);
    bytes[length++] = (byte) unit;
    return this;
  }

  /**
   * @param text ASCII only
   */
  LineBuffer ascii(String text) {
    ensureRoom(text.length());
    for (int at = 0; at < text.length(); at++) {
      bytes[length++] = (byte) text.charAt(at);
    }
    return this;
  }

  LineBuffer number(long value) {
    return ascii(Long.toString(value));
  }

  /**
   * Adds a JSON string.
   *
   * @param text must not contain control characters or lone surrogates
   */
  LineBuffer quoted(String text) {
    // Every character may need an escape.
    ensureRoom(2 * text.length() + 2);
    bytes[length++] = '"';
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit >= ASCII_END) {
        beyondAscii(text.substring(at));
        break;
      }
      escapeIfNeeded(unit);
      bytes[length++] = (byte) unit;
    }
    return ascii('"');
  }

  private void beyondAscii(String rest) {
    byte[] encoded = rest.getBytes(StandardCharsets.UTF_8);
    ensureRoom(2 * encoded.length);
    for (byte unit : encoded) {
      escapeIfNeeded((char) unit);
      bytes[length++] = unit;
    }
  }

  private void escapeIfNeeded(char unit) {
    if (unit == '"' || unit == '\\') {
      bytes[length++] = '\\';
    }
  }

  /** The hash of the whole buffer. */
  String hash(MessageDigest sha) {
    sha.update(bytes, 0, length);
    return Hash.hex(sha.digest());
  }

  /** Removes the last byte. */
  LineBuffer cut() {
    length--;
    return this;
  }

  void writeTo(ByteArrayOutputStream out) {
    out.write(bytes, 0, length);
  }

  private void ensureRoom(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
