package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of the official MCP Inspector, in both eras, over HTTP and stdio. */
@Tag("network")
@Tag("process")
class InspectorTest {

  private static final Path MODULES = Path.of("target", "test-js", "node_modules");
  private static final Path INSPECTOR =
      MODULES.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js");

  /** The timeout of connections and requests, in milliseconds: long enough for a slow machine. */
  private static final int PATIENCE_MS = 180_000;

  @TempDir private static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(folder.resolve("http"));
    Files.writeString(folder.resolve("mcp.json"), config(server.mcp()).toString());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static ObjectNode config(URI mcp) {
    ObjectNode config = McpHttp.JSON.createObjectNode();
    ObjectNode servers = config.putObject("mcpServers");
    for (String era : List.of("legacy", "modern")) {
      servers
          .putObject("http-" + era)
          .put("type", "streamable-http")
          .put("url", mcp.toString())
          .put("protocolEra", era);
      // The timeout includes the start of a JVM, possibly while other JVMs start.
      List<String> command = StdioTest.server(folder.resolve(era));
      ObjectNode piped = servers.putObject("stdio-" + era).put("type", "stdio");
      piped.put("command", command.getFirst()).put("protocolEra", era);
      piped.put("connectionTimeout", PATIENCE_MS).put("requestTimeout", PATIENCE_MS);
      command.stream().skip(1).forEach(piped.putArray("args")::add);
    }
    return config;
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-legacy", "http-modern", "stdio-legacy", "stdio-modern"})
  void itListsAndCallsWithoutAComplaint(String how) throws Exception {
    JsonNode tools = inspected(how, "--method", "tools/list", "--strict");
    assertTrue(names(tools.path("tools")).containsAll(List.of("nmap", "port_scan")), how);
    JsonNode result =
        inspected(
            how,
            "--method",
            "tools/call",
            "--tool-name",
            "port_scan",
            "--tool-args-json",
            McpHttp.JSON.writeValueAsString(server.scan()));
    assertFalse(result.path("isError").asBoolean(), result.toString());
    assertEquals(List.of(server.openPort()), Answers.openPorts(result));
    assertTrue(
        names(inspected(how, "--method", "resources/list").path("resources"))
            .contains("circuit_breaker_stats"));
    assertTrue(
        names(inspected(how, "--method", "prompts/list").path("prompts")).contains("plan_scan"));
  }

  /** The README's command. */
  @Test
  void itTakesTheUrlAlone() throws Exception {
    JsonNode tools =
        run(List.of(server.mcp().toString(), "--transport", "http", "--method", "tools/list"));
    assertTrue(names(tools.path("tools")).contains("nmap"));
  }

  private static List<String> names(JsonNode listed) {
    List<String> names = new ArrayList<>();
    listed.forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private static JsonNode inspected(String how, String... options) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("--config", folder.resolve("mcp.json").toString(), "--server", how));
    all.addAll(List.of(options));
    return run(all);
  }

  private static JsonNode run(List<String> options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(MODULES.resolve(".bin/node").toString(), INSPECTOR.toString(), "--cli"));
    command.addAll(options);
    command.addAll(List.of("--format", "json"));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    // The Inspector stores its state there.
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    int code = process.waitFor();
    assertEquals(0, code, () -> command + "\n" + out + "\n" + read(errors));
    return McpHttp.JSON.readTree(out).path("result");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
