package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the rules of alerts. What is wrong with one is told by its number. */
final class AlertReading {

  private static final int MAX_RULES = 100;
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "tools",
          "measure",
          "window",
          "above",
          "below",
          "for",
          "minimum-calls",
          "severity");
  private static final String SHAPE =
      "a list of rules is needed, such as [ { name = slow, measure = p95_seconds, above = 60,"
          + " below = 30 } ]";

  private AlertReading() {}

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says which rule is wrong, and what is allowed
   */
  static List<AlertRule> rules(ConfigValue value) {
    if (!(listed(value) instanceof ConfigList list)) {
      throw new IllegalArgumentException(SHAPE);
    }
    if (list.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          "%d rules: at most %d are allowed".formatted(list.size(), MAX_RULES));
    }
    List<AlertRule> rules = new ArrayList<>();
    for (ConfigValue rule : list) {
      try {
        rules.add(rule(rule));
      } catch (IllegalArgumentException bad) {
        throw new IllegalArgumentException(
            "rule " + (rules.size() + 1) + ": " + bad.getMessage(), bad);
      }
    }
    return List.copyOf(rules);
  }

  private static ConfigValue listed(ConfigValue value) {
    if (value.valueType() != ConfigValueType.STRING) {
      return value;
    }
    try {
      return ConfigFactory.parseString("it = " + value.unwrapped()).root().get("it");
    } catch (ConfigException notHocon) {
      throw new IllegalArgumentException(SHAPE, notHocon);
    }
  }

  private static AlertRule rule(ConfigValue value) {
    if (!(value instanceof ConfigObject rule)) {
      throw new IllegalArgumentException("a block is needed: { name = …, measure = …, above = … }");
    }
    for (String key : rule.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key " + key + ": allowed are " + String.join(", ", new TreeSet<>(KEYS)));
      }
    }
    double above = number(rule, "above").orElseThrow(() -> needed("above"));
    return new AlertRule(
        text(rule, "name").orElseThrow(() -> needed("name")),
        tools(rule),
        choice(rule, "measure", AlertRule.Measure.values(), AlertRule.Measure::wire)
            .orElseThrow(() -> needed("measure")),
        choice(rule, "window", AlertRule.Window.values(), AlertRule.Window::wire)
            .orElse(AlertRule.Window.FIVE_MINUTES),
        above,
        number(rule, "below").orElse(above),
        duration(rule),
        Math.round(number(rule, "minimum-calls").orElse(1.0)),
        choice(rule, "severity", AlertRule.Severity.values(), AlertRule.Severity::wire)
            .orElse(AlertRule.Severity.WARNING));
  }

  private static IllegalArgumentException needed(String key) {
    return new IllegalArgumentException(key + " is needed");
  }

  private static Optional<String> text(ConfigObject rule, String key) {
    return Optional.ofNullable(rule.get(key)).map(value -> value.unwrapped().toString());
  }

  private static Optional<Double> number(ConfigObject rule, String key) {
    try {
      return text(rule, key).map(Double::valueOf);
    } catch (NumberFormatException bad) {
      throw new IllegalArgumentException(key + " must be a number", bad);
    }
  }

  private static Duration duration(ConfigObject rule) {
    if (!rule.containsKey("for")) {
      return Duration.ZERO;
    }
    try {
      if (rule.get("for").valueType() == ConfigValueType.STRING) {
        return rule.toConfig().getDuration("for");
      }
    } catch (ConfigException bad) {
      throw new IllegalArgumentException("for must be a duration such as 30s", bad);
    }
    throw new IllegalArgumentException("for must be a duration with its unit, such as 30s");
  }

  private static Set<String> tools(ConfigObject rule) {
    if (!rule.containsKey("tools")) {
      return Set.of();
    }
    if (!(rule.get("tools") instanceof ConfigList list) || list.isEmpty()) {
      throw new IllegalArgumentException(
          "tools must be a list of tools' names; leave it out for all of them");
    }
    return list.stream().map(tool -> tool.unwrapped().toString()).collect(Collectors.toSet());
  }

  private static <T> Optional<T> choice(
      ConfigObject rule, String key, T[] choices, Function<T, String> wire) {
    Optional<String> text = text(rule, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (T choice : choices) {
      if (wire.apply(choice).equals(text.get())) {
        return Optional.of(choice);
      }
    }
    throw new IllegalArgumentException(
        key
            + " must be one of "
            + Arrays.stream(choices).map(wire).collect(Collectors.joining(", ")));
  }
}
