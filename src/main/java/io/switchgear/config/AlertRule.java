package io.switchgear.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * When somebody is to be told of a tool's figures.
 *
 * @param name what is told; lower case letters, digits and underscores, up to 50
 * @param tools whom it is about; all of them if empty
 * @param measure what is looked at
 * @param window over how long
 * @param above fires when the value is greater
 * @param below resolves when the value is smaller; at most {@code above}
 * @param lasting how long the value must be beyond either, 0 s to 1 d
 * @param minimumCalls calls in the window before a value counts, 1 to 1,000,000
 */
public record AlertRule(
    String name,
    Set<String> tools,
    Measure measure,
    Window window,
    double above,
    double below,
    Duration lasting,
    long minimumCalls,
    Severity severity) {

  /** What is looked at. */
  public enum Measure {
    /** Share of failures among the calls that succeeded or failed, 0 to 1. */
    FAILURE_RATE,
    /** Failed calls. */
    FAILURES,
    /** Calls turned away. */
    REJECTED,
    RATE_PER_SECOND,
    AVG_SECONDS,
    P50_SECONDS,
    P95_SECONDS,
    P99_SECONDS;

    /** As it stands in the configuration. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Over how long. */
  public enum Window {
    MINUTE("1m"),
    FIVE_MINUTES("5m"),
    HOUR("1h");

    private final String wire;

    Window(String wire) {
      this.wire = wire;
    }

    /** As it stands in the configuration. */
    public String wire() {
      return wire;
    }
  }

  /** How bad it is. */
  public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    /** As it stands in the configuration and on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException if a value cannot be used
   */
  public AlertRule {
    tools = Set.copyOf(tools);
    require(
        name.matches("[a-z][a-z0-9_]{0,49}"),
        "name must be 1 to 50 lower case letters, digits and underscores, a letter first");
    require(
        Double.isFinite(above) && above >= 0 && Double.isFinite(below) && below >= 0,
        "above and below must be numbers, 0 or greater");
    require(below <= above, "below must not be greater than above; it is where the alert resolves");
    require(
        !lasting.isNegative() && lasting.compareTo(Duration.ofDays(1)) <= 0,
        "for must be from 0s to 1d");
    require(
        minimumCalls >= 1 && minimumCalls <= 1_000_000, "minimum-calls must be from 1 to 1000000");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Whether it is about this tool. */
  public boolean concerns(String tool) {
    return tools.isEmpty() || tools.contains(tool);
  }
}
