package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Stand-ins at a client of the 2025 era that validates results against output schemas. */
@Tag("network")
@Tag("process")
class FallbackTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "switchgear.tools.port_scan.bulkhead.max-concurrent",
          "1",
          "switchgear.tools.port_scan.fallback",
          "[{queue{}}]");

  @Test
  void theHandleOfAQueuedCallArrivesAndLeadsToItsResult(@TempDir Path dataDir) throws Exception {
    CompletableFuture<Object> begun = new CompletableFuture<>();
    try (RunningServer server = RunningServer.start(dataDir, SETTINGS);
        McpSyncClient client =
            McpClient.sync(transport(server)).requestTimeout(Duration.ofMinutes(2)).build()) {
      McpAsyncClient busy =
          McpClient.async(transport(server))
              .requestTimeout(Duration.ofMinutes(5))
              .progressConsumer(
                  report -> {
                    begun.complete(report);
                    return Mono.empty();
                  })
              .build();
      busy.initialize().block();
      Disposable slow =
          busy.callTool(
                  CallToolRequest.builder("port_scan")
                      .arguments(
                          Map.of("targets", List.of("127.0.0.1"), "ports", "1-1000", "rate", 5))
                      .progressToken("slow")
                      .build())
              .subscribe(result -> {}, failure -> {});
      Await.result("the begun", begun);

      client.initialize();
      client.listTools();
      CallToolResult queued = call(client, "port_scan", server.scan());
      assertEquals(false, queued.isError());
      JsonNode meta = Answers.JSON.valueToTree(queued.meta()).path("io.switchgear/fallback");
      assertEquals("queue_fallback", meta.path("source").asText());
      String handle = meta.path("handle").asText();
      assertTrue(text(queued).contains(handle), text(queued));
      JsonNode structured = Answers.JSON.valueToTree(queued.structuredContent());
      assertEquals(handle, structured.at("/stand_in/handle").asText(), structured::toString);

      JsonNode state = state(client, handle);
      assertEquals("waiting", state.path("state").asText());
      slow.dispose();
      busy.close();
      while (!state.path("state").asText().equals("done")) {
        state = state(client, handle);
      }
      assertEquals(
          server.openPort(), state.at("/result/hosts/0/ports/0/port").asInt(), state::toString);
    }
  }

  private static JsonNode state(McpSyncClient client, String handle) {
    CallToolResult result = call(client, "queued_call", Map.of("handle", handle));
    return Answers.JSON.valueToTree(result.structuredContent());
  }

  private static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> with) {
    return client.callTool(CallToolRequest.builder(tool).arguments(with).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static HttpClientStreamableHttpTransport transport(RunningServer server) {
    return HttpClientStreamableHttpTransport.builder(server.mcp().resolve("/").toString())
        .endpoint(server.mcp().getPath())
        .build();
  }
}
