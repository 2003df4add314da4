package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;

/** How much text from targets a report may still take in, in characters. */
final class TextBudget {

  private int left;

  TextBudget(int chars) {
    left = chars;
  }

  /** Cleaned, and cut where the budget or {@code maxChars} ends. */
  String take(String text, int maxChars) {
    String cleaned = UntrustedText.clean(text, Math.min(maxChars, left));
    left = Math.max(0, left - cleaned.length());
    return cleaned;
  }
}
