package io.switchgear.cluster.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients of both eras that call all nodes all the time. */
final class Traffic implements AutoCloseable {

  /** How a call ended. */
  enum End {
    SUCCESS,
    /** The answer says that it is none, and why. */
    HONEST_ERROR,
    /** No answer, or one that nobody can read. */
    BROKEN,
    LATE
  }

  /**
   * @param from when it was sent, by the monotonic clock
   */
  record Call(FaultNode node, String era, long from, long to, End end, String detail) {

    /** A few words that are the same for the same reason. */
    String errorType() {
      Matcher type = ERROR_TYPE.matcher(detail);
      return type.find() ? type.group(1) : detail.substring(0, Math.min(60, detail.length()));
    }

    boolean isHarmless() {
      return end == End.SUCCESS || end == End.HONEST_ERROR || !node.livedThrough(from, to);
    }
  }

  private static final Pattern ERROR_TYPE = Pattern.compile("error_type\\\\?\":\\\\?\"(\\w+)");
  private static final long PAUSE_MILLIS = 400;
  private static final String MODERN =
      """
      {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "port_scan",
       "arguments": %s, "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
       "io.modelcontextprotocol/clientCapabilities": {}}}}\
      """;
  private static final String LEGACY =
      """
      {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
       "params": {"name": "port_scan", "arguments": %s}}\
      """;
  private static final String HELLO =
      """
      {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
       "protocolVersion": "2025-11-25", "capabilities": {},
       "clientInfo": {"name": "faults", "version": "1"}}}\
      """;
  private static final String INITIALIZED =
      """
      {"jsonrpc": "2.0", "method": "notifications/initialized"}\
      """;

  private final Caller caller;
  private final Queue<Call> ended = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();

  /** Starts a client of each era for each node. */
  Traffic(FaultCluster cluster, long seed) {
    this.caller = new Caller(cluster.network());
    for (FaultNode node : cluster.nodes()) {
      Random random = new Random(seed + node.number());
      clients.add(
          Thread.ofVirtual().start(() -> loop(() -> ended.add(caller.modern(node, random)))));
      LegacyClient legacy = new LegacyClient(node, new Random(seed - node.number()));
      clients.add(Thread.ofVirtual().start(() -> loop(() -> ended.add(legacy.call()))));
    }
  }

  private void loop(Runnable call) {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        call.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The calls that have ended since the last time. */
  List<Call> taken() {
    List<Call> calls = new ArrayList<>();
    for (Call call = ended.poll(); call != null; call = ended.poll()) {
      calls.add(call);
    }
    return calls;
  }

  /** Makes calls of the modern era. */
  record Caller(Namespaces network) {

    private String arguments(Random random) {
      return "{\"targets\": [\"%s\"], \"ports\": \"5-%d\", \"banners\": false}"
          .formatted(network.target(random.nextInt(128)), 8 + random.nextInt(20));
    }

    Call modern(FaultNode node, Random random) {
      long from = System.nanoTime();
      try {
        return judged(
            node,
            "modern",
            from,
            node.client()
                .send(
                    node.client()
                        .request("/mcp")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "port_scan")
                        .POST(BodyPublishers.ofString(MODERN.formatted(arguments(random))))
                        .build()));
      } catch (IOException e) {
        return failed(node, "modern", from, e);
      }
    }
  }

  private static Call failed(FaultNode node, String era, long from, IOException e) {
    return new Call(
        node,
        era,
        from,
        System.nanoTime(),
        e instanceof HttpTimeoutException ? End.LATE : End.BROKEN,
        e.toString());
  }

  private static Call judged(FaultNode node, String era, long from, HttpResponse<String> answer) {
    String detail = answer.statusCode() + " " + answer.body();
    return new Call(node, era, from, System.nanoTime(), end(answer), detail);
  }

  private static End end(HttpResponse<String> answer) {
    try {
      String body = answer.body();
      if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
        int last = body.lastIndexOf("\ndata:");
        body = body.substring(last < 0 ? "data:".length() : last + "\ndata:".length());
      }
      JsonNode message = NodeClient.JSON.readTree(body);
      if (message.has("result")) {
        JsonNode result = message.path("result");
        if (!result.path("isError").asBoolean()) {
          return answer.statusCode() == 200 ? End.SUCCESS : End.BROKEN;
        }
        return result.toString().contains("error_type") ? End.HONEST_ERROR : End.BROKEN;
      }
      boolean explained =
          message.at("/error/message").isTextual()
              || message.path("detail").isTextual()
              || message.path("title").isTextual();
      return explained && answer.statusCode() != 500 ? End.HONEST_ERROR : End.BROKEN;
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return End.BROKEN;
    }
  }

  /** Keeps a session until the node does not know it any more. */
  private final class LegacyClient {

    private final FaultNode node;
    private final Random random;
    private String session = "";

    LegacyClient(FaultNode node, Random random) {
      this.node = node;
      this.random = random;
    }

    Call call() {
      long from = System.nanoTime();
      try {
        if (session.isEmpty()) {
          HttpResponse<String> hello = send(HELLO);
          session = hello.headers().firstValue("Mcp-Session-Id").orElse("");
          if (session.isEmpty()) {
            return judged(node, "legacy", from, hello);
          }
          send(INITIALIZED);
        }
        HttpResponse<String> answer = send(LEGACY.formatted(caller.arguments(random)));
        if (answer.statusCode() == 404) {
          session = "";
        }
        return judged(node, "legacy", from, answer);
      } catch (IOException e) {
        return failed(node, "legacy", from, e);
      }
    }

    private HttpResponse<String> send(String message) throws IOException {
      var request =
          node.client()
              .request("/mcp")
              .header("Accept", "application/json, text/event-stream")
              .POST(BodyPublishers.ofString(message));
      if (!session.isEmpty()) {
        request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-11-25");
      }
      return node.client().send(request.build());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Await.until("the end of the clients", () -> clients.stream().noneMatch(Thread::isAlive));
  }
}
