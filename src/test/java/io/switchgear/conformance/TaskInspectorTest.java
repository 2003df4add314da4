package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official Inspector's command line for connections, {@code mcpdo}, starts tasks on one
 * connection, and reads, answers and cancels them on another.
 */
@Tag("network")
@Tag("process")
class TaskInspectorTest {

  private static final Path MODULES = Path.of("target", "test-js", "node_modules");
  private static final Path MCPDO =
      MODULES.resolve("@modelcontextprotocol/inspector/clients/mcpdo/build/mcp-bin.js");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CALLER = "caller";
  private static final String WATCHER = "watcher";

  @TempDir private static Path folder;
  private static FixtureServer server;
  private static TaskClient client;

  private record Said(int code, JsonNode json) {}

  @BeforeAll
  static void start() throws Exception {
    server = FixtureServer.start(0);
    client = new TaskClient(server.mcp());
    ObjectNode config = JSON.createObjectNode();
    for (String name : List.of(CALLER, WATCHER)) {
      config
          .withObjectProperty("mcpServers")
          .putObject(name)
          .put("type", "streamable-http")
          .put("url", server.mcp().toString())
          .put("protocolEra", "modern");
    }
    Path file = Files.writeString(folder.resolve("mcp.json"), config.toString());
    for (String name : List.of(CALLER, WATCHER)) {
      Said connected = said("--config", file.toString(), "connect", name);
      assertEquals(0, connected.code());
      assertEquals("modern", connected.json().path("protocolEra").asText());
    }
  }

  /** The daemon that holds the connections ends with them. */
  @AfterAll
  static void stop() throws Exception {
    said("daemon", "stop");
    client.close();
    server.close();
  }

  @Test
  void itFollowsAndCancelsATaskThatItStarted() throws Exception {
    Process calling =
        started("--connection", CALLER, "tools/call", "slow_compute", "{\"seconds\":60}");
    String id = task("slow_compute");
    assertEquals("working", get(id).path("status").asText());
    assertTrue(on(WATCHER, "tasks/cancel", "--task-id", id).json().path("cancelled").asBoolean());
    Await.value(
        "the task to end",
        () -> get(id).path("status").asText(),
        status -> status.equals("cancelled"));
    Said ended = said(calling);
    assertTrue(
        ended.code() != 0 || ended.json().path("isError").asBoolean(),
        () -> "a cancelled call is no success: " + ended);
  }

  @Test
  void itAnswersTheQuestionOfATaskThatItStarted() throws Exception {
    Said parked =
        said("--connection", CALLER, "tools/call", "confirm_delete", "{\"filename\":\"x\"}");
    JsonNode pending = parked.json().path("elicitationPending");
    assertEquals("task-input-required", pending.path("origin").asText(), parked::toString);
    assertEquals("Delete x?", pending.path("message").asText());
    String id = task("confirm_delete");
    JsonNode asking = get(id);
    assertEquals("input_required", asking.path("status").asText());
    assertTrue(asking.at("/raw/inputRequests").has("confirm.1"), asking::toString);
    assertTrue(
        on(
                WATCHER,
                "tasks/update",
                "--task-id",
                id,
                "--input-responses",
                "{\"confirm.1\":{\"action\":\"accept\",\"content\":{\"confirm\":true}}}")
            .json()
            .path("updated")
            .asBoolean());
    JsonNode done =
        Await.value(
            "the task to end",
            () -> get(id),
            task -> task.path("status").asText().equals("completed"));
    assertEquals("deleted", done.at("/raw/result/content/0/text").asText());
  }

  @Test
  void itShowsTheResultOfATask() throws Exception {
    Said said = said("--connection", CALLER, "tools/call", "failing_job", "{}");
    assertTrue(said.json().path("isError").asBoolean(), said::toString);
    assertTrue(said.json().at("/content/0/text").asText().startsWith("It failed."));
  }

  @Test
  void aTaskThatIsUnknownIsAnError() throws Exception {
    assertNotEquals(0, on(WATCHER, "tasks/get", "--task-id", "unknown").code());
  }

  /** The only task of the tool, once it is there. */
  private static String task(String tool) {
    return Await.value("a task of " + tool, () -> client.jobs(tool), ids -> !ids.isEmpty())
        .getFirst();
  }

  private static JsonNode get(String id) throws Exception {
    return on(WATCHER, "tasks/get", "--task-id", id).json().path("task");
  }

  private static Said on(String connection, String method, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--connection", connection, method));
    all.addAll(List.of(options));
    return said(started(all.toArray(String[]::new)));
  }

  private static Said said(String... command) throws Exception {
    return said(started(command));
  }

  private static Said said(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes());
    return new Said(process.waitFor(), JSON.readTree(out.isBlank() ? "{}" : out));
  }

  private static Process started(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(MODULES.resolve(".bin/node").toString(), MCPDO.toString(), "--format", "json"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile());
    // It stores its state there, and the socket of its daemon.
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("MCP_INSPECTOR_SECRET_STORE", "file");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }
}
