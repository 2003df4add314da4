package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions to clients, their logs, and what they are told unasked. */
class DialogueTest {

  private static final String ANSWER = "{'who':{'action':'accept','content':{'name':'Ada'}}}";

  private final McpServer server =
      new McpServer(
          new McpOffer(
              new AskingTools(),
              Optional.empty(),
              Optional.empty(),
              EnumSet.allOf(CatalogChange.Kind.class)),
          new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
          TestSessions.of(3),
          McpServer.randomKey());

  private static String envelope(String capabilities, String more) {
    return "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
        + "'io.modelcontextprotocol/clientCapabilities':"
        + capabilities
        + more
        + "}";
  }

  private McpReply modernCall(Caller caller, String params) {
    return server.handle(
        TestClient.head("2026-07-28", "tools/call", "greet", null),
        TestClient.bytes(TestClient.request("1", "tools/call", "'name':'greet'," + params)),
        caller);
  }

  private static TestClient.Told told(McpReply reply) {
    return TestClient.told(true, "tools/call", assertInstanceOf(McpReply.Json.class, reply));
  }

  private String asked() {
    TestClient.Told asked = told(modernCall(Caller.LOCAL, envelope("{'elicitation':{}}", "")));
    assertEquals("input_required", asked.result().path("resultType").asText());
    assertEquals("Who is there?", asked.result().at("/inputRequests/who/params/message").asText());
    return asked.result().path("requestState").asText();
  }

  private static String retry(String state) {
    return envelope("{'elicitation':{}}", "")
        + ",'inputResponses':"
        + ANSWER
        + ",'requestState':'"
        + state
        + "'";
  }

  @Test
  void aModernClientIsAnsweredWithTheQuestionAndTriesAnew() {
    TestClient.Told greeted = told(modernCall(Caller.LOCAL, retry(asked())));
    assertEquals("Hello, Ada!", greeted.result().at("/content/0/text").asText());
  }

  @Test
  void aStateHoldsForItsCallerAndItsParametersOnly() {
    String state = asked();
    Caller other = new Caller("other", Set.of(Caller.Permission.SCAN_RUN));
    for (McpReply reply :
        List.of(
            modernCall(other, retry(state)),
            modernCall(Caller.LOCAL, retry("v1.e30." + state.substring(state.length() - 43))),
            modernCall(Caller.LOCAL, retry(state + "x")),
            modernCall(Caller.LOCAL, "'arguments':{'more':'x'}," + retry(state)))) {
      assertEquals(-32602, told(reply).code());
    }
  }

  @Test
  void anAnswerWithoutTheStateIsAskedAgain() {
    TestClient.Told again =
        told(
            modernCall(
                Caller.LOCAL, envelope("{'elicitation':{}}", "") + ",'inputResponses':" + ANSWER));
    assertEquals("input_required", again.result().path("resultType").asText());
  }

  @Test
  void anAnswerThatWasNotAskedForIsNotKeptInTheState() {
    String unasked = envelope("{'elicitation':{}}", "") + ",'inputResponses':" + ANSWER;
    String state = told(modernCall(Caller.LOCAL, unasked)).result().path("requestState").asText();
    TestClient.Told again =
        told(
            modernCall(
                Caller.LOCAL,
                envelope("{'elicitation':{}}", "") + ",'requestState':'" + state + "'"));
    assertEquals("input_required", again.result().path("resultType").asText());
  }

  @Test
  void aClientThatCannotAnswerIsToldWhatItLacks() {
    TestClient.Told lacking = told(modernCall(Caller.LOCAL, envelope("{}", "")));
    assertEquals(400, lacking.status());
    assertEquals(-32021, lacking.code());
    assertTrue(lacking.body().at("/error/data/requiredCapabilities/elicitation").isObject());
  }

  @Test
  void theLogIsTheClientsWish() throws InterruptedException {
    String wish = ",'io.modelcontextprotocol/logLevel':'info'";
    String params = retry(asked()).replace("'elicitation':{}}", "'elicitation':{}}" + wish);
    McpReply.InFlight running =
        assertInstanceOf(McpReply.InFlight.class, modernCall(Caller.LOCAL, params));
    BlockingQueue<JsonNode> sent = listen(running.exchange(), true);
    assertEquals("greets Ada", next(sent).at("/params/data").asText());
    assertInstanceOf(
        McpReply.Json.class, modernCall(Caller.LOCAL, params.replace("'info'", "'error'")));
  }

