package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against a scripted server. */
@Tag("network")
class McpClientTest {

  private static final String TOOLS =
      "{\"resultType\":\"complete\",\"tools\":[{\"name\":\"TOOL\",\"inputSchema\":{\"type\":"
          + "\"object\",\"properties\":{\"targets\":{\"type\":\"array\"}}}}]NEXT}";

  private final Terminal terminal = new Terminal();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private Answering calls;

  /** Responds to {@code tools/call}. */
  interface Answering {
    void answer(HttpExchange exchange, String id) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mcp", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = McpClient.JSON.readTree(exchange.getRequestBody());
    requests.add(request);
    headers.add(exchange.getRequestHeaders());
    String id = request.path("id").asText();
    if (request.path("method").asText().equals("tools/call")) {
      calls.answer(exchange, id);
    } else if (request.path("params").has("cursor")) {
      json(exchange, 200, result(id, TOOLS.replace("TOOL", "nmap").replace("NEXT", "")));
    } else {
      String first = TOOLS.replace("TOOL", "zebra").replace("NEXT", ",\"nextCursor\":\"\"");
      json(exchange, 200, result(id, first));
    }
  }

  private static String result(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, "application/json; charset=utf-8", body);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int call(String... more) {
    List<String> line = new ArrayList<>(List.of("call", "nmap", "--url", url()));
    line.addAll(List.of(more));
    return terminal.run(line.toArray(String[]::new));
  }

