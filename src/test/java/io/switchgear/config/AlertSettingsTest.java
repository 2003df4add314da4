package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertSettingsTest {

  static final AlertRule RULE =
      new AlertRule(
          "slow",
          Set.of("nmap"),
          AlertRule.Measure.P95_SECONDS,
          AlertRule.Window.HOUR,
          60,
          30,
          Duration.ofSeconds(60),
          9,
          AlertRule.Severity.INFO);

  private static List<AlertRule> rules(String text) {
    return SettingsTest.load(Map.of(), Map.of("switchgear.alerts.rules", text)).alerts().rules();
  }

  @Test
  void whatIsLeftOutHasADefault() {
    AlertRule rule = rules("[{name=slow,measure=p95_seconds,above=60}]").getFirst();
    assertEquals(60, rule.below());
    assertEquals(Duration.ZERO, rule.lasting());
    assertEquals(1, rule.minimumCalls());
    assertEquals(AlertRule.Window.FIVE_MINUTES, rule.window());
    assertEquals(AlertRule.Severity.WARNING, rule.severity());
    assertTrue(rule.concerns("nmap"));
    assertEquals(List.of(), rules("[]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|a list of rules is needed",
        "[5]|rule 1: a block is needed",
        "[{measure=failures,above=1}]|rule 1: name is needed",
        "[{name=Bad,measure=failures,above=1}]|name must be 1 to 50 lower case letters",
        "[{name=a,measure=luck,above=1}]|measure must be one of failure_rate, failures",
        "[{name=a,measure=failures}]|above is needed",
        "[{name=a,measure=failures,above=many}]|above must be a number",
        "[{name=a,measure=failures,above=NaN}]|must be numbers",
        "[{name=a,measure=failures,above=1,below=2}]|below must not be greater",
        "[{name=a,measure=failures,above=1,for=30}]|for must be a duration with its unit",
        "[{name=a,measure=failures,above=1,for=2d}]|for must be from 0s to 1d",
        "[{name=a,measure=failures,above=1,window=2m}]|window must be one of 1m, 5m, 1h",
        "[{name=a,measure=failures,above=1,minimum-calls=0}]|minimum-calls must be from 1",
        "[{name=a,measure=failures,above=1,tools=nmap}]|tools must be a list",
        "[{name=a,measure=failures,above=1,loud=yes}]|unknown key loud: allowed are above, below",
      })
  void aBadRuleIsToldByItsNumber(String text, String said) {
    String message = assertThrows(SettingsException.class, () -> rules(text)).getMessage();
    assertTrue(message.contains(said), message);
  }
}
