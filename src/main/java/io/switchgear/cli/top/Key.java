package io.switchgear.cli.top;

/**
 * A key press.
 *
 * @param character the code point for {@link Kind#CHARACTER}, otherwise 0
 */
record Key(Kind kind, int character) {

  enum Kind {
    CHARACTER,
    ENTER,
    ESCAPE,
    BACKSPACE,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    /** Ctrl-C, or the end of standard input. */
    INTERRUPT,
    OTHER
  }

  static Key of(Kind kind) {
    return new Key(kind, 0);
  }

  static Key of(char character) {
    return new Key(Kind.CHARACTER, character);
  }

  boolean is(char wanted) {
    return kind == Kind.CHARACTER && character == wanted;
  }
}
