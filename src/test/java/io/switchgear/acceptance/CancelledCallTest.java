package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators see the targets of running calls and cancel them; callers are told by whom and why. */
@Tag("network")
@Tag("process")
class CancelledCallTest {

  private static final BearerToken AGENT = BearerToken.fresh();
  private static final BearerToken OPERATOR = BearerToken.fresh();

  private static final String SLOW =
      "{'targets':['127.0.0.1','127.0.0.2/31'],'ports':'1-1000','rate':5}";

  @TempDir static Path folder;
  private static RunningServer server;
  private static Visitor agent;
  private static Visitor operator;

  @BeforeAll
  static void start() throws Exception {
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.tools.port_scan.fallback",
                "[{queue{}}]",
                "switchgear.http.auth.tokens",
                ("[{name=agent,sha256=\"%s\",scopes=[\"scan:run\",\"ops:read\"]},"
                        + "{name=olga,sha256=\"%s\",scopes=[\"ops:write\"]}]")
                    .formatted(AGENT.sha256(), OPERATOR.sha256())));
    agent = Visitor.with(server.mcp(), AGENT.reveal());
    operator = Visitor.with(server.mcp(), OPERATOR.reveal());
  }

  @AfterAll
  static void stop() throws Exception {
    agent.close();
    operator.close();
    server.close();
  }

  private static Optional<JsonNode> running() throws Exception {
    JsonNode calls = operator.get("/api/v1/calls").json().path("calls");
    return calls.isEmpty() ? Optional.empty() : Optional.of(calls.get(0));
  }

  private static JsonNode awaitRunning() throws Exception {
    Optional<JsonNode> call = running();
    while (call.isEmpty()) {
      call = running();
    }
    return call.get();
  }

  private static Seen cancel(Visitor who, String id, String body) throws Exception {
    return who.post("/api/v1/calls/" + id + "/cancel", body);
  }

  private static CompletableFuture<Seen> sent(HttpRequest.Builder request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return agent.send(request);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        task -> Thread.startVirtualThread(task));
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy"})
  void theCallerIsToldThatAnOperatorEndedItAndWhy(String era) throws Exception {
    String params = "'name':'port_scan','arguments':" + SLOW;
    CompletableFuture<Seen> answer =
        sent(
            era.equals("modern")
                ? agent.modern("tools/call", "port_scan", params)
                : agent.legacy(
                    agent.initialize(),
                    "{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{" + params + "}}"));
    JsonNode call = awaitRunning();
    assertEquals("agent", call.path("caller").asText());
    assertEquals("[\"127.0.0.1\",\"127.0.0.2/31\"]", call.path("targets").toString());
    assertEquals(2, call.path("targets_total").asInt());
    String id = call.path("call_id").asText();

    assertEquals(403, cancel(agent, id, "{}").status());
    Seen done = cancel(operator, id, "{\"operator\":\"root\",\"reason\":\"wrong\\r\\nnetwork\"}");
    assertEquals(200, done.status(), done::told);
    assertEquals("cancelled", done.json().path("outcome").asText());
    assertEquals("olga", done.json().path("operator").asText());
    JsonNode result = Await.result("the answer", answer).json().path("result");
    assertEquals(true, result.path("isError").asBoolean(), result::toString);
    assertTrue(result.toString().contains("olga"), result::toString);
    assertTrue(result.toString().contains("wrong"), result::toString);
    assertTrue(!result.toString().contains("\\r"), result::toString);
    assertEquals(404, cancel(operator, id, "{}").status(), "it is over");
    Seen audit = operator.get("/api/v1/audit?limit=50");
    assertTrue(audit.told().contains("/api/v1/calls/" + id + "/cancel"), audit::told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-such-call | {} | 404",
        "%0d%0a | {} | 404",
        "x | {\"reason\":\"\"} | 400",
        "x | {\"reason\":1} | 400",
        "x | {\"because\":\"of it\"} | 400",
        "x | [] | 400",
      })
  void anOrderThatCannotBeIsRefused(String id, String body, int status) throws Exception {
    assertEquals(status, cancel(operator, id, body).status());
  }

  @Test
  void aQueuedCallThatAnOperatorEndedIsNotRunAgain() throws Exception {
    operator.post("/api/v1/breakers/port_scan/hold-open", "{\"reason\":\"repair\"}");
    JsonNode queued = agent.call("port_scan", SLOW).json().path("result");
    String handle = queued.at("/_meta/io.switchgear~1fallback/handle").asText();
    assertEquals(32, handle.length(), queued::toString);
    operator.post("/api/v1/breakers/port_scan/auto", "{}");
    String id = awaitRunning().path("call_id").asText();
    while (!id.startsWith("job-")) {
      id = awaitRunning().path("call_id").asText();
    }
    assertEquals(200, cancel(operator, id, "{\"reason\":\"enough\"}").status());
    Await.until(
        "the queued call to be done",
        () -> told(handle),
        () -> told(handle).path("state").asText().equals("done"));
    JsonNode told = told(handle);
    assertEquals("cancelled", told.path("error_type").asText());
    assertTrue(told.path("message").asText().contains("enough"), told::toString);
  }

  private static JsonNode told(String handle) {
    try {
      return agent
          .call("queued_call", "{'handle':'" + handle + "'}")
          .json()
          .at("/result/structuredContent");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
