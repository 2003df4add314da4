package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official TypeScript clients, in both eras. {@code ./sbt test} installs them. */
@Tag("network")
@Tag("process")
class TypeScriptClientTest {

  private static final Path CLIENTS = Path.of("target", "test-js");

  @TempDir private static Path dataDir;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(dataDir);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void version2NegotiatesTheModernEra() throws Exception {
    assertEquals("2026-07-28", scanned("modern-client.mjs", "auto").path("version").asText());
  }

  @Test
  void version2PinsTheModernEra() throws Exception {
    assertEquals("2026-07-28", scanned("modern-client.mjs", "2026-07-28").path("version").asText());
  }

  @Test
  void version2ShakesHandsAsIn2025() throws Exception {
    assertEquals("2025-11-25", scanned("modern-client.mjs", "legacy").path("version").asText());
  }

  @Test
  void version1KeepsASession() throws Exception {
    assertEquals("2025-11-25", scanned("legacy-client.mjs", "").path("version").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aClientThatCancelsIsAnsweredNothingThatItDoesNotKnow(String version) throws Exception {
    Map<String, Object> slowly =
        Map.of("targets", List.of("127.0.0.1"), "ports", "1-100", "rate", 10);
    JsonNode seen = run("cancelling-client.mjs", version, "port_scan", slowly);
    // A progress notification may already have been sent when the cancellation arrives.
    seen.path("errors")
        .forEach(
            error -> assertTrue(error.asText().contains("progress notification"), seen.toString()));
    assertTrue(seen.path("cancelled").asText().contains("enough"), seen.toString());
    assertFalse(seen.path("stream").asText().contains("\"result\""), seen.toString());
    assertEquals(202, seen.at("/requests/0/status").asInt(), seen.toString());
    assertTrue(seen.path("tools").asInt() > 1, seen.toString());
  }

  /** Lists the tools and scans, and checks what all eras have in common. */
  private static JsonNode scanned(String client, String mode) throws Exception {
    JsonNode seen = run(client, mode, "nmap", server.scan());
    List<String> tools = new ArrayList<>();
    seen.path("tools").forEach(tool -> tools.add(tool.path("name").asText()));
    assertTrue(tools.containsAll(List.of("nmap", "port_scan")), tools.toString());
    assertFalse(seen.path("progress").isEmpty(), seen.toString());
    assertFalse(seen.path("result").path("isError").asBoolean(), seen.toString());
    assertEquals(List.of(server.openPort()), Answers.openPorts(seen.path("result")));
    return seen;
  }

  private static JsonNode run(String client, String mode, String tool, Map<String, Object> args)
      throws Exception {
    Process process =
        new ProcessBuilder(
                CLIENTS.resolve("node_modules/.bin/node").toString(),
                CLIENTS.resolve(client).toString(),
                server.mcp().toString(),
                tool,
                Answers.JSON.writeValueAsString(args),
                mode)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> client + " failed: " + out);
    return Answers.JSON.readTree(out);
  }
}
