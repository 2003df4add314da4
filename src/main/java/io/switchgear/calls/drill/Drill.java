package io.switchgear.calls.drill;

import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A fault that is injected into the next calls of a tool.
 *
 * @param times number of calls it was set for; 1 to {@value #MAX_TIMES}
 * @param left number of calls still to come; 0 to {@code times}
 * @param delay before a slow call starts, 1 ms to 1 h; zero for the other faults
 * @param operator who set it; 1 to {@value #MAX_OPERATOR} characters
 * @param reason why; 1 to {@value #MAX_REASON} characters
 * @param setAt when it was set
 */
public record Drill(
    String tool,
    Fault fault,
    int times,
    int left,
    Duration delay,
    String operator,
    String reason,
    Instant setAt) {

  public static final int MAX_TIMES = 1_000;
  private static final int MAX_OPERATOR = 100;
  private static final int MAX_REASON = 500;
  private static final Duration MIN_DELAY = Duration.ofMillis(1);
  private static final Duration MAX_DELAY = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException if a value is missing or out of range; the message says what
   *     is allowed
   */
  public Drill {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(fault);
    Objects.requireNonNull(setAt);
    allow(times >= 1 && times <= MAX_TIMES, "times = " + times + ": allowed is 1 to " + MAX_TIMES);
    allow(left >= 0 && left <= times, "left = " + left + ": allowed is 0 to " + times);
    operator = UntrustedText.line(operator);
    reason = UntrustedText.line(reason);
    text("operator", operator, MAX_OPERATOR);
    text("reason", reason, MAX_REASON);
    if (fault == Fault.SLOW) {
      allow(
          delay.compareTo(MIN_DELAY) >= 0 && delay.compareTo(MAX_DELAY) <= 0,
          "delay = " + delay.toMillis() + " ms: a slow call is delayed by 1 ms to 1 h");
    } else {
      allow(delay.isZero(), "delay: only a slow call has one; leave it out");
    }
  }

  /** For people: the fault, the number of calls, the operator and the reason. */
  public String sentence() {
    return "A drill is active: %s the next %s of '%s' (%s: %s)."
        .formatted(fault.phrase(), Quantity.of(left, "call"), tool, operator, reason);
  }

  Drill used() {
    return new Drill(tool, fault, times, left - 1, delay, operator, reason, setAt);
  }

  private static void text(String field, String text, int max) {
    allow(
        !text.isBlank() && text.length() <= max,
        field + ": " + text.length() + " characters; must be 1 to " + max);
  }

  private static void allow(boolean allowed, String otherwise) {
    if (!allowed) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The kinds of fault. */
  public enum Fault {
    /** The call fails at once, as if the tool had crashed. */
    FAIL("it fails"),
    /** The call never ends by itself. */
    HANG("it hangs"),
    /** The call starts late, and then runs for real. */
    SLOW("it slows");

    private final String phrase;

    Fault(String phrase) {
      this.phrase = phrase;
    }

    /** As operators write it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such fault; the message lists the faults
     */
    public static Fault of(String wire) {
      return Stream.of(values())
          .filter(fault -> fault.wire().equals(wire))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException("fault = " + wire + ": must be fail, hang or slow"));
    }

    String phrase() {
      return phrase;
    }
  }
}
