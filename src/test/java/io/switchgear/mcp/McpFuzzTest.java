package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.TraceContext;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Most of the mutated requests, without a transport; {@code io.switchgear.front.http.FuzzTest}
 * sends the others over sockets. {@code -Dfuzz.seed=} runs one alone.
 */
@Tag("slow")
class McpFuzzTest {

  private static final int REQUESTS = 80_000;
  private static final int LEGS = 4;

  /** Rubbish of a quarter that no collection has found, and the schemas' caches. */
  private static final long SLACK = 32L << 20;

  private final McpServer server = FuzzOffer.server();
  private final FuzzVerdict verdict = new FuzzVerdict();
  private FuzzCase.Given given;

  @Test
  void noRequestBreaksTheServer() throws Exception {
    Optional<Long> alone = Optional.ofNullable(System.getProperty("fuzz.seed")).map(Long::valueOf);
    if (alone.isPresent()) {
      given = given();
      run(FuzzCase.of(alone.get(), given));
      return;
    }
    long seed = System.nanoTime();
    System.out.println("McpFuzzTest seed " + seed);
    Random seeds = new Random(seed);
    long before = 0;
    for (int leg = 0; leg < LEGS; leg++) {
      for (int i = 0; i < REQUESTS / LEGS; i++) {
        if (i % 500 == 0) {
          given = given();
        }
        run(FuzzCase.of(seeds.nextLong(), given));
      }
      long used = used();
      System.out.println(
          "McpFuzzTest %d: %d MiB".formatted((leg + 1) * REQUESTS / LEGS, used >> 20));
      before = leg == 0 ? used : before;
      assertTrue(used < before + SLACK, "memory grew from " + before + " to " + used);
    }
    assertTrue(server.sessions() <= FuzzOffer.MAX_SESSIONS);
    assertEquals(0, server.requestsInFlight());
  }

  private void run(FuzzCase sent) throws Exception {
    try {
      McpReply reply =
          switch (sent.verb()) {
            case "POST" -> server.handle(head(sent), sent.body(), Caller.LOCAL);
            case "DELETE" -> server.endSession(head(sent), Caller.LOCAL);
            default -> server.openStream(head(sent), Caller.LOCAL);
          };
      switch (TestClient.settled(reply)) {
        case McpReply.Json json -> verdict.answer(sent, json.status(), json.body());
        case McpReply.Accepted ignored -> verdict.answer(sent, 202, new byte[0]);
        case McpReply.NoContent ignored -> verdict.answer(sent, 204, new byte[0]);
        case McpReply.InFlight inFlight -> follow(sent, inFlight.exchange());
      }
    } catch (RuntimeException thrown) {
      throw new AssertionError("thrown for " + sent, thrown);
    }
  }

  /** Streams end when they are stopped; so does a call that waits for its client's answer. */
  private void follow(FuzzCase sent, Exchange exchange) throws Exception {
    exchange.opening();
    exchange.listen(event -> verdict.event(sent, event.body()));
    exchange.callerGone();
    exchange.stop(StopReason.CANCELLED);
    McpReply.End answer = Await.result("the answer to " + sent, exchange.answer());
    exchange.closing(answer);
    switch (answer) {
      case McpReply.Json json -> verdict.answer(sent, json.status(), json.body());
      case McpReply.Accepted ignored -> {}
    }
  }

  private static RequestHead head(FuzzCase sent) {
    TreeMap<String, String> params = new TreeMap<>();
    sent.headers()
        .forEach(
            header -> {
              if (header.getKey().startsWith("Mcp-Param-")) {
                params.put(
                    header.getKey().substring(10).toLowerCase(Locale.ROOT), header.getValue());
              }
            });
    return new RequestHead(
        Optional.ofNullable(sent.header("MCP-Protocol-Version")),
        Optional.ofNullable(sent.header("Mcp-Method")),
        Optional.ofNullable(sent.header("Mcp-Name")),
        Optional.ofNullable(sent.header("Mcp-Session-Id")),
        Optional.ofNullable(sent.header("Last-Event-ID")),
        params,
        TraceContext.parse(
            sent.header("traceparent"), sent.header("tracestate"), sent.header("baggage")));
  }

  private FuzzCase.Given given() throws Exception {
    return new FuzzCase.Given(session("2025-11-25"), session("2025-03-26"), state());
  }

  private String session(String version) {
    String body =
        TestClient.request(
            "0",
            "initialize",
            "'protocolVersion':'" + version + "','capabilities':{'elicitation':{}}");
    McpReply opened = server.handle(TestClient.NO_HEAD, TestClient.bytes(body), Caller.LOCAL);
    return ((McpReply.Json) TestClient.settled(opened)).sessionId().orElseThrow();
  }

  private String state() throws Exception {
    String params =
        "'name':'greet','arguments':{},"
            + TestClient.ENVELOPE.replace("':{}}", "':{'elicitation':{}}}");
    RequestHead head = TestClient.head("2026-07-28", "tools/call", "greet", null);
    McpReply reply =
        server.handle(
            head, TestClient.bytes(TestClient.request("1", "tools/call", params)), Caller.LOCAL);
    byte[] body =
        reply instanceof McpReply.InFlight inFlight
            ? TestClient.await(inFlight.exchange()).body()
            : ((McpReply.Json) reply).body();
    JsonNode answer = new ObjectMapper().readTree(body);
    return answer.at("/result/requestState").asText();
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
}
