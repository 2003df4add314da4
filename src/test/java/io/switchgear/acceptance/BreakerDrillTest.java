package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nmap fails in every possible way; its breaker opens, rejects calls, probes, and closes again. */
@Tag("network")
@Tag("process")
class BreakerDrillTest {

  private static final int THRESHOLD = 3;
  private static final String SCAN = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";

  @TempDir Path folder;
  private SwitchableNmap nmap;
  private Switchgear server;
  private McpHttp client;

  @BeforeEach
  void serve() {
    nmap = new SwitchableNmap(folder);
    nmap.become(Mode.REAL);
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of(
                    "switchgear.http.port", "0",
                    "switchgear.data-dir", folder.resolve("data").toString(),
                    "switchgear.tools.nmap.command", nmap.program().toString(),
                    "switchgear.tools.nmap.call-timeout", "1s",
                    "switchgear.tools.nmap.max-output", "64 KiB",
                    "switchgear.tools.nmap.breaker.failure-threshold", "" + THRESHOLD,
                    "switchgear.tools.nmap.breaker.recovery-timeout", "500ms",
                    "switchgear.tools.nmap.breaker.max-recovery-timeout", "1s",
                    "switchgear.tools.nmap.breaker.canary", "off",
                    "switchgear.tools.nmap.breaker.jitter", "0")));
    client = new McpHttp(server.url().orElseThrow());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "HANG, timeout",
    "CRASH, execution_error",
    "FLOOD, resource_exhausted",
    "BROKEN_XML, execution_error"
  })
  void opensAtTheThresholdRefusesProbesAndRecovers(Mode mode, String errorType) {
    // The checks that run once per program would use up the first call's timeout of a second.
    nmap.become(Mode.REAL);
    awaitHealth(200);
    nmap.become(mode);
    for (int i = 0; i < THRESHOLD; i++) {
      JsonNode failed = call();
      assertTrue(failed.path("isError").asBoolean(), failed::toString);
      assertEquals(errorType, errorType(failed), failed::toString);
    }
    JsonNode refused = call();
    assertEquals("circuit_breaker_open", errorType(refused), refused::toString);
    double firstWait = refused.path("structuredContent").path("retry_after").asDouble();
    assertTrue(firstWait > 0 && firstWait <= 0.5, refused::toString);
    Await.until(
        "the transition to be counted",
        () -> client.get("/metrics"),
        () ->
            client
                .get("/metrics")
                .lines()
                .filter(line -> line.startsWith("circuit_breaker_transitions_total"))
                .filter(line -> line.contains("name=\"nmap\""))
                .anyMatch(line -> line.contains("to_state=\"open\"")));
    awaitHealth(207);

    awaitOther("circuit_breaker_open", errorType);
    JsonNode again = call();
    assertEquals("circuit_breaker_open", errorType(again), again::toString);

    nmap.become(Mode.REAL);
    awaitOther("circuit_breaker_open", "");
    assertFalse(call().path("isError").asBoolean());
    awaitHealth(200);
    Await.until("the end of every scanner", nmap::leftOver, () -> nmap.leftOver().isEmpty());
  }

  /** Waits, because a health report may be a second old. */
  private void awaitHealth(int status) {
    Await.until(
        "health to answer with status " + status,
        () -> client.get("/health"),
        () -> client.status("/health") == status);
  }

  /** Calls until the answer is not {@code from} any more; it must then be {@code to}. */
  private void awaitOther(String from, String to) {
    String[] seen = {from};
    Await.until(
        "another answer than " + from,
        () -> {
          seen[0] = errorType(call());
          return !seen[0].equals(from);
        });
    assertEquals(to, seen[0]);
  }

  private JsonNode call() {
    return client.call("nmap", McpHttp.arguments(SCAN));
  }

  private static String errorType(JsonNode result) {
    return result.path("isError").asBoolean()
        ? result.path("structuredContent").path("error_type").asText()
        : "";
  }
}