  private static String text(String text) {
    return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]";
  }

  @Test
  void allPagesOfTheToolsAreListedByName() {
    assertEquals(0, terminal.run("tools", "--url", url()));
    assertEquals(
        "TOOL   STATUS  TITLE\nnmap   served  nmap\nzebra  served  zebra\n",
        terminal.out.toString());
    assertEquals("", requests.get(1).path("params").path("cursor").asText("none"));
  }

  @Test
  void aRequestCarriesWhatTheRevisionAsksFor() {
    calls = (exchange, id) -> json(exchange, 200, result(id, text("fine") + "}"));
    assertEquals(0, call("-a", "targets=127.0.0.1"));
    assertEquals("fine\n", terminal.out.toString());
    JsonNode params = requests.getLast().path("params");
    assertEquals("{\"targets\":[\"127.0.0.1\"]}", params.path("arguments").toString());
    assertEquals("nmap", params.path("name").asText());
    String meta = "io.modelcontextprotocol/";
    assertEquals("2026-07-28", params.path("_meta").path(meta + "protocolVersion").asText());
    assertTrue(params.path("_meta").path(meta + "clientCapabilities").isObject());
    assertTrue(params.path("_meta").has("progressToken"));
    Headers sent = headers.getLast();
    assertEquals("2026-07-28", sent.getFirst("MCP-Protocol-Version"));
    assertEquals("tools/call", sent.getFirst("Mcp-Method"));
    assertEquals("nmap", sent.getFirst("Mcp-Name"));
    assertEquals("application/json, text/event-stream", sent.getFirst("Accept"));
  }

  @Test
  void progressIsShownUntilTheAnswerComesOnTheStream() {
    terminal.columns = 80;
    calls =
        (exchange, id) ->
            send(
                exchange,
                200,
                "text/event-stream",
                ": keepalive\n\nevent: message\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":"
                    + "\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":5,"
                    + "\"total\":10,\"message\":\"half\"}}\n\ndata: {\"jsonrpc\":\"2.0\",\ndata:"
                    + "\"method\":\"notifications/other\"}\n\nid: 7\ndata:"
                    + result(id, text("fine") + "}")
                    + "\n\n");
    assertEquals(0, call());
    assertEquals("fine\n", terminal.out.toString());
    assertTrue(terminal.err.toString().contains(" 50% 0:00  half"), terminal.err::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout, 1",
    "validation_error, 2",
    "out_of_scope, 3",
    "circuit_breaker_open, 3",
    "cancelled, 130",
    "something_new, 1"
  })
  void aFailureOfTheToolEndsAsItWouldHere(String type, int code) {
    calls =
        (exchange, id) ->
            json(
                exchange,
                200,
                result(
                    id,
                    "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"m\\n[x]\"},"
                        + "{\"type\":\"text\",\"text\":\"found:\"},"
                        + "{\"type\":\"text\",\"text\":\"port 22\"}],"
                        + "\"structuredContent\":{\"error_type\":\""
                        + type
                        + "\",\"message\":\"m\",\"partial\":{\"hosts\":[]}}}"));
    assertEquals(code, call());
    assertEquals("port 22\n", terminal.out.toString());
    assertTrue(terminal.err.toString().endsWith(": m\n"), terminal.err::toString);
    assertEquals(code, call("-o", "json"));
    assertTrue(terminal.out.toString().contains("\"hosts\""));
  }

  @Test
  void anotherServersFailureIsShownAsItsText() {
    calls = (exchange, id) -> json(exchange, 200, result(id, text("no") + ",\"isError\":true}"));
    assertEquals(1, call());
    assertEquals("switchgear: nmap: unknown: no\n", terminal.err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "400, application/json, '{\"id\":2,\"error\":{\"code\":-32602,\"message\":\"bad\"}}', 2,"
        + " the server rejected the request (-32602): bad",
    "200, application/json, '{\"id\":2,\"error\":{\"code\":-32603,\"message\":\"oh\"}}', 1,"
        + " the server rejected the request (-32603): oh",
    "403, text/plain, Origin not allowed, 3, responds with HTTP 403: Origin not allowed",
    "404, text/html, '', 4, responds with HTTP 404",
    "200, text/html, <html>, 4, responds with HTTP 200: <html>",
    "200, application/json, '{', 4, does not respond with JSON",
    "200, application/json, '{}', 4, sent a response that has no result and no error",
    "200, text/event-stream, ': nothing', 4, broke before the response was complete",
  })
  void anInvalidResponseIsReportedInAtMostTwoLines(
      int status, String type, String body, int code, String said) {
    calls = (exchange, id) -> send(exchange, status, type, body);
    assertEquals(code, call());
    assertTrue(terminal.err.toString().contains(said), terminal.err::toString);
    assertTrue(terminal.err.toString().lines().count() <= 2, terminal.err::toString);
  }

  @Test
  void anUnreachableServerIsReportedWithARemedy() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertEquals(4, terminal.run("tools", "--url", "http://127.0.0.1:" + port));
    String said = terminal.err.toString();
    assertTrue(said.contains("cannot reach http://127.0.0.1:" + port + "/mcp"), said);
    assertTrue(said.contains("'switchgear serve' starts one"), said);
  }

  @Test
  void cancellingClosesTheStreamWhichTheServerNotices() throws Exception {
    CountDownLatch streaming = new CountDownLatch(1);
    CompletableFuture<String> noticed = new CompletableFuture<>();
    calls =
        (exchange, id) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          OutputStream stream = exchange.getResponseBody();
          streaming.countDown();
          try {
            while (true) {
              stream.write(": still here\n\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
              stream.flush();
            }
          } catch (IOException closed) {
            noticed.complete("closed");
          }
        };
    try (RemoteBackend backend = new RemoteBackend(new ServerAddress(URI.create(url())))) {
      Backend.Run run =
          backend.call("nmap", McpClient.JSON.createObjectNode(), (done, total, message) -> {});
      CompletableFuture<CallResult> answer = CompletableFuture.supplyAsync(run::await, threads);
      Await.reached("the streaming", streaming);
      run.cancel();
      assertEquals(ExitCode.INTERRUPTED, Await.result("the answer", answer).exitCode());
      assertEquals("closed", Await.result("the noticed", noticed));
    }
  }

  @Test
  void aCallThatHasNotBeenAnsweredAtAllCanBeCancelled() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    calls =
        (exchange, id) -> {
          arrived.countDown();
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        };
    try (RemoteBackend backend = new RemoteBackend(new ServerAddress(URI.create(url())))) {
      Backend.Run run =
          backend.call("nmap", McpClient.JSON.createObjectNode(), (done, total, message) -> {});
      CompletableFuture<CallResult> answer = CompletableFuture.supplyAsync(run::await, threads);
      Await.reached("the arrived", arrived);
      run.cancel();
      assertEquals(ExitCode.INTERRUPTED, Await.result("the answer", answer).exitCode());
    } finally {
      over.countDown();
    }
  }
}
