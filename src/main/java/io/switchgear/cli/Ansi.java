package io.switchgear.cli;

/**
 * ANSI colours for state names. A colour only repeats what the name already says.
 *
 * @param on false to print plain text
 */
record Ansi(boolean on) {

  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  String state(String word) {
    return state(word, word);
  }

  /** Colours {@code text} by the state that {@code word} names. */
  String state(String word, String text) {
    String colour =
        switch (word) {
          case "open", "unhealthy", "critical", "stale", "missing", "refused", "failed" -> RED;
          case "half_open", "degraded", "asked", "partial" -> YELLOW;
          case "closed", "healthy", "completed" -> GREEN;
          default -> "";
        };
    return on && !colour.isEmpty() ? colour + text + PLAIN : text;
  }
}
