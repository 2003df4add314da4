package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's way with scan jobs: starts one, watches it, reads its results, compares two runs. */
@Tag("network")
@Tag("process")
class ScansByAgentTest {

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static Map<String, Object> scan(String name) {
    return Map.of(
        "tool",
        "port_scan",
        "arguments",
        Map.of("targets", List.of("127.0.0.0/28"), "ports", String.valueOf(server.openPort())),
        "name",
        name);
  }

  /** The official Java client, which speaks the 2025 era. */
  @Test
  void anAgentOfThe2025EraWatchesAndCompares() throws Exception {
    BlockingQueue<String> updated = new LinkedBlockingQueue<>();
    try (McpSyncClient client =
        McpClient.sync(transport(server.mcp()))
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(1))
            .resourcesUpdateConsumer(contents -> contents.forEach(each -> updated.add(each.uri())))
            .build()) {
      client.initialize();
      String first = started(client);
      client.subscribeResource(McpSchema.SubscribeRequest.builder("scan://" + first).build());
      JsonNode whole = ended(client, first);
      assertEquals("completed", whole.path("state").asText(), whole::toString);
      assertEquals(16, whole.path("hosts_done").asInt());
      JsonNode got = call(client, "scan_get", Map.of("id", first));
      assertEquals("127.0.0.1", got.at("/hosts/0/address").asText(), got::toString);
      assertEquals(server.openPort(), got.at("/hosts/0/ports/0/port").asInt());
      assertTrue(got.path("how").toString().contains("Hosts without open ports"), got::toString);

      try (ServerSocket second =
          new ServerSocket(server.openPort(), 16, InetAddress.getByName("127.0.0.2"))) {
        assertTrue(second.isBound());
        String later = started(client);
        client.subscribeResource(McpSchema.SubscribeRequest.builder("scan://" + later).build());
        ended(client, later);
        JsonNode compared = call(client, "scan_compare", Map.of("id", later));
        assertEquals(first, compared.at("/before/id").asText(), compared::toString);
        assertEquals("127.0.0.2", compared.at("/changes/0/address").asText(), compared::toString);
        assertEquals("came", compared.at("/changes/0/ports/0/kind").asText());
        assertEquals(1, compared.path("changes").size());
      }
      Await.until(
          "an update of the first scan",
          () -> updated.toString(),
          () -> updated.contains("scan://" + first));
      assertTrue(
          client.listResources().resources().stream()
              .anyMatch(each -> each.uri().equals("scan://" + first)));
    }
  }

  private static String started(McpSyncClient client) {
    JsonNode started = call(client, "scan_start", scan("loop"));
    return started.path("id").asText();
  }

  private static JsonNode ended(McpSyncClient client, String id) {
    return Await.value(
        "the end of the scan",
        () -> {
          McpSchema.ReadResourceResult read =
              client.readResource(McpSchema.ReadResourceRequest.builder("scan://" + id).build());
          return json(((McpSchema.TextResourceContents) read.contents().getFirst()).text());
        },
        job -> !job.path("finished_at").isNull());
  }

  private static JsonNode call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    McpSchema.CallToolResult result =
        client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    assertFalse(Boolean.TRUE.equals(result.isError()), result::toString);
    return Answers.JSON.valueToTree(result.structuredContent());
  }

  private static HttpClientStreamableHttpTransport transport(URI mcp) {
    return HttpClientStreamableHttpTransport.builder(mcp.resolve("/").toString())
        .endpoint(mcp.getPath())
        .build();
  }

  @Test
  void anAgentOfThe2026EraWatchesAndReadsTheReport() throws Exception {
    try (Visitor agent = new Visitor(server.mcp(), Optional.empty())) {
      JsonNode started =
          structured(agent.call("scan_start", Answers.JSON.writeValueAsString(scan("modern"))));
      String id = started.path("id").asText();
      HttpResponse<InputStream> listening =
          agent.open(
              agent.modern(
                  "subscriptions/listen",
                  "",
                  "'notifications':{'resourceSubscriptions':['scan://" + id + "/report']}"));
      JsonNode ended =
          Await.value(
              "the end of the scan",
              () -> structured(agent.call("scan_get", "{'id':'" + id + "'}")),
              job -> job.has("finished_at"));
      assertTrue(ended.path("complete").asBoolean(), ended::toString);
      try (BufferedReader events =
          new BufferedReader(new InputStreamReader(listening.body(), StandardCharsets.UTF_8))) {
        String acknowledged = line(events, "acknowledged");
        assertTrue(acknowledged.contains("scan://" + id + "/report"), acknowledged);
      }
      JsonNode contents =
          agent
              .mcp("resources/read", "scan://" + id + "/report", "'uri':'scan://" + id + "/report'")
              .json()
              .at("/result/contents/0");
      assertEquals("application/jsonl", contents.path("mimeType").asText());
      List<JsonNode> lines =
          contents.path("text").asText().lines().map(ScansByAgentTest::json).toList();
      assertEquals(
          16, lines.stream().filter(each -> each.path("record").asText().equals("host")).count());
      JsonNode late = agent.call("scan_control", "{'id':'" + id + "','action':'cancel'}").json();
      assertTrue(late.at("/result/isError").asBoolean(), late::toString);
      assertEquals("validation_error", late.at("/result/structuredContent/error_type").asText());
    }
  }

  /** What the tool refuses, the start refuses, and no breaker counts it. */
  @Test
  void refusalsOfPlanningAreAnswered() throws Exception {
    try (Visitor agent = new Visitor(server.mcp(), Optional.empty())) {
      for (int i = 0; i < 7; i++) {
        JsonNode outside =
            agent
                .call("scan_start", "{'tool':'port_scan','arguments':{'targets':['8.8.8.8']}}")
                .json();
        assertEquals("out_of_scope", outside.at("/result/structuredContent/error_type").asText());
        JsonNode invalid =
            agent.call("scan_start", "{'tool':'port_scan','arguments':{'target':'x'}}").json();
        assertEquals(
            "validation_error", invalid.at("/result/structuredContent/error_type").asText());
        for (String tool : List.of("scan_list", "no_such_tool")) {
          JsonNode unknown =
              agent.call("scan_start", "{'tool':'" + tool + "','arguments':{}}").json();
          assertEquals(
              "validation_error", unknown.at("/result/structuredContent/error_type").asText());
        }
        JsonNode none = agent.call("scan_get", "{'id':'" + "0".repeat(32) + "'}").json();
        assertEquals("validation_error", none.at("/result/structuredContent/error_type").asText());
      }
      assertFalse(structured(agent.call("scan_list", "{}")).isEmpty());
    }
  }

  /** Jobs need a store, and a process beside a server has none. */
  @Test
  void withoutAStoreThereAreNoToolsForJobs(@TempDir Path folder) {
    Settings settings =
        Settings.load(Optional.empty(), Map.of("switchgear.data-dir", folder.toString()));
    try (Switchgear local = Switchgear.local(settings)) {
      List<String> tools =
          local.catalog().descriptors().stream().map(ToolDescriptor::name).toList();
      assertTrue(tools.contains("port_scan"), tools::toString);
      assertTrue(tools.stream().noneMatch(name -> name.startsWith("scan_")), tools::toString);
    }
  }

  @Test
  void thePromptForAPlanKnowsJobs() throws Exception {
    try (Visitor agent = new Visitor(server.mcp(), Optional.empty())) {
      String plan =
          agent
              .mcp(
                  "prompts/get",
                  "plan_scan",
                  "'name':'plan_scan','arguments':{'scope':'10.0.0.0/16'}")
              .json()
              .at("/result/messages/0/content/text")
              .asText();
      assertTrue(plan.contains("More than 256 are one job: scan_start"), plan);
    }
  }

  private static JsonNode structured(Visitor.Seen seen) {
    JsonNode result = seen.json().path("result");
    assertFalse(result.path("isError").asBoolean(), result::toString);
    return result.path("structuredContent");
  }

  private static String line(BufferedReader events, String part) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended without " + part);
  }

  private static JsonNode json(String text) {
    try {
      return Answers.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
