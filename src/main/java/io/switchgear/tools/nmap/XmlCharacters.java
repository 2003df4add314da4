package io.switchgear.tools.nmap;

import java.io.IOException;
import java.io.Reader;

/**
 * Replaces characters that XML 1.0 (section 2.2) does not allow, literal or as a character
 * reference, with {@code U+FFFD}. nmap may copy them from a banner, and a target must not be able
 * to make the whole document unreadable with one byte.
 */
final class XmlCharacters extends Reader {

  private static final char REPLACEMENT = '\uFFFD';

  /** Maximum length of a reference: {@code &#x10FFFF;} and some leading zeros. */
  private static final int MAX_REFERENCE_CHARS = 12;

  private final Reader in;
  private final char[] chunk = new char[8_192];
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder reference = new StringBuilder();
  private int taken;
  private boolean ended;

  XmlCharacters(Reader in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (taken == out.length()) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, out.length() - taken);
    out.getChars(taken, taken + count, target, offset);
    taken += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fill() throws IOException {
    out.setLength(0);
    taken = 0;
    int count = in.read(chunk, 0, chunk.length);
    if (count < 0) {
      ended = true;
      out.append(reference);
      reference.setLength(0);
      return;
    }
    for (int i = 0; i < count; i++) {
      take(chunk[i]);
    }
  }

  private void take(char c) {
    if (reference.isEmpty()) {
      if (c == '&') {
        reference.append(c);
      } else {
        out.append(allowed(c) ? c : REPLACEMENT);
      }
      return;
    }
    if (c == ';') {
      reference.append(c);
      out.append(forbidden(reference) ? String.valueOf(REPLACEMENT) : reference);
      reference.setLength(0);
    } else if (reference.length() >= MAX_REFERENCE_CHARS || !(c == '#' || isAlphanumeric(c))) {
      out.append(reference);
      reference.setLength(0);
      take(c);
    } else {
      reference.append(c);
    }
  }

  private static boolean forbidden(CharSequence reference) {
    String text = reference.toString();
    if (!text.startsWith("&#")) {
      return false;
    }
    try {
      boolean hexadecimal = text.startsWith("&#x");
      String digits = text.substring(hexadecimal ? 3 : 2, text.length() - 1);
      int codePoint = Integer.parseInt(digits, hexadecimal ? 16 : 10);
      boolean plain = codePoint < 0x10000;
      return plain ? !allowed((char) codePoint) || surrogate(codePoint) : codePoint > 0x10FFFF;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /** Surrogates are allowed, because the decoder produces only valid pairs. */
  private static boolean allowed(char c) {
    return c >= ' ' ? c < '\uFFFE' : c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean surrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
