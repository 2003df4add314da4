package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.audit.ChainVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code switchgear serve --stdio}, started by real clients. */
@Tag("network")
@Tag("process")
class StdioTest {

  private static final Path CLIENTS = Path.of("target", "test-js");

  @TempDir private Path dataDir;

  static List<String> server(Path dataDir) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "io.switchgear.cli.Main",
        "serve",
        "--stdio",
        "--data-dir",
        dataDir.toString());
  }

  @ParameterizedTest
  @CsvSource({"v1, ''", "legacy, 2025-11-25", "auto, 2026-07-28", "2026-07-28, 2026-07-28"})
  void realClientsScanOverPipes(String mode, String version) throws Exception {
    try (ServerSocket target = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
      int port = target.getLocalPort();
      String scan =
          Answers.JSON.writeValueAsString(
              Map.of("targets", List.of("127.0.0.1"), "ports", String.valueOf(port)));
      Process client =
          new ProcessBuilder(
                  CLIENTS.resolve("node_modules/.bin/node").toString(),
                  CLIENTS.resolve("stdio-client.mjs").toString(),
                  Answers.JSON.writeValueAsString(server(dataDir)),
                  "port_scan",
                  scan,
                  mode)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      client.getOutputStream().close();
      String out = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, client.waitFor(), out);
      JsonNode seen = Answers.JSON.readTree(out);
      assertEquals(version, seen.path("version").asText());
      assertFalse(seen.path("progress").isEmpty(), out);
      assertEquals(List.of(port), Answers.openPorts(seen.path("result")));
      assertRecorded();
    }
  }

  private void assertRecorded() throws IOException {
    Path chain = dataDir.resolve("audit-stdio");
    ChainVerifier.Report report = ChainVerifier.folder(chain, Optional.empty());
    assertTrue(report.broken().isEmpty(), report::toString);
    String records = Files.readString(chain.resolve("audit-00000001.jsonl"));
    assertTrue(records.contains("\"what\":\"port_scan\""), records);
  }

  @Test
  void standardOutputHoldsMessagesOnlyAndTheServerEndsWithItsInput() throws Exception {
    Process server =
        new ProcessBuilder(server(dataDir)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    write(server, "this is no message\n");
    write(server, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
    server.getOutputStream().close();
    List<String> lines =
        new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertEquals(0, server.waitFor());
    assertEquals(2, lines.size(), lines.toString());
    assertEquals(-32700, Answers.JSON.readTree(lines.get(0)).at("/error/code").asInt());
    JsonNode second = Answers.JSON.readTree(lines.get(1));
    assertEquals(1, second.path("id").asInt());
    assertTrue(second.has("error"), "a session begins with initialize: " + second);
  }

  private static void write(Process server, String text) throws IOException {
    server.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    server.getOutputStream().flush();
  }
}