  @Test
  void headersThatRepeatArgumentsMustAgree() {
    for (Map<String, String> headers :
        List.of(Map.<String, String>of(), Map.of("word", "Bye"), Map.of("word", "=?base64?x?="))) {
      RequestHead head =
          new RequestHead(
              Optional.of("2026-07-28"),
              Optional.of("tools/call"),
              Optional.of("greet"),
              Optional.empty(),
              Optional.empty(),
              new HashMap<>(headers));
      TestClient.Told refused =
          told(
              server.handle(
                  head,
                  TestClient.bytes(
                      TestClient.request(
                          "1",
                          "tools/call",
                          "'name':'greet','arguments':{'word':'Hi'}," + envelope("{}", ""))),
                  Caller.LOCAL));
      assertEquals(-32020, refused.code(), headers.toString());
      assertEquals(400, refused.status());
    }
  }

  @Test
  void aLegacyClientIsAskedOnItsSession() throws InterruptedException {
    RequestHead session = session("{'elicitation':{}}");
    Exchange exchange = legacyCall(session);
    BlockingQueue<JsonNode> sent = listen(exchange, false);
    JsonNode question = next(sent);
    assertEquals("elicitation/create", question.path("method").asText());
    String answer =
        "{'jsonrpc':'2.0','id':'%s','result':{'action':'accept','content':{'name':'Ada'}}}"
            .formatted(question.path("id").asText());
    assertInstanceOf(
        McpReply.Accepted.class, server.handle(session, TestClient.bytes(answer), Caller.LOCAL));
    assertEquals("greets Ada", next(sent).at("/params/data").asText());
    TestClient.Told greeted = TestClient.told(false, "tools/call", TestClient.await(exchange));
    assertEquals("Hello, Ada!", greeted.result().at("/content/0/text").asText());
  }

  @Test
  void aLegacyClientThatRefusesOrCannotAnswerGetsTheSentence() throws InterruptedException {
    RequestHead session = session("{'elicitation':{}}");
    Exchange exchange = legacyCall(session);
    String id = next(listen(exchange, false)).path("id").asText();
    server.handle(
        session,
        TestClient.bytes(
            "{'jsonrpc':'2.0','id':'" + id + "','error':{'code':-32603,'message':'no'}}"),
        Caller.LOCAL);
    assertTrue(
        TestClient.told(false, "tools/call", TestClient.await(exchange))
            .result()
            .at("/content/0/text")
            .asText()
            .startsWith("Nobody says who is there."));
    McpReply mute = server.handle(session("{}"), TestClient.bytes(LEGACY_CALL), Caller.LOCAL);
    assertTrue(
        TestClient.told(false, "tools/call", assertInstanceOf(McpReply.Json.class, mute))
            .result()
            .path("isError")
            .asBoolean());
  }

  @Test
  void aLegacyClientThatTakesNoEventsIsNotWaitedFor() {
    Exchange exchange = legacyCall(session("{'elicitation':{}}"));
    exchange.unheard();
    assertTrue(
        TestClient.told(false, "tools/call", TestClient.await(exchange))
            .result()
            .path("isError")
            .asBoolean());
  }

  @Test
  void aCancelledCallTakesItsQuestionBack() throws InterruptedException {
    RequestHead session = session("{'elicitation':{}}");
    Exchange exchange = legacyCall(session);
    BlockingQueue<JsonNode> sent = listen(exchange, false);
    JsonNode question = next(sent);
    exchange.stop(StopReason.CANCELLED);
    TestClient.await(exchange);
    JsonNode withdrawn = next(sent);
    assertEquals("notifications/cancelled", withdrawn.path("method").asText());
    assertEquals(question.path("id"), withdrawn.at("/params/requestId"));
  }

