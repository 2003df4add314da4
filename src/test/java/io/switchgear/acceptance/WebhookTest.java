package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import io.switchgear.watch.webhooks.HookServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhooks of the whole server. */
@Tag("network")
@Tag("process")
class WebhookTest {

  private static final String SCAN =
      "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";

  @TempDir Path folder;

  @Test
  void aReceiverThatHangsHoldsUpNeitherCallsNorOthersNorTheEnd() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef\n");
    try (HookServer hanging = new HookServer(number -> HookServer.HANG);
        HookServer well = new HookServer(number -> 200)) {
      String hooks =
          "[{url=\"%s\",secret-file=\"%s\"},{url=\"%s\",secret-file=\"%s\",events=[open]}]"
              .formatted(hanging.url(), secret, well.url(), secret);
      long closing;
      try (OperatorDesk desk =
          new OperatorDesk(folder.resolve("data"), Map.of("switchgear.webhooks", hooks))) {
        desk.order(PORT_SCAN + "/open", "{\"operator\":\"ann\",\"reason\":\"first\"}");
        desk.order(PORT_SCAN + "/close", "{\"operator\":\"ann\",\"reason\":\"second\"}");
        desk.order(PORT_SCAN + "/open", "{\"operator\":\"ann\",\"reason\":\"third\"}");
        hanging.next();
        assertTold("first", well);
        assertTold("third", well);
        desk.send("POST", PORT_SCAN + "/close", Optional.of("{}"));
        JsonNode answer = desk.mcp("tools/call", "port_scan", SCAN);
        assertEquals(false, answer.at("/result/isError").asBoolean(), answer::toString);
        Await.until("the delivery to be counted", () -> counted(desk, "result=\"delivered\""));
        closing = System.nanoTime();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - closing);
      assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took::toString);
    }
  }

  private static void assertTold(String reason, HookServer server) throws Exception {
    JsonNode body = OperatorDesk.JSON.readTree(server.next().body());
    assertEquals("operator_open", body.path("reason").asText());
    assertEquals("ann", body.at("/metadata/operator").asText());
    assertEquals(reason, body.at("/metadata/operator_reason").asText());
  }

  private static boolean counted(OperatorDesk desk, String label) {
    try {
      return desk.get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("webhook_deliveries_total"))
          .anyMatch(line -> line.contains(label));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
