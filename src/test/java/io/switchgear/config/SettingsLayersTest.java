package io.switchgear.config;

import static io.switchgear.config.SettingsTest.load;
import static io.switchgear.config.SettingsTest.loader;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.scope.ScopePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several values holds. */
class SettingsLayersTest {

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theDefaultsOfLibraryUsersAreTheShippedOnes() {
    Settings settings = load(Map.of(), Map.of());
    // A library user's breaker has no self-test to wait for.
    assertEquals(
        BreakerPolicy.DEFAULT.withCanary(true), settings.toolDefaults().protection().breaker());
    assertEquals(BulkheadPolicy.DEFAULT, settings.toolDefaults().protection().bulkhead());
    assertEquals(ScopePolicy.DEFAULT, settings.scope());
  }

  @Test
  void aToolFallsBackToTheDefaultKeyByKey() {
    Settings settings =
        load(
            Map.of(),
            Map.of(
                "switchgear.tools.default.breaker.failure-threshold", "9",
                "switchgear.tools.default.call-timeout", "45s",
                "switchgear.tools.port_scan.breaker.jitter", "0"));
    BreakerPolicy nmap = settings.tool("nmap").protection().breaker();
    assertEquals(9, nmap.failureThreshold());
    assertEquals(seconds(120), nmap.recoveryTimeout());
    assertEquals(seconds(600), settings.tool("nmap").protection().callTimeout());
    BreakerPolicy portScan = settings.tool("port_scan").protection().breaker();
    assertEquals(9, portScan.failureThreshold());
    assertEquals(0, portScan.jitter());
    assertEquals(seconds(60), portScan.recoveryTimeout());
    assertEquals(settings.toolDefaults(), settings.tool("some_other_tool"));
    assertEquals(seconds(45), settings.tool("some_other_tool").protection().callTimeout());
  }

  @Test
  void theStrongerLayerWins(@TempDir Path folder) throws IOException {
    String port = "switchgear.http.port";
    Path file = Files.writeString(folder.resolve("a.conf"), port + " = 1001\n");
    Map<String, String> environment = new HashMap<>();
    Map<String, String> jvm = new LinkedHashMap<>();
    Map<String, String> line = new LinkedHashMap<>();
    assertEquals(1001, port(environment, jvm, line, file));
    environment.put("SWITCHGEAR_HTTP_PORT", "1002");
    assertEquals(1002, port(environment, jvm, line, file));
    jvm.put(port, "1003");
    assertEquals(1003, port(environment, jvm, line, file));
    line.put(port, "1004");
    assertEquals(1004, port(environment, jvm, line, file));
    environment.put("SWITCHGEAR_HTTP_PORT", " ");
    jvm.clear();
    line.clear();
    assertEquals(1001, port(environment, jvm, line, file), "an empty variable is not set");
  }

  private static int port(
      Map<String, String> environment,
      Map<String, String> jvm,
      Map<String, String> line,
      Path file) {
    return loader(environment, jvm).load(Optional.of(file), line).http().port();
  }

  @Test
  void theFileIsStrongerThanWhatTheLibrariesAreTold(@TempDir Path folder) throws IOException {
    assertEquals("cluster", load(Map.of(), Map.of()).system().getString("pekko.actor.provider"));
    Path file = Files.writeString(folder.resolve("a.conf"), "pekko.actor.provider = local\n");
    Settings settings = loader(Map.of(), Map.of()).load(Optional.of(file), Map.of());
    assertEquals("local", settings.system().getString("pekko.actor.provider"));
  }

  @Test
  void theGraceOfTheShutdownReachesPekko() {
    Settings settings = load(Map.of(), Map.of("switchgear.shutdown.grace", "7s"));
    assertEquals(
        seconds(7),
        settings
            .system()
            .getDuration("pekko.coordinated-shutdown.phases.service-requests-done.timeout"));
  }
}
