package io.switchgear.watch.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A line as it grows, in UTF-8; nearly all of it is ASCII, which takes no detour over strings. */
final class LineBuffer {

  private static final int ASCII_END = 0x80;

  private byte[] bytes = new byte[1024];
  private int length;

  void clear() {
    length = 0;
  }

  LineBuffer ascii(char unit) {
    room(1);
    bytes[length++] = (byte) unit;
    return this;
  }

  /**
   * @param text nothing but ASCII
   */
  LineBuffer ascii(String text) {
    room(text.length());
    for (int at = 0; at < text.length(); at++) {
      bytes[length++] = (byte) text.charAt(at);
    }
    return this;
  }

  LineBuffer number(long value) {
    return ascii(Long.toString(value));
  }

  /**
   * As a JSON string.
   *
   * @param text cleaned: there are no control characters and no lone surrogates in it
   */
  LineBuffer quoted(String text) {
    // Every unit may be escaped.
    room(2 * text.length() + 2);
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
    room(2 * encoded.length);
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

  /** Of all there is. */
  String hash(MessageDigest sha) {
    sha.update(bytes, 0, length);
    return Hash.hex(sha.digest());
  }

  /** Takes the last byte away. */
  LineBuffer cut() {
    length--;
    return this;
  }

  void writeTo(ByteArrayOutputStream out) {
    out.write(bytes, 0, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
