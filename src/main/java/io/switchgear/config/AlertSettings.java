package io.switchgear.config;

import java.time.Duration;
import java.util.List;

/**
 * The alerts.
 *
 * @param interval between evaluations, 100 ms to 1 h
 * @param rules at most 100; if several rules with one name apply to a tool, the last one is used
 */
public record AlertSettings(Duration interval, @Reload(ReloadKeys.METERING) List<AlertRule> rules) {

  private static final int MOST_RULES = 100;

  public AlertSettings {
    rules = List.copyOf(rules);
    new Check()
        .range("interval", interval, Duration.ofMillis(100), Duration.ofHours(1))
        .that(
            rules.size() <= MOST_RULES,
            "rules",
            "",
            "there are %d: at most %d are allowed".formatted(rules.size(), MOST_RULES))
        .done();
  }
}
