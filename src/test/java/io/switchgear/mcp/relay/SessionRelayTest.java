package io.switchgear.mcp.relay;

import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.Props;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Sessions of node a (or d), used through other nodes of one cluster. */
@Tag("network")
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionRelayTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "2025-11-25";
  private static final String SLOW = "'name':'slow','_meta':{'progressToken':'p'}";

  private final ClusterLab lab = new ClusterLab("a");
  private final Map<String, FixtureTools> tools = new HashMap<>();
  private final Map<String, McpServer> servers = new HashMap<>();

  @BeforeAll
  void start() {
    lab.startAll("a", "b", "c", "d");
    for (String node : List.of("a", "b", "c", "d")) {
      servers.put(node, server(lab.node(node)));
    }
    String session = at("a").initialize(VERSION);
    for (String node : List.of("b", "c", "d")) {
      Await.until("the relay of a at " + node, () -> ping(node, session).status() == 200);
    }
    String ofD = at("d").initialize(VERSION);
    Await.until("the relay of d at b", () -> ping("b", ofD).status() == 200);
    Await.until("the relay of d at c", () -> ping("c", ofD).status() == 200);
  }

  private McpServer server(LabNode node) {
    FixtureTools held = new FixtureTools();
    tools.put(node.name(), held);
    return new McpServer(
        McpOffer.of(held),
        new ServerIdentity("switchgear", "Switchgear", "1", ""),
        SessionDirectory.start(
            node.name(),
            100,
            Duration.ofMinutes(5),
            node.system().scheduler(),
            registry -> node.system().systemActorOf(registry, "sessions", Props.empty())),
        new RequestState(McpServer.randomKey(), InstantSource.system()),
        McpQuota.ALL,
        owner -> ClusterRelay.start(node.system(), node.name(), node.members(), owner));
  }

  @AfterAll
  void end() {
    lab.close();
  }

  private TestClient at(String node) {
    return new TestClient(servers.get(node), Caller.LOCAL);
  }

  private static RequestHead head(String session) {
    return TestClient.head(VERSION, null, null, session);
  }

  private Told ping(String node, String session) {
    return at(node).legacy(session, request("1", "ping", ""));
  }

  /** What a front does with a request whose answer becomes an event stream. */
  private record Stream(Exchange exchange, BlockingQueue<McpEvent> events) {

    static Stream of(McpReply reply) {
      Exchange exchange =
          assertInstanceOf(McpReply.InFlight.class, TestClient.settled(reply)).exchange();
      BlockingQueue<McpEvent> events = new LinkedBlockingQueue<>();
      exchange.listen(events::add);
      exchange.opening().ifPresent(events::add);
      return new Stream(exchange, events);
    }

    McpEvent next() {
      return Await.next("an event", events);
    }

    JsonNode nextJson() throws IOException {
      return JSON.readTree(next().body());
    }

    /** The event that ends the stream. */
    Optional<McpEvent> closing() {
      return exchange.closing(TestClient.end(exchange));
    }
  }

  private Stream slow(String node, String session, int id) {
    return Stream.of(
        servers
            .get(node)
            .handle(
                head(session),
                TestClient.bytes(request(Integer.toString(id), "tools/call", SLOW)),
                Caller.LOCAL));
  }

  private Stream stream(String node, String session, Optional<String> lastEventId) {
    RequestHead head =
        new RequestHead(
            Optional.of(VERSION),
            Optional.empty(),
            Optional.empty(),
            Optional.of(session),
            lastEventId,
            Map.of());
    return Stream.of(servers.get(node).openStream(head, Caller.LOCAL));
  }

  private SlowCall nextSlow(String node) throws InterruptedException {
    return tools.get(node).nextSlow();
  }

  @Test
  @Order(1)
  void requestsAreAnsweredAsAtTheNodeOfTheSession() {
    String session = at("a").initialize(VERSION);
    for (String body :
        List.of(
            request("1", "tools/list", ""),
            request("'x'", "tools/call", "'name':'echo','arguments':{'text':'hello'}"),
            request("2", "tools/call", "'name':'nope'"),
            request("3", "nope", ""),
            request("4", "ping", "'padding':'" + "x".repeat(300_000) + "'"))) {
      Told here = at("a").legacy(session, body);
      for (String node : List.of("b", "c")) {
        assertEquals(here, at(node).legacy(session, body));
      }
    }
    McpReply accepted =
        at("b").send(head(session), "{'jsonrpc':'2.0','method':'notifications/initialized'}");
    assertInstanceOf(McpReply.Accepted.class, accepted);
  }

  @Test
  @Order(2)
  void batchesAreAnsweredToo() throws Exception {
    String session = at("a").initialize("2025-03-26");
    String batch =
        "[" + request("1", "ping", "") + "," + request("2", "tools/call", "'name':'a_text'") + "]";
    McpReply.Json answer =
        switch (at("b").send(TestClient.head(null, null, null, session), batch)) {
          case McpReply.InFlight running -> {
            running.exchange().unheard();
            yield TestClient.await(running.exchange());
          }
          case McpReply.Settled settled -> assertInstanceOf(McpReply.Json.class, settled);
        };
    assertEquals(2, JSON.readTree(answer.body()).size());
  }

  @Test
  @Order(3)
  void aSessionIsForItsPrincipalOnly() {
    String session = at("a").initialize(VERSION);
    Caller mallory = new Caller("mallory", Set.of(Caller.Permission.OPS_WRITE));
    TestClient thief = new TestClient(servers.get("b"), mallory);
    assertEquals(404, thief.legacy(session, request("1", "ping", "")).status());
    for (McpReply reply :
        List.of(
            servers.get("b").openStream(head(session), mallory),
            servers.get("b").endSession(head(session), mallory))) {
      assertEquals(404, assertInstanceOf(McpReply.Json.class, TestClient.settled(reply)).status());
    }
    assertEquals(200, ping("c", session).status());
    assertEquals(200, ping("a", session).status());
  }

  /** The node of the session decides by the permissions that the gateway has authenticated. */
  @Test
  @Order(4)
  void permissionsTravelWithTheRequest() {
    Caller ann = new Caller("ann", Set.of(Caller.Permission.TOOLS_READ));
    TestClient own = new TestClient(servers.get("a"), ann);
    String session = own.initialize(VERSION);
    TestClient through = new TestClient(servers.get("b"), ann);
    assertEquals(200, through.legacy(session, request("1", "tools/list", "")).status());
    McpReply.Json refused =
        assertInstanceOf(
            McpReply.Json.class,
            through.send(head(session), request("2", "tools/call", "'name':'a_text'")));
    assertEquals(403, refused.status());
    assertEquals(Set.of(Caller.Permission.SCAN_RUN), refused.needs());
  }

  @Test
  @Order(5)
  void progressAndLargeAnswersAreStreamed() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream stream = slow("b", session, 1);
    SlowCall call = nextSlow("a");
    McpEvent opening = stream.next();
    assertEquals(0, opening.body().length);
    assertTrue(opening.id().orElseThrow().endsWith("-0"), opening.id()::toString);
    for (int step = 1; step <= 40; step++) {
      call.progress.report(step, 40, "step " + step);
    }
    Await.value(
        "the last progress",
        stream::nextJson,
        event -> event.at("/params/message").asText().equals("step 40"));
    String text = "y".repeat(2_000_000);
    call.complete(text);
    McpEvent last = stream.closing().orElseThrow();
    assertTrue(last.id().isPresent());
    JsonNode answer = JSON.readTree(last.body());
    assertEquals(1, answer.path("id").asInt());
    assertEquals(text, answer.at("/result/content/0/text").asText());
  }

  @Test
  @Order(6)
  void anAnswerWithoutAStreamIsPlain() throws Exception {
    String session = at("a").initialize(VERSION);
    Exchange exchange = at("b").start(head(session), request("1", "tools/call", SLOW));
    exchange.unheard();
    nextSlow("a").complete("done");
    McpReply.Json answer = TestClient.await(exchange);
    assertEquals("done", JSON.readTree(answer.body()).at("/result/content/0/text").asText());
  }

  @Test
  @Order(7)
  void aStreamIsResumedAtAnotherNode() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream through = slow("b", session, 7);
    SlowCall call = nextSlow("a");
    String seen = through.next().id().orElseThrow();
    through.exchange().callerGone();
    assertInstanceOf(McpReply.Accepted.class, TestClient.end(through.exchange()));
    assertFalse(call.wasStopped(), "only its client ends a request");
    call.progress.report(1, 2, "half");
    Stream resumed = stream("c", session, Optional.of(seen));
    assertEquals("half", resumed.nextJson().at("/params/message").asText());
    call.complete("whole");
    assertEquals("whole", resumed.nextJson().at("/result/content/0/text").asText());
    assertEquals(Optional.empty(), resumed.closing());
    Stream again = stream("d", session, Optional.of(seen));
    assertEquals("half", again.nextJson().at("/params/message").asText());
    assertEquals("whole", again.nextJson().at("/result/content/0/text").asText());
  }

  @Test
  @Order(8)
  void anEventThatNobodyKeepsIsRefusedEverywhere() {
    String session = at("a").initialize(VERSION);
    RequestHead head =
        new RequestHead(
            Optional.of(VERSION),
            Optional.empty(),
            Optional.empty(),
            Optional.of(session),
            Optional.of("zz-1"),
            Map.of());
    McpReply reply = servers.get("b").openStream(head, Caller.LOCAL);
    assertEquals(400, assertInstanceOf(McpReply.Json.class, TestClient.settled(reply)).status());
  }

  @Test
  @Order(9)
  void theGeneralStreamIsReadThroughAnyNode() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream first = stream("b", session, Optional.empty());
    String opened = first.next().id().orElseThrow();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      servers.get("a").publish(new CatalogChange.ToolsListed());
      McpEvent event = first.next();
      seen.add(event.id().orElseThrow());
      assertEquals(
          "notifications/tools/list_changed", JSON.readTree(event.body()).path("method").asText());
    }
    Stream second = stream("c", session, Optional.of(opened));
    assertEquals(Optional.empty(), first.closing(), "a new reader replaces the one before");
    for (String id : seen) {
      assertEquals(Optional.of(id), second.next().id());
    }
    servers.get("c").publish(new CatalogChange.ToolsListed());
    servers.get("a").publish(new CatalogChange.ToolsListed());
    assertTrue(second.next().id().isPresent());
    second.exchange().stop(StopReason.CANCELLED);
    assertEquals(Optional.empty(), second.closing());
    assertEquals(List.of(), List.copyOf(second.events()));
  }

  @Test
  @Order(10)
  void aRequestIsCancelledThroughAnotherNode() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream through = slow("b", session, 5);
    SlowCall call = nextSlow("a");
    at("c")
        .send(
            head(session),
            "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':5}}");
    assertEquals(StopReason.CANCELLED, call.stopped());
    assertEquals(Optional.empty(), through.closing());
  }

  @Test
  @Order(11)
  void aGatewayStopsARequestAsItsOwn() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream through = slow("b", session, 5);
    SlowCall call = nextSlow("a");
    through.exchange().stop(StopReason.CANCELLED);
    assertEquals(StopReason.CANCELLED, call.stopped());
    assertTrue(through.closing().isPresent());
  }

  @Test
  @Order(12)
  void aSessionIsEndedThroughAnyNode() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream through = slow("b", session, 1);
    SlowCall call = nextSlow("a");
    Stream general = stream("d", session, Optional.empty());
    McpReply ended = servers.get("c").endSession(head(session), Caller.LOCAL);
    assertInstanceOf(McpReply.NoContent.class, TestClient.settled(ended));
    assertEquals(StopReason.CANCELLED, call.stopped());
    assertTrue(through.closing().isPresent(), "the call was cancelled, its answer says so");
    assertEquals(Optional.empty(), general.closing());
    for (String node : List.of("a", "b", "c", "d")) {
      assertEquals(404, ping(node, session).status());
    }
  }

  @Test
  @Order(13)
  void idsOfNobodyAreNotFound() {
    String session = at("a").initialize(VERSION);
    String secret = session.substring(0, 33);
    for (String id : List.of(secret + "AAAAAAAA", secret + "AAAA", "x", "0".repeat(32) + ".")) {
      assertEquals(404, ping("b", id).status(), id);
    }
    // Right node, no such session.
    assertEquals(404, ping("b", "0".repeat(32) + session.substring(32)).status());
  }

  @Test
  @Order(14)
  void aLostNodeEndsItsRequestsWithAnErrorAndItsSessionsWithNotFound() throws Exception {
    String session = at("d").initialize(VERSION);
    Stream call = slow("b", session, 9);
    Stream general = stream("c", session, Optional.empty());
    nextSlow("d");
    call.next();
    lab.kill("d");
    JsonNode error = JSON.readTree(call.closing().orElseThrow().body());
    assertEquals(9, error.path("id").asInt(), error::toString);
    assertEquals("node_lost", error.at("/error/data/error_type").asText(), error::toString);
    assertEquals(Optional.empty(), general.closing());
    for (String node : List.of("a", "b", "c")) {
      Told told =
          Await.value(
              "not found at " + node, () -> ping(node, session), each -> each.status() != 503);
      assertEquals(404, told.status());
    }
  }

  @Test
  @Order(15)
  void aGatewayThatEndsLeavesRequestsToBeResumedElsewhere() throws Exception {
    String session = at("a").initialize(VERSION);
    Stream through = slow("c", session, 3);
    String seen = through.next().id().orElseThrow();
    Stream general = stream("c", session, Optional.empty());
    SlowCall call = nextSlow("a");
    assertEquals(2, servers.get("c").requestsInFlight());
    servers.get("c").endStreams();
    assertEquals(Optional.empty(), general.closing());
    assertFalse(through.exchange().answer().toCompletableFuture().isDone());
    servers.get("c").stopRequests();
    Await.result("the end of all requests", servers.get("c").drained());
    assertEquals(Optional.empty(), through.closing());
    Told refused = ping("c", session);
    assertEquals(503, refused.status());
    assertFalse(call.wasStopped());
    call.complete("later");
    Stream resumed = stream("b", session, Optional.of(seen));
    assertEquals("later", resumed.nextJson().at("/result/content/0/text").asText());
  }
}
