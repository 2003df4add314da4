package io.switchgear.cli.top;

import io.switchgear.cli.top.Key.Kind;
import java.io.IOException;

/** Makes keys of what a terminal sends (ECMA-48, section 5.4, and what xterm adds). */
final class Keys {

  private static final int ESCAPE = 27;

  /** The rest of a sequence comes at once; what comes later was typed after a lone Escape. */
  private static final long SOON_MILLIS = 50;

  private static final int LONGEST_SEQUENCE = 16;

  /** Where characters come from. */
  interface Source {

    /**
     * @param millis how long to wait; 0 for ever
     * @return -1 at the end, {@link #NOTHING} if nothing came
     */
    int read(long millis) throws IOException;

    int NOTHING = -2;
  }

  private final Source source;

  Keys(Source source) {
    this.source = source;
  }

  /** Waits for the next. */
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
      int low = source.read(SOON_MILLIS);
      return low > 0 && Character.isLowSurrogate((char) low)
          ? new Key(Kind.CHARACTER, Character.toCodePoint((char) read, (char) low))
          : Key.of(Kind.OTHER);
    }
    return new Key(Kind.CHARACTER, read);
  }

  private Key sequence() throws IOException {
    int next = source.read(SOON_MILLIS);
    if (next == Source.NOTHING || next == -1) {
      return Key.of(Kind.ESCAPE);
    }
    if (next != '[' && next != 'O') {
      return Key.of(Kind.OTHER);
    }
    StringBuilder rest = new StringBuilder();
    while (rest.length() < LONGEST_SEQUENCE) {
      int read = source.read(SOON_MILLIS);
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
