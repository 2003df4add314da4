package io.switchgear.tool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text that has to be UTF-8. JSON parsers that are given bytes guess UTF-16 and UTF-32, and take
 * overlong forms, so that another reader of the same bytes may find another text in them.
 */
public final class Utf8 {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Utf8() {}

  /**
   * Without a byte order mark in front, which RFC 8259 lets a reader ignore.
   *
   * @throws CharacterCodingException if it is not UTF-8, or has overlong forms or surrogates
   */
  public static String text(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
