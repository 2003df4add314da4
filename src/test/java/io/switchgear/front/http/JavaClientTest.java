package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official Java SDK as the client, including the requests that it sends by itself. */
@Tag("network")
class JavaClientTest {

  private static final BlockingQueue<String> PROGRESS = new LinkedBlockingQueue<>();
  private static FrontFixture fixture;
  private static McpSyncClient client;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
    client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + fixture.port())
                    .openConnectionOnStartup(true)
                    .build())
            .requestTimeout(Duration.ofSeconds(30))
            .progressConsumer(progress -> PROGRESS.add(progress.message()))
            .build();
    client.initialize();
  }

  @AfterAll
  static void stop() {
    client.closeGracefully();
    fixture.close();
  }

  private static String text(CallToolResult result) {
    return assertInstanceOf(TextContent.class, result.content().getFirst()).text();
  }

  @Test
  void itListsAndCalls() {
    assertEquals("switchgear", client.getServerInfo().name());
    assertTrue(client.listTools().tools().size() > 5);
    client.ping();
    CallToolResult result =
        client.callTool(CallToolRequest.builder("echo").arguments(Map.of("text", "hi")).build());
    assertEquals("hi", text(result));
    assertEquals(Map.of("echo", "hi"), result.structuredContent());
  }

  @Test
  void failureOfAToolWithAnOutputSchemaReachesIt() {
    CallToolResult result =
        client.callTool(CallToolRequest.builder("rejected").arguments(Map.of()).build());
    assertTrue(result.isError());
    assertTrue(text(result).contains("retry_after: 11.2 s"));
  }

  @Test
  void unknownToolIsAnError() {
    McpError error =
        assertThrows(
            McpError.class,
            () -> client.callTool(CallToolRequest.builder("nope").arguments(Map.of()).build()));
    assertEquals(-32602, error.getJsonRpcError().code());
  }

  @Test
  void progressAndALateAnswerReachIt() throws Exception {
    CallToolRequest request =
        CallToolRequest.builder("slow").arguments(Map.of()).progressToken("p").build();
    // Not on the common pool, which the client needs itself.
    CompletableFuture<CallToolResult> result =
        CompletableFuture.supplyAsync(() -> client.callTool(request), Thread::startVirtualThread);
    SlowCall slow = fixture.tools.nextSlow();
    slow.progress.report(1, 2, "one");
    assertEquals("one", Await.next("the progress", PROGRESS));
    slow.progress.report(2, 2, "two");
    assertEquals("two", Await.next("the progress", PROGRESS));
    slow.complete("done");
    assertEquals("done", text(Await.result("the result", result)));
  }
}
