package io.switchgear.cli.top;

import io.switchgear.cli.top.Key.Kind;
import java.io.IOException;

/** Decodes key presses from terminal input (ECMA-48, section 5.4, and xterm's extensions). */
final class Keys {

  private static final int ESCAPE = 27;

  /** Maximum delay within an escape sequence. A later character was typed after a single Escape. */
  private static final long SEQUENCE_MILLIS = 50;

  private static final int MAX_SEQUENCE = 16;

  /** A source of characters. */
  interface Source {

    /**
     * @param millis maximum time to wait; 0 waits without limit
     * @return a character, -1 at the end of input, or {@link #NOTHING} after the timeout
     */
    int read(long millis) throws IOException;

    int NOTHING = -2;
  }

  private final Source source;

  Keys(Source source) {
    this.source = source;
  }

  /** Waits for the next key press. */
  Key next() throws IOException {
    int read = source.read(0);
    return switch (read) {
      case -1, 3 -> Key.of(Kind.INTERRUPT);
      case '\r', '\n' -> Key.of(Kind.ENTER);
      case 8, 127 -> Key.of(Kind.BACKSPACE);
      case 14 -> Key.of(Kind.DOWN);
      case 16 -> Key.of(Kind.UP);
      case ESCAPE -> sequence();
      default -> character(read);
    };
  }

  private Key character(int read) throws IOException {
    if (read < ' ') {
      return Key.of(Kind.OTHER);
    }
    if (Character.isHighSurrogate((char) read)) {
      int low = source.read(SEQUENCE_MILLIS);
      return low > 0 && Character.isLowSurrogate((char) low)
          ? new Key(Kind.CHARACTER, Character.toCodePoint((char) read, (char) low))
          : Key.of(Kind.OTHER);
    }
    return new Key(Kind.CHARACTER, read);
  }

  private Key sequence() throws IOException {
    int next = source.read(SEQUENCE_MILLIS);
    if (next == Source.NOTHING || next == -1) {
      return Key.of(Kind.ESCAPE);
    }
    if (next != '[' && next != 'O') {
      return Key.of(Kind.OTHER);
    }
    StringBuilder rest = new StringBuilder();
    while (rest.length() < MAX_SEQUENCE) {
      int read = source.read(SEQUENCE_MILLIS);
      if (read < 0) {
        break;
      }
      rest.append((char) read);
      if (read >= '@' && read <= '~') {
        break;
      }
    }
    return Key.of(
        switch (rest.toString()) {
          case "A" -> Kind.UP;
          case "B" -> Kind.DOWN;
          case "5~" -> Kind.PAGE_UP;
          case "6~" -> Kind.PAGE_DOWN;
          case "H", "1~", "7~" -> Kind.HOME;
          case "F", "4~", "8~" -> Kind.END;
          default -> Kind.OTHER;
        });
  }
}