  @Test
  void aBrokenLegacyStreamIsTakenUpBehindTheLastEventSeen() throws InterruptedException {
    RequestHead session = session("{'elicitation':{}}");
    Exchange exchange = legacyCall(session);
    String opening = exchange.opening().orElseThrow().id().orElseThrow();
    BlockingQueue<JsonNode> sent = listen(exchange, false);
    JsonNode question = next(sent);
    exchange.callerGone();
    RequestHead resume =
        new RequestHead(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            session.sessionId(),
            Optional.of(opening),
            Map.of());
    Exchange again =
        assertInstanceOf(
                McpReply.InFlight.class,
                TestClient.settled(server.openStream(resume, Caller.LOCAL)))
            .exchange();
    BlockingQueue<JsonNode> replayed = listen(again, false);
    assertEquals(question, next(replayed));
    exchange.stop(StopReason.CANCELLED);
    exchange.closing(TestClient.await(exchange));
    JsonNode last = next(replayed);
    while (!last.has("result")) {
      last = next(replayed);
    }
    assertTrue(last.at("/result/isError").asBoolean());
    assertTrue(again.answer().toCompletableFuture().isDone());
    assertTrue(again.closing(TestClient.end(again)).isEmpty());
  }

  @Test
  void aModernListenerIsToldWhatItAskedForAndEndsByAnAnswer() throws InterruptedException {
    Exchange listening =
        assertInstanceOf(
                McpReply.InFlight.class,
                server.handle(
                    TestClient.head("2026-07-28", "subscriptions/listen", null, null),
                    TestClient.bytes(
                        TestClient.request(
                            "7",
                            "subscriptions/listen",
                            "'notifications':{'toolsListChanged':true,"
                                + "'resourceSubscriptions':['a://b']},"
                                + envelope("{}", ""))),
                    Caller.LOCAL))
            .exchange();
    assertTrue(listening.needsStream());
    BlockingQueue<JsonNode> sent = listen(listening, true);
    assertEquals(
        "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a://b\"]}",
        next(sent).at("/params/notifications").toString());
    server.publish(new CatalogChange.PromptsListed());
    server.publish(new CatalogChange.ResourceUpdated("a://other"));
    server.publish(new CatalogChange.ResourceUpdated("a://b"));
    JsonNode updated = next(sent);
    assertEquals("a://b", updated.at("/params/uri").asText());
    assertEquals(
        7, updated.at("/params/_meta").path("io.modelcontextprotocol/subscriptionId").asInt());
    server.endStreams();
    assertEquals(
        "complete",
        TestClient.told(true, "subscriptions/listen", TestClient.await(listening))
            .result()
            .path("resultType")
            .asText());
    assertFalse(server.requestsInFlight() > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'notifications':5,",
        "'notifications':{'toolsListChanged':'true'},",
        "'notifications':{'toolsListChanged':1},",
        "'notifications':{'resourceSubscriptions':'a://b'},",
        "'notifications':{'resourceSubscriptions':['a://b',5]},"
      })
  void wishesThatAreNoneAreRefused(String wishes) {
    McpReply.Json answer =
        assertInstanceOf(
            McpReply.Json.class,
            server.handle(
                TestClient.head("2026-07-28", "subscriptions/listen", null, null),
                TestClient.bytes(
                    TestClient.request("7", "subscriptions/listen", wishes + envelope("{}", ""))),
                Caller.LOCAL));
    assertEquals(-32602, TestClient.told(true, "subscriptions/listen", answer).code());
  }

  private static final String LEGACY_CALL =
      TestClient.request("1", "tools/call", "'name':'greet','arguments':{}");

  private RequestHead session(String capabilities) {
    McpReply.Json json =
        assertInstanceOf(
            McpReply.Json.class,
            TestClient.settled(
                server.handle(
                    TestClient.NO_HEAD,
                    TestClient.bytes(
                        TestClient.request(
                            "0",
                            "initialize",
                            "'protocolVersion':'2025-11-25','capabilities':" + capabilities)),
                    Caller.LOCAL)));
    return TestClient.head(null, null, null, json.sessionId().orElseThrow());
  }

  private Exchange legacyCall(RequestHead session) {
    return assertInstanceOf(
            McpReply.InFlight.class,
            server.handle(session, TestClient.bytes(LEGACY_CALL), Caller.LOCAL))
        .exchange();
  }

  /** What is sent, each checked against the revision's schema. */
  private static BlockingQueue<JsonNode> listen(Exchange exchange, boolean modern) {
    BlockingQueue<JsonNode> sent = new LinkedBlockingQueue<>();
    exchange.listen(event -> sent.add(WireSchemas.check(modern, "tools/call", event.body())));
    return sent;
  }

  private static JsonNode next(BlockingQueue<JsonNode> sent) throws InterruptedException {
    return Await.next("a message", sent);
  }
}
