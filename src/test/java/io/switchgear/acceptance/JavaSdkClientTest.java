package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.switchgear.testing.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client, which speaks the 2025 era only. */
@Tag("network")
@Tag("process")
class JavaSdkClientTest {

  @TempDir private Path folder;

  @Test
  void listsScansAndSeesProgressOverHttp() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      scans(transport(server.mcp()), "nmap", server);
    }
  }

  @Test
  void listsScansAndSeesProgressOverPipes() throws Exception {
    List<String> command = StdioTest.server(folder.resolve("piped"));
    ServerParameters program =
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .build();
    try (RunningServer target = RunningServer.start(folder.resolve("target"))) {
      scans(new StdioClientTransport(program, McpJsonDefaults.getMapper()), "port_scan", target);
    }
  }

  private static void scans(McpClientTransport transport, String tool, RunningServer target)
      throws Exception {
    CompletableFuture<McpSchema.ProgressNotification> progress = new CompletableFuture<>();
    try (McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(1))
            .progressConsumer(progress::complete)
            .build()) {
      assertEquals("switchgear", client.initialize().serverInfo().name());

      List<String> tools = client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
      assertTrue(tools.containsAll(List.of("nmap", "port_scan")), tools.toString());

      McpSchema.CallToolResult result =
          client.callTool(
              McpSchema.CallToolRequest.builder(tool)
                  .arguments(target.scan())
                  .progressToken("scan-1")
                  .build());
      assertFalse(Boolean.TRUE.equals(result.isError()), result.toString());
      JsonNode json = Answers.JSON.createObjectNode().set("structuredContent", tree(result));
      assertEquals(List.of(target.openPort()), Answers.openPorts(json));
      assertEquals("scan-1", Await.result("the progress", progress).progressToken());
    }
  }

  private static JsonNode tree(McpSchema.CallToolResult result) {
    return Answers.JSON.valueToTree(result.structuredContent());
  }

  private static HttpClientStreamableHttpTransport transport(URI mcp) {
    return HttpClientStreamableHttpTransport.builder(mcp.resolve("/").toString())
        .endpoint(mcp.getPath())
        .build();
  }
}
