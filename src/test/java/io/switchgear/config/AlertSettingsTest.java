package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        "5|rules (command line): a list of blocks is needed, each with name, tools",
        "[5]|rules[0] (command line): a block is needed, with name, tools",
        "[{measure=failures,above=1}]|rules[0].name (command line): the key is missing; a text is"
            + " needed",
        "[{name=Bad,measure=failures,above=1}]|rules[0].name (command line): name must be 1 to 50"
            + " lower case letters",
        "[{name=a,measure=luck,above=1}]|rules[0].measure (command line): allowed is one of"
            + " failure_rate, failures",
        "[{name=a,above=1}]|rules[0].measure (command line): the key is missing; allowed is one of",
        "[{name=a,measure=failures}]|rules[0].above (command line): the key is missing; a number is"
            + " needed",
        "[{name=a,measure=failures,above=many}]|rules[0].above (command line): a number is needed",
        "[{name=a,measure=failures,above=NaN}]|rules[0].above (command line): a number is needed",
        "[{name=a,measure=failures,above=1,below=2}]|rules[0].below (command line): must not be"
            + " greater",
        "[{name=a,measure=failures,above=1},{name=a,measure=failures,above=1,for=30}]|rules[1].for"
            + " (command line): a duration with its unit is needed",
        "[{name=a,measure=failures,above=1,for=2d}]|rules[0].for (command line): allowed is 0s to"
            + " 1d",
        "[{name=a,measure=failures,above=1,window=2m}]|window (command line): allowed is one of 1m,"
            + " 5m, 1h",
        "[{name=a,measure=failures,above=1,minimum-calls=0}]|rules[0].minimum-calls (command line):"
            + " allowed is 1 to",
        "[{name=a,measure=failures,above=1,tools=nmap}]|tools (command line): a list of texts",
        "[{name=a,measure=failures,above=1,loud=yes}]|rules[0].loud (command line): unknown key;"
            + " allowed are name, tools, measure",
      })
  void aBadRuleIsToldByItsNumber(String text, String said) {
    String message = assertThrows(SettingsException.class, () -> rules(text)).getMessage();
    assertTrue(message.contains(said), message);
  }

  @Test
  void aBadRuleInAFileIsToldWithItsOwnLine(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my.conf"),
            """
            switchgear.alerts.rules = [
              { name = one, measure = failures, above = 1 }
              { name = two, measure = failures,
                above = much }
            ]
            """);
    SettingsException bad =
        assertThrows(SettingsException.class, () -> Settings.load(Optional.of(file), Map.of()));
    assertEquals(
        "switchgear.alerts.rules[1].above (" + file + ":4): a number is needed", bad.getMessage());
  }
}
