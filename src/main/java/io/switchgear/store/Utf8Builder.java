package io.switchgear.store;

import java.util.Arrays;

/**
 * A growing text in UTF-8. Its array is used again after {@link #cutTo}, so that texts that are
 * built one after another create no objects. Not thread-safe.
 */
public final class Utf8Builder {

  private static final int ASCII_END = 0x80;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] array;
  private int length;

  /**
   * @param capacity in bytes, until it grows
   */
  public Utf8Builder(int capacity) {
    this.array = new byte[capacity];
  }

  /** The array with the text; another one after the text has grown. */
  public byte[] array() {
    return array;
  }

  /** Bytes of the text. */
  public int length() {
    return length;
  }

  /** Removes what follows the first bytes. */
  public Utf8Builder cutTo(int bytes) {
    length = bytes;
    return this;
  }

  /**
   * @param unit ASCII
   */
  public Utf8Builder ascii(char unit) {
    ensureRoom(1);
    array[length++] = (byte) unit;
    return this;
  }

  /**
   * @param text ASCII only
   */
  @SuppressWarnings("deprecation") // the only method that copies the low bytes into an array
  public Utf8Builder ascii(String text) {
    int count = text.length();
    ensureRoom(count);
    text.getBytes(0, count, array, length);
    length += count;
    return this;
  }

  /** Appends a character in one to four bytes. */
  public Utf8Builder codePoint(int character) {
    ensureRoom(4);
    if (character < ASCII_END) {
      array[length++] = (byte) character;
    } else if (character < 0x800) {
      array[length++] = (byte) (0xC0 | character >> 6);
      tail(character);
    } else if (character < 0x10000) {
      array[length++] = (byte) (0xE0 | character >> 12);
      tail(character >> 6);
      tail(character);
    } else {
      array[length++] = (byte) (0xF0 | character >> 18);
      tail(character >> 12);
      tail(character >> 6);
      tail(character);
    }
    return this;
  }

  private void tail(int bits) {
    array[length++] = (byte) (0x80 | bits & 0x3F);
  }

  /** Appends a decimal number. */
  public Utf8Builder number(long value) {
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    ensureRoom(digits);
    length += digits;
    long rest = value;
    for (int at = length - 1; at >= length - digits; at--) {
      array[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** Appends each byte as two lower-case hex digits. */
  public Utf8Builder hex(byte[] bytes) {
    ensureRoom(2 * bytes.length);
    // In variables, because the JVM reads and writes a field anew for each byte.
    byte[] to = array;
    int at = length;
    for (byte each : bytes) {
      to[at++] = HEX[each >> 4 & 0xF];
      to[at++] = HEX[each & 0xF];
    }
    length = at;
    return this;
  }

  /**
   * @param from UTF-8
   */
  public Utf8Builder bytes(byte[] from, int at, int count) {
    ensureRoom(count);
    System.arraycopy(from, at, array, length, count);
    length += count;
    return this;
  }

  private void ensureRoom(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
    }
  }
}
