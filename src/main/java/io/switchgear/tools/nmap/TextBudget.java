package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;

/** The remaining characters of target text that a report may contain. */
final class TextBudget {

  private int left;

  TextBudget(int chars) {
    left = chars;
  }

  /** Sanitizes text, and cuts it at {@code maxChars} or the remaining budget. */
  String take(String text, int maxChars) {
    String cleaned = UntrustedText.clean(text, Math.min(maxChars, left));
    left = Math.max(0, left - cleaned.length());
    return cleaned;
  }
}
