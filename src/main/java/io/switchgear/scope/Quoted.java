package io.switchgear.scope;

/** Formats a caller's text for messages: one line, printable ASCII, bounded length. */
final class Quoted {

  private static final int MAX_CHARS = 80;

  private Quoted() {}

  /** The text in double quotes. */
  static String of(String text) {
    return '"' + plain(text) + '"';
  }

  /** The text without quotes; valid target notation is unchanged. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      String shown = shown(text.charAt(at));
      if (out.length() + shown.length() > MAX_CHARS) {
        return out.append("...").toString();
      }
      out.append(shown);
    }
    return out.toString();
  }

  /** One UTF-16 unit as itself or as a Java escape. */
  static String shown(char unit) {
    return switch (unit) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      default ->
          unit >= ' ' && unit <= '~' ? String.valueOf(unit) : String.format("\\u%04x", (int) unit);
    };
  }
}
