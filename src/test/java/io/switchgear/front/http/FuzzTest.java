package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.FuzzCase;
import io.switchgear.mcp.FuzzOffer;
import io.switchgear.mcp.FuzzVerdict;
import io.switchgear.mcp.McpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated requests over real keep-alive connections: none gets a 5xx or hangs, each request with an
 * id is answered with that id, every message is valid, and the memory does not grow. {@code
 * -Dfuzz.seed=} runs a single seed.
 */
@Tag("network")
class FuzzTest {

  private static final int REQUESTS = 20_000;
  private static final int LEGS = 4;
  private static final int CLIENTS = 4;
  private static final int GIVEN_ANEW = 500;

  /** Allowance for uncollected garbage and the schema caches. */
  private static final long SLACK = 32L << 20;

  private final FuzzVerdict verdict = new FuzzVerdict();

  @Test
  void noRequestBreaksTheServer() throws Exception {
    Optional<Long> alone = Optional.ofNullable(System.getProperty("fuzz.seed")).map(Long::valueOf);
    McpServer server = FuzzOffer.server();
    try (FrontFixture fixture = new FrontFixture(server)) {
      if (alone.isPresent()) {
        try (Client client = new Client(fixture.port())) {
          client.run(alone.get());
        }
        return;
      }
      long seed = System.nanoTime();
      System.out.println("FuzzTest seed " + seed);
      long before = 0;
      for (int leg = 0; leg < LEGS; leg++) {
        leg(fixture, seed + leg);
        long used = used();
        System.out.println(
            "FuzzTest %d: %d MiB".formatted((leg + 1) * REQUESTS / LEGS, used >> 20));
        before = leg == 0 ? used : before;
        assertTrue(used < before + SLACK, "memory grew from " + before + " to " + used);
      }
      fixture.front.connectionsClosed().toCompletableFuture().join();
      assertEquals(0, server.requestsInFlight());
      try (RawHttp http = new RawHttp(fixture.port())) {
        assertEquals(200, http.call("1", "a_text", "").response().status());
      }
    }
  }

  /** Several concurrent clients, each with its own connections and sessions. */
  private void leg(FrontFixture fixture, long seed) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random seeds = new Random(seed * CLIENTS + i);
        running.add(
            threads.submit(
                () -> {
                  try (Client client = new Client(fixture.port())) {
                    for (int n = 0; n < REQUESTS / LEGS / CLIENTS; n++) {
                      client.run(seeds.nextLong());
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** One client: a connection that stays open as long as the server permits, and two sessions. */
  private final class Client implements AutoCloseable {
    private final int port;
    private RawHttp http;
    private FuzzCase.Given given;
    private int sent;

    Client(int port) throws IOException {
      this.port = port;
      this.http = new RawHttp(port);
    }

    void run(long seed) throws IOException {
      if (sent++ % GIVEN_ANEW == 0) {
        endSessions();
        given = new FuzzCase.Given(session("2025-11-25"), session("2025-03-26"), state());
      }
      FuzzCase request = FuzzCase.of(seed, given);
      try {
        send(request);
        Response head = http.head();
        while (head.status() == 100) {
          head = http.head();
        }
        answered(request, head);
      } catch (IOException | RuntimeException broken) {
        throw new AssertionError("the connection broke at " + request, broken);
      }
    }

    private void send(FuzzCase request) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(latin(request.verb() + " /mcp HTTP/1.1\r\nHost: localhost\r\n"));
      for (Map.Entry<String, String> header : request.headers()) {
        bytes.writeBytes(latin(header.getKey() + ": " + header.getValue() + "\r\n"));
      }
      if (request.isPost()) {
        bytes.writeBytes(
            latin(
                "Content-Type: application/json\r\nContent-Length: "
                    + request.body().length
                    + "\r\n"));
      }
      bytes.writeBytes(latin("\r\n"));
      bytes.writeBytes(request.body());
      http.send(bytes.toByteArray());
    }

    private void answered(FuzzCase request, Response head) throws IOException {
      String type = head.headers().getOrDefault("content-type", "");
      if (type.startsWith("text/event-stream") && !request.verb().equals("HEAD")) {
        assertEquals(200, head.status(), request::toString);
        stream(request);
        return;
      }
      byte[] body = request.verb().equals("HEAD") ? new byte[0] : http.body(head);
      // A request that is refused because of its headers is refused before its id is read.
      boolean unread =
          head.status() == 403
              || head.status() == 415
              || head.status() == 400
                  && new String(body, StandardCharsets.UTF_8)
                      .contains("send HTTP/1.1 as in RFC 9112");
      if (type.startsWith("application/json")) {
        if (body.length > 0 && !unread) {
          verdict.answer(request, head.status(), body);
        }
      } else {
        assertTrue(head.status() < 500, () -> head.status() + " for " + request);
        assertTrue(
            head.status() == 400
                || head.status() == 202
                || head.status() == 204
                || head.status() == 405,
            () -> head.status() + " for " + request);
        if (head.status() < 300) {
          verdict.answer(request, head.status(), body);
        }
      }
      if ("close".equalsIgnoreCase(head.headers().get("connection"))) {
        connect();
      }
    }

    /**
     * Reads to the end, or to the first event of a stream that ends only when the client leaves.
     */
    private void stream(FuzzCase request) throws IOException {
      byte[] chunk = http.chunk();
      while (chunk.length > 0) {
        String frame = new String(chunk, StandardCharsets.UTF_8);
        int data = frame.indexOf("data: ");
        if (frame.startsWith(":")
            || frame.contains("notifications/subscriptions/acknowledged")
            || frame.contains("\"elicitation/create\"")
            || data >= 0 && frame.strip().endsWith("data:")) {
          break;
        }
        byte[] message = frame.substring(data + 6).strip().getBytes(StandardCharsets.UTF_8);
        if (message.length > 0) {
          if (frame.contains("\"method\":\"notifications/")) {
            verdict.event(request, message);
          } else {
            verdict.answer(request, 200, message);
          }
        }
        chunk = http.chunk();
      }
      if (chunk.length > 0) {
        connect();
        // Requests that wait for an answer from the client end with the session.
        sent = 0;
      }
    }

    private void connect() throws IOException {
      http.close();
      http = new RawHttp(port);
    }

    private String session(String version) throws IOException {
      Response opened =
          http.post(
                  "",
                  "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'"
                      + version
                      + "','capabilities':{'elicitation':{}}}}")
              .response();
      return opened.headers().get("mcp-session-id");
    }

    private String state() throws IOException {
      Response asked =
          http.post(
                  "MCP-Protocol-Version: 2026-07-28\r\n"
                      + "Mcp-Method: tools/call\r\n"
                      + "Mcp-Name: greet\r\n"
                      + "Accept: application/json\r\n",
                  "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'greet',"
                      + "'arguments':{},"
                      + RawHttp.ENVELOPE.replace("':{}}", "':{'elicitation':{}}}")
                      + "}}")
              .response();
      return new ObjectMapper().readTree(asked.body()).at("/result/requestState").asText();
    }

    private void endSessions() throws IOException {
      if (given != null) {
        for (String session : List.of(given.session(), given.batching())) {
          http.send(
              latin(
                  "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: "
                      + session
                      + "\r\n\r\n"));
          http.response();
        }
      }
    }

    @Override
    public void close() throws IOException {
      endSessions();
      http.close();
    }

    private static byte[] latin(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
