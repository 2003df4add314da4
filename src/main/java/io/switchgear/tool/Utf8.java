package io.switchgear.tool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes strict UTF-8. JSON parsers that read bytes guess UTF-16 and UTF-32 and accept overlong
 * forms, so another reader of the same bytes may see another text.
 */
public final class Utf8 {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Utf8() {}

  /**
   * Whether the bytes are ASCII without NUL. Then every reader sees the same text, also a JSON
   * parser that reads bytes.
   */
  public static boolean isAscii(byte[] bytes) {
    for (byte each : bytes) {
      if (each <= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Decodes the bytes and removes a leading byte order mark, which RFC 8259 allows a reader to
   * ignore.
   *
   * @throws CharacterCodingException if the bytes are not UTF-8, or contain overlong forms or
   *     surrogates
   */
  public static String text(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
