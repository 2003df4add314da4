package io.switchgear.tools.nmap;

import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/** Collects the errors in a call's arguments, so that the caller gets all of them at once. */
final class Problems {

  private static final int MOST_TOLD = 8;
  private static final int QUOTED_CHARS = 80;

  private final List<String> found = new ArrayList<>();

  /**
   * @param argument the argument's name
   * @param sentence what is wrong, what is allowed and what to do
   */
  void add(String argument, String sentence) {
    found.add(argument + ": " + sentence);
  }

  boolean any() {
    return !found.isEmpty();
  }

  InvalidInput asOutcome() {
    StringBuilder message = new StringBuilder();
    found.stream().limit(MOST_TOLD).forEach(problem -> message.append(problem).append('\n'));
    if (found.size() > MOST_TOLD) {
      message.append(found.size() - MOST_TOLD).append(" more problems of this kind.\n");
    }
    return new InvalidInput(message.toString().strip());
  }

  /** Quotes a caller's text for a message. */
  static String quoted(String text) {
    return '"' + UntrustedText.line(text, QUOTED_CHARS) + '"';
  }
}
