package io.switchgear.tool;

/**
 * Text that came from a target or a program, made fit to be shown: terminals and models read it as
 * data.
 */
public final class UntrustedText {

  private static final String CUT = "…";

  private UntrustedText() {}

  /**
   * Replaces control, format, private-use and unassigned characters and lone surrogates by {@code
   * U+FFFD} — tabs and line feeds stay — and cuts what is longer than {@code maxChars}.
   */
  public static String clean(String text, int maxChars) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars));
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int width = Character.charCount(codePoint);
      if (out.length() + width > maxChars) {
        return out.append(CUT).toString();
      }
      out.appendCodePoint(shown(codePoint) ? codePoint : 0xFFFD);
      at += width;
    }
    return out.toString();
  }

  /** {@link #clean}, on one line: every run of white space becomes a single space. */
  public static String line(String text, int maxChars) {
    return clean(text.strip().replaceAll("\\s+", " "), maxChars);
  }

  private static boolean shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint == '\n' || codePoint == '\t';
      case Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
