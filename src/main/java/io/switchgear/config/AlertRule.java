package io.switchgear.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * When an alert fires and resolves.
 *
 * @param name of the alert; 1 to 50 lower case letters, digits and underscores, a letter first
 * @param tools the tools that it is about; all if empty
 * @param measure the figure that is compared
 * @param window over which the figure is taken
 * @param above the alert fires when the figure is greater
 * @param below the alert resolves when the figure is smaller; at most {@code above}
 * @param lasting how long the figure must be beyond either limit, 0 s to 1 d
 * @param minimumCalls calls in the window below which the figure does not count, 1 to 1,000,000
 */
public record AlertRule(
    String name,
    @Setting(absent = "[]") Set<String> tools,
    Measure measure,
    @Setting(absent = "5m") Window window,
    double above,
    @Setting(absentAs = "above") double below,
    @Setting(key = "for", absent = "0s") Duration lasting,
    @Setting(absent = "1") long minimumCalls,
    @Setting(absent = "warning") Severity severity) {

  /** The figure that is compared. */
  public enum Measure {
    /** Share of failures among the calls that succeeded or failed, 0 to 1. */
    FAILURE_RATE,
    /** Failed calls. */
    FAILURES,
    /** Rejected calls. */
    REJECTED,
    RATE_PER_SECOND,
    AVG_SECONDS,
    P50_SECONDS,
    P95_SECONDS,
    P99_SECONDS,
    /** Runs of the tool's schedules that did not start in time; no calls are needed. */
    MISSED_RUNS,
    /** Jobs of the tool that ended partial or failed. */
    INCOMPLETE_JOBS,
    /** Running jobs of the tool without progress, at present. */
    STUCK_JOBS;

    /** The name in the configuration. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Over which a figure is taken. */
  public enum Window {
    MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    HOUR("1h", Duration.ofHours(1));

    private final String wire;
    private final Duration length;

    Window(String wire, Duration length) {
      this.wire = wire;
      this.length = length;
    }

    public Duration length() {
      return length;
    }

    /** The name in the configuration. */
    public String wire() {
      return wire;
    }
  }

  /** How serious an alert is. */
  public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    /** The name in the configuration and on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AlertRule {
    tools = Set.copyOf(tools);
    new Check()
        .that(
            name.matches("[a-z][a-z0-9_]{0,49}"),
            "name",
            name,
            "name must be 1 to 50 lower case letters, digits and underscores, a letter first")
        .that(Double.isFinite(above) && above >= 0, "above", above, "must be 0 or greater")
        .that(Double.isFinite(below) && below >= 0, "below", below, "must be 0 or greater")
        .that(
            !(below > above),
            "below",
            below,
            "must not be greater than above; below it the alert resolves")
        .range("lasting", lasting, Duration.ZERO, Duration.ofDays(1))
        .range("minimumCalls", minimumCalls, 1, 1_000_000)
        .done();
  }

  /** Whether the rule is about this tool. */
  public boolean concerns(String tool) {
    return tools.isEmpty() || tools.contains(tool);
  }
}
