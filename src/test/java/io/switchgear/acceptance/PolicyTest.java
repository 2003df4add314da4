package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.DRILL;
import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static io.switchgear.acceptance.OperatorDesk.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The breaker of a running server follows its configured policy. */
@Tag("network")
@Tag("process")
class PolicyTest {

  private static final String BREAKER = "switchgear.tools.port_scan.breaker.";

  @TempDir Path folder;
  private OperatorDesk desk;

  private void serve(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("switchgear.drills.enabled", "true");
    desk = new OperatorDesk(folder.resolve("data"), all);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private JsonNode call() throws IOException, InterruptedException {
    return desk.mcp(
            "tools/call",
            "port_scan",
            "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}")
        .path("result");
  }

  private void play(String drill) throws IOException, InterruptedException {
    assertEquals(200, desk.order(DRILL, drill).statusCode());
    call();
  }

  private JsonNode breaker(String path) throws IOException, InterruptedException {
    return json(desk.get(path));
  }

  @Test
  void everyConfiguredValueIsTheBreakersOwn() throws Exception {
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("call-timeout", "61s"),
            Map.entry("breaker.failure-threshold", "7"),
            Map.entry("breaker.recovery-timeout", "62s"),
            Map.entry("breaker.multiplier", "2.5"),
            Map.entry("breaker.max-recovery-timeout", "301s"),
            Map.entry("breaker.jitter", "0.25"),
            Map.entry("breaker.success-threshold", "2"),
            Map.entry("breaker.half-open.permits", "3"),
            Map.entry("breaker.window.type", "time"),
            Map.entry("breaker.window.size", "33"),
            Map.entry("breaker.window.minimum-calls", "5"),
            Map.entry("breaker.window.failure-rate", "0.4"),
            Map.entry("breaker.window.slow-call-rate", "0.6"),
            Map.entry("breaker.window.slow-call", "9s"),
            Map.entry("breaker.adaptive", "on"),
            Map.entry("bulkhead.max-concurrent", "11"),
            Map.entry("bulkhead.queue", "4"));
    Map<String, String> settings = new TreeMap<>();
    values.forEach((key, value) -> settings.put("switchgear.tools.port_scan." + key, value));
    settings.put("switchgear.tools.port_scan.breaker.canary", "off");
    serve(settings);
    assertEquals(
        OperatorDesk.JSON.readTree(
            """
            {"call_timeout": 61.0, "failure_threshold": 7, "current_failure_threshold": 7,
             "recovery_timeout": 62.0, "multiplier": 2.5, "max_recovery_timeout": 301.0,
             "jitter": 0.25, "success_threshold": 2, "half_open_permits": 3, "adaptive": true,
             "canary": false, "window": "time", "window_size": 33, "window_minimum_calls": 5,
             "window_failure_rate": 0.4, "window_slow_call_rate": 0.6, "window_slow_call": 9.0,
             "max_concurrent": 11, "queue": 4}
            """),
        breaker(PORT_SCAN).path("configuration"));
    assertEquals(
        true, breaker("/api/v1/breakers/nmap").path("configuration").path("canary").asBoolean());
  }

  @Test
  void aWindowOpensByTheShareOfFailures() throws Exception {
    serve(
        Map.of(
            BREAKER + "failure-threshold", "100",
            BREAKER + "window.type", "count",
            BREAKER + "window.size", "4",
            BREAKER + "window.minimum-calls", "4",
            BREAKER + "window.failure-rate", "0.5"));
    call();
    play("{\"fault\":\"fail\"}");
    call();
    assertEquals("closed", breaker(PORT_SCAN).path("state").asText());
    play("{\"fault\":\"fail\"}");
    assertEquals("open", breaker(PORT_SCAN).path("state").asText());
    assertEquals("failure_rate", breaker(PORT_SCAN).path("reason").asText());
  }

  @Test
  void aWindowOpensByTheShareOfSlowCalls() throws Exception {
    serve(
        Map.of(
            BREAKER + "window.type", "time",
            BREAKER + "window.minimum-calls", "2",
            BREAKER + "window.slow-call", "100ms"));
    play("{\"fault\":\"slow\",\"delay\":\"150ms\"}");
    assertEquals("closed", breaker(PORT_SCAN).path("state").asText());
    play("{\"fault\":\"slow\",\"delay\":\"150ms\"}");
    assertEquals("slow_call_rate", breaker(PORT_SCAN).path("reason").asText());
  }

  @Test
  void anAdaptiveThresholdRisesWithSuccess() throws Exception {
    serve(Map.of(BREAKER + "failure-threshold", "3", BREAKER + "adaptive", "on"));
    for (int i = 0; i < 100; i++) {
      assertEquals(false, call().path("isError").asBoolean());
    }
    assertEquals(
        5, breaker(PORT_SCAN).path("configuration").path("current_failure_threshold").asInt());
    for (int i = 0; i < 3; i++) {
      play("{\"fault\":\"fail\"}");
    }
    assertEquals("closed", breaker(PORT_SCAN).path("state").asText());
  }

  @Test
  void aCanaryClosesTheBreakerOfAToolThatNobodyCalls() throws Exception {
    SwitchableNmap nmap = new SwitchableNmap(folder);
    nmap.become(Mode.CRASH);
    serve(
        Map.of(
            "switchgear.tools.nmap.command",
            nmap.program().toString(),
            "switchgear.tools.nmap.breaker.recovery-timeout",
            "200ms"));
    desk.order("/api/v1/breakers/nmap/open", "{\"reason\":\"a test\"}");
    Await.until("the self-test to fail", () -> nmapIs("open", 1));
    nmap.become(Mode.REAL);
    Await.until("the self-test to succeed", () -> nmapIs("closed", 0));
  }

  /**
   * With the default, the self-test is the probe. Without it the breaker waits for a call, and
   * health says so.
   */
  @ParameterizedTest
  @CsvSource({"on, Closed; 0 calls running.", "off, Half open: the next call"})
  void afterAHoldHealthSaysWhatHappensAndIsWell(String canary, String told) throws Exception {
    serve(Map.of("switchgear.tools.default.breaker.canary", canary));
    for (String tool : List.of("nmap", "port_scan")) {
      String path = "/api/v1/breakers/" + tool;
      desk.order(path + "/hold-open", "{\"reason\":\"a test\"}");
      desk.order(path + "/auto", "{\"reason\":\"a test\"}");
      Await.until("the health of " + tool, () -> finding(tool, told));
    }
  }

  private boolean finding(String tool, String told) {
    try {
      JsonNode finding = json(desk.get("/health")).at("/checks/breaker:" + tool);
      return finding.path("status").asText().equals("healthy")
          && finding.path("message").asText().startsWith(told);
    } catch (IOException | InterruptedException notThere) {
      throw new AssertionError(notThere);
    }
  }

  private boolean nmapIs(String state, int failed) {
    try {
      JsonNode nmap = breaker("/api/v1/breakers/nmap");
      return nmap.path("state").asText().equals(state)
          && nmap.path("failed_calls").asInt() >= failed;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
