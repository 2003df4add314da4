package io.switchgear.config;

import static io.switchgear.config.SettingsTest.load;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.switchgear.config.Samples.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment, key by key. */
class VariablesTest {

  private static final KnownKeys KNOWN =
      new KnownKeys(SettingsLoader.defaults(ConfigFactory.systemProperties()).root());

  private static Map<String, SettingsView.Line> shown(Settings settings) {
    Map<String, SettingsView.Line> lines = new HashMap<>();
    SettingsView.of(settings).forEach(line -> lines.put(line.key(), line));
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nmap", "port_scan"})
  void whatEveryToolHasCanBeSetForEachByTheEnvironment(String tool) {
    Map<String, String> environment = new HashMap<>();
    List<Key> shared =
        Samples.all().stream()
            .filter(key -> key.path().startsWith("switchgear.tools.default."))
            .toList();
    for (Key key : shared) {
      environment.put(variable(key, tool), key.text());
    }
    Settings settings = load(environment, Map.of());
    Map<String, SettingsView.Line> lines = shown(settings);
    for (Key key : shared) {
      SettingsView.Line line = lines.get(key.path().replace(".default.", "." + tool + "."));
      assertEquals("environment variable " + variable(key, tool), line.origin());
      assertEquals(key.text(), settings.system().getString(line.key()));
    }
    assertEquals(
        Duration.ofSeconds(61), settings.tool(tool).protection().breaker().recoveryTimeout());
    assertEquals(11, settings.tool(tool).protection().bulkhead().maxConcurrent());
    assertEquals(
        Duration.ofSeconds(60), settings.toolDefaults().protection().breaker().recoveryTimeout());
  }

  private static String variable(Key key, String tool) {
    return Variables.of(key.path().replace(".default.", "." + tool + "."));
  }

  @Test
  void noVariableSetsTwoKeys() {
    Set<String> variables = new HashSet<>();
    KNOWN.leaves().forEach(key -> assertTrue(variables.add(Variables.of(key)), key));
  }

  @ParameterizedTest
  @CsvSource({
    "SWITCHGEAR_TOOLS_PORT_SCAN_BREAKER_RECOVERY_TIME,"
        + " SWITCHGEAR_TOOLS_PORT_SCAN_BREAKER_RECOVERY_TIMEOUT",
    "SWITCHGEAR_TOOLS_NMPA_CALL_TIMEOUT, SWITCHGEAR_TOOLS_NMAP_CALL_TIMEOUT",
    "SWITCHGEAR_HTTP_PROT, SWITCHGEAR_HTTP_PORT",
    "SWITCHGEAR_HTPP_PORT, SWITCHGEAR_HTTP_PORT",
    "SWITCHGEAR_WEBHOOK, SWITCHGEAR_WEBHOOKS",
  })
  void aVariableThatLooksLikeAKeysIsAnsweredWithTheNearest(String variable, String meant) {
    SettingsException bad =
        assertThrows(
            SettingsException.class, () -> load(Map.of(variable, "sgt_hunter2"), Map.of()));
    assertEquals(
        variable
            + " (environment): sets no key; did you mean "
            + meant
            + "? If it is not meant for this server, give it a name that does not begin as a block"
            + " of the configuration",
        bad.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SWITCHGEAR_TOKEN",
        "SWITCHGEAR_SERVICE_HOST",
        "SWITCHGEAR_PORT_8080_TCP_ADDR",
        "SWITCHGEAR_METRICS_SERVICE_PORT_HTTP",
        "SWITCHGEAR_METRICS_PORT",
        "HOOK_SECRET"
      })
  void whatIsSomebodyElsesIsLeftAlone(String variable) {
    assertEquals(8080, load(Map.of(variable, "tcp://10.0.0.1:80"), Map.of()).http().port());
  }

  @Test
  void anEmptyVariableIsNone() {
    assertEquals(8080, load(Map.of("SWITCHGEAR_HTTP_PROT", " "), Map.of()).http().port());
  }

  @Test
  void aBadValueIsToldWithItsVariable() {
    SettingsException bad =
        assertThrows(
            SettingsException.class,
            () -> load(Map.of("SWITCHGEAR_TOOLS_PORT_SCAN_BULKHEAD_QUEUE", "some"), Map.of()));
    assertEquals(
        "switchgear.tools.port_scan.bulkhead.queue = \"some\" (environment variable"
            + " SWITCHGEAR_TOOLS_PORT_SCAN_BULKHEAD_QUEUE): a whole number below 2^31 is needed",
        bad.getMessage());
  }
}
