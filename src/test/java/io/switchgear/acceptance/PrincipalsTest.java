package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A handle of one principal does not work for another: the response is exactly the one for a handle
 * that does not exist.
 */
@Tag("network")
@Tag("process")
class PrincipalsTest {

  private static final BearerToken ANN = BearerToken.fresh();
  private static final BearerToken BOB = BearerToken.fresh();
  private static final String LIST = "{'jsonrpc':'2.0','id':7,'method':'tools/list','params':{}}";
  private static final String INTRUSIVE =
      "'name':'nmap','arguments':{'targets':['127.0.0.1'],'ports':'1','scripts':['vuln']}";

  /** Has the length and form of a session id. */
  private static final String NO_SESSION = "A".repeat(32);

  private static RunningServer server;
  private Visitor ann;
  private Visitor bob;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.http.auth.tokens",
                ("[{name=ann,sha256=\"%s\",scopes=[\"scan:intrusive\",\"ops:write\"]},"
                        + "{name=bob,sha256=\"%s\",scopes=[\"scan:run\",\"ops:write\"]}]")
                    .formatted(ANN.sha256(), BOB.sha256()),
                "switchgear.scope.intrusive",
                "true",
                "switchgear.tools.port_scan.fallback",
                "[{queue{}}]"));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void come() {
    ann = Visitor.with(server.mcp(), ANN.reveal());
    bob = Visitor.with(server.mcp(), BOB.reveal());
  }

  /** Waits until the breaker is closed and no call runs, for the next test. */
  @AfterEach
  void leave() {
    Await.until("a breaker without load", () -> breaker(), () -> isCalm(breaker()));
    ann.close();
    bob.close();
  }

  private JsonNode breaker() {
    try {
      return ann.get("/api/v1/breakers/port_scan").json();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isCalm(JsonNode breaker) {
    return breaker.path("state").asText().equals("closed")
        && breaker.path("active_calls").asInt() == 0;
  }

  /** Bob gets the same response for ann's handle and for one that does not exist. */
  private void assertAsIfMissing(
      String handle, String none, Function<String, HttpRequest.Builder> request)
      throws IOException, InterruptedException {
    Seen others = bob.send(request.apply(handle));
    Seen missing = bob.send(request.apply(none));
    assertEquals(missing.told().replace(none, handle), others.told());
    assertFalse(others.json().has("result") && !others.json().at("/result/isError").asBoolean());
  }

  @Test
  void aSessionIsItsPrincipals() throws Exception {
    String session = ann.initialize();
    for (String message :
        new String[] {
          LIST,
          "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'port_scan',"
              + "'arguments':{'targets':['127.0.0.1'],'ports':'1'}}}",
          "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}",
          "{'jsonrpc':'2.0','id':'q-1','result':{'action':'accept'}}",
          "{'jsonrpc':'2.0','id':8,'method':'logging/setLevel','params':{'level':'debug'}}",
          "{'jsonrpc':'2.0','id':8,'method':'resources/subscribe','params':{'uri':"
              + "'circuit-breaker://stats'}}"
        }) {
      assertAsIfMissing(session, NO_SESSION, id -> bob.legacy(id, message));
      assertEquals(404, bob.send(bob.legacy(session, message)).status());
    }
    assertAsIfMissing(
        session, NO_SESSION, id -> bob.request("/mcp").header("Mcp-Session-Id", id).DELETE());
    assertEquals(200, ann.send(ann.legacy(session, LIST)).status(), "it is still there");
    assertEquals(
        204, ann.send(ann.request("/mcp").header("Mcp-Session-Id", session).DELETE()).status());
  }

  @Test
  void aSessionsStreamIsItsPrincipals() throws Exception {
    String session = ann.initialize();
    HttpResponse<InputStream> stream =
        ann.open(ann.request("/mcp").header("Mcp-Session-Id", session));
    try (BufferedReader lines = lines(stream)) {
      String first = lines.readLine();
      assertTrue(first.startsWith("id: "), first);
      String event = first.substring("id: ".length());
      assertAsIfMissing(
          session, NO_SESSION, id -> bob.request("/mcp").header("Mcp-Session-Id", id));
      assertAsIfMissing(
          session,
          NO_SESSION,
          id -> bob.request("/mcp").header("Mcp-Session-Id", id).header("Last-Event-ID", event));
      String own = bob.initialize();
      String elsewhere = "zz-1";
      Seen others =
          bob.send(
              bob.request("/mcp").header("Mcp-Session-Id", own).header("Last-Event-ID", event));
      Seen missing =
          bob.send(
              bob.request("/mcp").header("Mcp-Session-Id", own).header("Last-Event-ID", elsewhere));
      assertEquals(missing.told(), others.told());
      assertEquals(400, others.status());
    }
  }

  @Test
  void aStreamThatBrokeIsTakenUpByItsPrincipalOnly() throws Exception {
    String session = ann.initialize();
    String call =
        "{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{'name':'port_scan',"
            + "'arguments':{'targets':['127.0.0.1'],'ports':'1-40','rate':10},"
            + "'_meta':{'progressToken':'p'}}}";
    String event;
    try (BufferedReader lines = lines(ann.open(ann.legacy(session, call)))) {
      String line = lines.readLine();
      while (!line.startsWith("id: ")) {
        line = lines.readLine();
      }
      event = line.substring("id: ".length());
    }
    assertAsIfMissing(
        session,
        NO_SESSION,
        id -> bob.request("/mcp").header("Mcp-Session-Id", id).header("Last-Event-ID", event));
    try (BufferedReader lines =
        lines(
            ann.open(
                ann.request("/mcp")
                    .header("Mcp-Session-Id", session)
                    .header("Last-Event-ID", event)))) {
      assertTrue(lines.lines().anyMatch(line -> line.contains("structuredContent")));
    }
  }

  @Test
  void aRequestStateIsItsPrincipals() throws Exception {
    Seen asked = ann.mcp("tools/call", "nmap", INTRUSIVE);
    String state = asked.json().at("/result/requestState").asText();
    assertFalse(state.isEmpty(), asked::told);
    String answers = ",'inputResponses':{'intrusive':{'action':'decline'}},'requestState':'%s'";
    assertAsIfMissing(
        state,
        "v1.e30." + "A".repeat(43),
        token -> bob.modern("tools/call", "nmap", INTRUSIVE + answers.formatted(token)));
    Seen declined = ann.mcp("tools/call", "nmap", INTRUSIVE + answers.formatted(state));
    assertTrue(declined.told().contains("said no"), declined::told);
  }

  @Test
  void withoutAWayToAskARunIsRefusedByTheScopeItLacks() throws Exception {
    Seen refused =
        bob.send(
            bob.legacy(
                bob.initialize(),
                "{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{" + INTRUSIVE + "}}"));
    assertEquals(200, refused.status());
    assertTrue(refused.told().contains("scan:intrusive"), refused::told);
  }

  @Test
  void aQueuedCallIsItsPrincipals() throws Exception {
    String breaker = "/api/v1/breakers/port_scan/";
    assertEquals(200, ann.post(breaker + "hold-open", "{\"reason\":\"test\"}").status());
    Seen queued = ann.call("port_scan", "{'targets':['127.0.0.1'],'ports':'1'}");
    String handle = queued.json().at("/result/_meta/io.switchgear~1fallback/handle").asText();
    assertEquals(32, handle.length(), queued::told);
    assertAsIfMissing(
        handle,
        "0".repeat(32),
        id ->
            bob.modern(
                "tools/call",
                "queued_call",
                "'name':'queued_call','arguments':{'handle':'" + id + "'}"));
    JsonNode own = ann.call("queued_call", "{'handle':'" + handle + "'}").json();
    assertEquals("waiting", own.at("/result/structuredContent/state").asText());
    assertEquals(200, ann.post(breaker + "auto", "{}").status());
  }

  /**
   * If the run were shared, it would continue after ann's client has disconnected, and bob would
   * get progress at once.
   */
  @Test
  void aRunIsItsPrincipals() throws Exception {
    String scan = "{'targets':['127.0.0.1'],'ports':'1-1000','rate':5}";
    HttpRequest.Builder call =
        ann.modern("tools/call", "port_scan", "'name':'port_scan','arguments':" + scan);
    CompletableFuture<HttpResponse<InputStream>> first = opened(ann, call);
    CompletableFuture<HttpResponse<InputStream>> second =
        opened(
            bob, bob.modern("tools/call", "port_scan", "'name':'port_scan','arguments':" + scan));
    for (CompletableFuture<HttpResponse<InputStream>> each : List.of(first, second)) {
      assertEquals(200, Await.result("the response", each).statusCode());
    }
    try {
      JsonNode breaker = ann.get("/api/v1/breakers/port_scan").json();
      assertEquals(2, breaker.path("active_calls").asInt(), breaker::toString);
    } finally {
      first.join().body().close();
      second.join().body().close();
    }
  }

  private static CompletableFuture<HttpResponse<InputStream>> opened(
      Visitor visitor, HttpRequest.Builder request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return visitor.open(request);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    assertEquals(200, response.statusCode());
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }
}
