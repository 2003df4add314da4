package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of breakers after a restart. */
@Tag("network")
@Tag("process")
class RestartTest {

  private static final String SCAN = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";
  private static final double OPEN_SECONDS = 300;
  private static final int THRESHOLD = 2;

  @TempDir Path folder;
  private SwitchableNmap nmap;

  @BeforeEach
  void breakNmap() {
    nmap = new SwitchableNmap(folder);
    nmap.become(Mode.CRASH);
  }

  private ServerProcess serve() throws IOException {
    return ServerProcess.start(
        folder,
        Map.of(
            "SWITCHGEAR_TOOLS_NMAP_COMMAND",
            nmap.program().toString(),
            "SWITCHGEAR_TOOLS_DEFAULT_BREAKER_FAILURE_THRESHOLD",
            "" + THRESHOLD,
            "SWITCHGEAR_TOOLS_NMAP_BREAKER_RECOVERY_TIMEOUT",
            (int) OPEN_SECONDS + "s",
            "SWITCHGEAR_TOOLS_DEFAULT_BREAKER_JITTER",
            "0"));
  }

  private static JsonNode call(McpHttp client) {
    return client.call("nmap", McpHttp.arguments(SCAN)).path("structuredContent");
  }

  private static void fail(McpHttp client, int times) {
    for (int i = 0; i < times; i++) {
      JsonNode failed = call(client);
      assertEquals("execution_error", failed.path("error_type").asText(), failed::toString);
    }
  }

  private static double refused(McpHttp client) {
    JsonNode refused = call(client);
    assertEquals("circuit_breaker_open", refused.path("error_type").asText(), refused::toString);
    return refused.path("retry_after").asDouble();
  }

  private static JsonNode health(McpHttp client) {
    try {
      return McpHttp.JSON.readTree(client.get("/health"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a health report from after now which says that all breakers are saved. */
  private static void awaitSaved(McpHttp client) {
    Instant now = Instant.now();
    Await.until(
        "breakers that are saved",
        () -> health(client),
        () -> {
          JsonNode health = health(client);
          return Instant.parse(health.path("timestamp").asText()).isAfter(now)
              && health.path("checks").path("store").path("message").asText().contains("are saved");
        });
  }

  @Test
  void anOpenBreakerIsStillOpenAfterAKillAndAfterSigterm() throws Exception {
    Instant opened;
    try (ServerProcess server = serve();
        McpHttp client = new McpHttp(server.url())) {
      fail(client, THRESHOLD);
      opened = Instant.now();
      awaitSaved(client);
      server.process().destroyForcibly();
      server.ended();
    }
    nmap.become(Mode.REAL);
    try (ServerProcess server = serve();
        McpHttp client = new McpHttp(server.url())) {
      assertOpenSince(opened, client);
      server.process().destroy();
      server.ended();
    }
    try (ServerProcess server = serve();
        McpHttp client = new McpHttp(server.url())) {
      assertOpenSince(opened, client);
    }
  }

  /** The downtime counts. nmap works again, so a call that the breaker admits would succeed. */
  private static void assertOpenSince(Instant opened, McpHttp client) {
    double gone = Duration.between(opened, Instant.now()).toMillis() / 1e3;
    double left = refused(client);
    assertTrue(left > 0 && left <= OPEN_SECONDS - gone, () -> "left " + left);
    JsonNode check = health(client).path("checks").path("breaker:nmap");
    assertTrue(
        check.path("message").asText().contains("restored after a restart"), check::toString);
  }

  @Test
  void failuresInARowAreNotForgotten() {
    try (Switchgear server = Switchgear.serve(settings());
        McpHttp client = new McpHttp(server.url().orElseThrow())) {
      fail(client, THRESHOLD - 1);
    }
    try (Switchgear server = Switchgear.serve(settings());
        McpHttp client = new McpHttp(server.url().orElseThrow())) {
      fail(client, 1);
      refused(client);
    }
  }

  @Test
  void anOrderStandsWithItsExpiryAfterARestart() throws Exception {
    Path data = folder.resolve("data");
    JsonNode before;
    try (OperatorDesk desk = new OperatorDesk(data, false)) {
      desk.order(
          OperatorDesk.PORT_SCAN + "/hold-open",
          "{\"operator\":\"ann\",\"reason\":\"moving the rack\",\"expires_in\":\"2h\"}");
      before = OperatorDesk.json(desk.get(OperatorDesk.PORT_SCAN));
    }
    try (OperatorDesk desk = new OperatorDesk(data, false)) {
      JsonNode after = OperatorDesk.json(desk.get(OperatorDesk.PORT_SCAN));
      assertEquals("hold-open", after.at("/override/mode").asText());
      assertEquals(before.path("override"), after.path("override"));
      assertTrue(after.path("retry_after").asDouble() <= before.path("retry_after").asDouble());
      desk.order(OperatorDesk.PORT_SCAN + "/auto", "{}");
    }
    try (OperatorDesk desk = new OperatorDesk(data, false)) {
      assertFalse(OperatorDesk.json(desk.get(OperatorDesk.PORT_SCAN)).has("override"));
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsToldWhoHasIt() throws Exception {
    try (Switchgear first = Switchgear.serve(settings());
        McpHttp client = new McpHttp(first.url().orElseThrow());
        ServerProcess second = serve()) {
      assertEquals(2, second.ended());
      String log = second.log();
      assertTrue(log.contains("is in use by process " + ProcessHandle.current().pid()), log);
      assertTrue(log.contains("switchgear.data-dir"), log);
      assertFalse(log.contains("\tat "), log);
      assertEquals("healthy", health(client).path("checks").path("store").path("status").asText());
    }
  }

  private Settings settings() {
    return Settings.load(
        Optional.empty(),
        Map.of(
            "switchgear.http.port",
            "0",
            "switchgear.data-dir",
            folder.resolve("data").toString(),
            "switchgear.tools.nmap.command",
            nmap.program().toString(),
            "switchgear.tools.nmap.breaker.failure-threshold",
            "" + THRESHOLD));
  }
}
