package io.switchgear.config;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads the rules of alerts. */
final class AlertReading {

  private static final BlockList<AlertRule> RULES =
      new BlockList<>(
          "a list of rules is needed, such as [ { name = slow, measure = p95_seconds, above = 60,"
              + " below = 30 } ]",
          100,
          "",
          List.of(
              "name",
              "tools",
              "measure",
              "window",
              "above",
              "below",
              "for",
              "minimum-calls",
              "severity"),
          "",
          AlertReading::rule);

  private AlertReading() {}

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says what is wrong, and what is allowed
   */
  static List<AlertRule> rules(ConfigValue value) {
    return RULES.read(value);
  }

  private static AlertRule rule(Block rule) {
    String name = rule.needed("name");
    double above = rule.neededNumber("above");
    return new AlertRule(
        name,
        rule.texts("tools").map(Set::copyOf).orElse(Set.of()),
        rule.choice("measure", List.of(AlertRule.Measure.values()), AlertRule.Measure::wire)
            .orElseThrow(() -> rule.refused("measure", "a measure is needed, such as p95_seconds")),
        rule.choice("window", List.of(AlertRule.Window.values()), AlertRule.Window::wire)
            .orElse(AlertRule.Window.FIVE_MINUTES),
        above,
        rule.number("below").orElse(above),
        rule.duration("for").orElse(Duration.ZERO),
        Math.round(rule.number("minimum-calls").orElse(1.0)),
        rule.choice("severity", List.of(AlertRule.Severity.values()), AlertRule.Severity::wire)
            .orElse(AlertRule.Severity.WARNING));
  }
}
