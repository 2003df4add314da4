package io.switchgear.config;

import java.time.Duration;
import java.util.List;

/**
 * What is told when figures are bad.
 *
 * @param interval between looks, 100 ms to 1 h
 * @param rules of those of one name that concern a tool the last one holds
 */
public record AlertSettings(Duration interval, List<AlertRule> rules) {

  public AlertSettings {
    rules = List.copyOf(rules);
    new Check("switchgear.alerts")
        .range("interval", interval, Duration.ofMillis(100), Duration.ofHours(1))
        .done();
  }
}
