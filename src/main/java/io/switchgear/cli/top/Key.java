package io.switchgear.cli.top;

/**
 * A key that was pressed.
 *
 * @param character of {@link Kind#CHARACTER}, a code point; else 0
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
    /** Ctrl-C, or that there is nobody at the keys any more. */
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
