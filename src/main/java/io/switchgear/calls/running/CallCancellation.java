package io.switchgear.calls.running;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.UntrustedText;

/**
 * An operator's order to end a call.
 *
 * @param operator who gave it, at most {@value #OPERATOR_CHARS} characters
 * @param reason which the caller is told, at most {@value #REASON_CHARS} characters
 */
public record CallCancellation(String operator, String reason) {

  private static final int OPERATOR_CHARS = 100;
  private static final int REASON_CHARS = 500;

  /**
   * @throws IllegalArgumentException if a text is empty or too long
   */
  public CallCancellation {
    operator = checked("operator", operator, OPERATOR_CHARS);
    reason = checked("reason", reason, REASON_CHARS);
  }

  private static String checked(String field, String text, int most) {
    if (text.isBlank() || text.length() > most) {
      throw new IllegalArgumentException(
          "%s has %d characters: must be from 1 to %d"
              .formatted(field, text.strip().length(), most));
    }
    return UntrustedText.line(text, most);
  }

  /** What the caller is told; if the call had already ended, its own outcome. */
  ToolOutcome told(ToolOutcome ended) {
    return ended instanceof Cancelled cancelled
        ? new Cancelled(
            "The operator '%s' cancelled the call: %s. Do not make it again before you have asked the operator."
                .formatted(operator, reason),
            cancelled.partial(),
            true)
        : ended;
  }
}
