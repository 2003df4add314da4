package io.switchgear.tools.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes bytes from a target as UTF-8 (RFC 3629). */
public final class TargetText {

  private static final int REPLACEMENT = 0xFFFD;

  private TargetText() {}

  /** Decodes bytes; an incomplete character at the end is dropped. */
  public static String text(byte[] bytes) {
    return new String(bytes, 0, wholeCharacters(bytes), StandardCharsets.UTF_8);
  }

  /**
   * The length of the multi-byte character (2 to 4 bytes) at the position; 0 if there is none.
   *
   * @param bytes may contain more bytes after it
   */
  public static int sequence(byte[] bytes, int at) {
    int length = sequenceLength(bytes[at]);
    if (length < 2 || at + length > bytes.length) {
      return 0;
    }
    String character = new String(bytes, at, length, StandardCharsets.UTF_8);
    boolean one = character.codePointCount(0, character.length()) == 1;
    return one && character.codePointAt(0) != REPLACEMENT ? length : 0;
  }

  private static int wholeCharacters(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int sequenceLength = sequenceLength(bytes[bytes.length - back]);
      if (sequenceLength > back && startsCharacter(bytes, bytes.length - back, sequenceLength)) {
        return bytes.length - back;
      }
      if (sequenceLength != 0) {
        break;
      }
    }
    return bytes.length;
  }

  /** Whether further bytes could complete a character. */
  private static boolean startsCharacter(byte[] bytes, int at, int length) {
    for (int lowest : new int[] {0x80, 0x90, 0xA0}) {
      byte[] filled = Arrays.copyOfRange(bytes, at, at + length);
      Arrays.fill(filled, bytes.length - at, length, (byte) lowest);
      if (sequence(filled, 0) == length) {
        return true;
      }
    }
    return false;
  }

  /** The length of the character that begins with this byte; 0 for an invalid first byte. */
  private static int sequenceLength(byte first) {
    int value = first & 0xFF;
    if (value < 0x80) {
      return 1;
    }
    if (value < 0xC2 || value > 0xF4) {
      return 0;
    }
    return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
  }
}
