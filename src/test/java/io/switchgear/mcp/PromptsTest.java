package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Dialogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptsTest {

  /** One prompt with a required and a free argument. */
  private static final class Letters implements PromptCatalog {
    @Override
    public List<ListedPrompt> prompts() {
      return List.of(
          new ListedPrompt(
              "letter",
              "Letter",
              "Writes a letter.",
              List.of(
                  new ListedPrompt.Argument("to", "whom", true),
                  new ListedPrompt.Argument("from", "who", false))));
    }

    @Override
    public CompletionStage<Written> write(
        String name, Map<String, String> arguments, Dialogue dialogue) {
      return CompletableFuture.completedFuture(
          arguments.get("to").isBlank()
              ? new Written.Refused("'to' is blank; name somebody")
              : new Written.Prompt("A letter", List.of(new Content.Text(arguments.toString()))));
    }

    @Override
    public List<String> values(String name, String argument, Caller caller) {
      return IntStream.range(0, 150).mapToObj(i -> "Person" + i).toList();
    }
  }

  private final McpServer server =
      new McpServer(
          new McpOffer(new FixtureTools(), Optional.empty(), Optional.of(new Letters()), Set.of()),
          new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
          TestSessions.of(3),
          McpServer.randomKey());

  private TestClient.Told send(String method, String params, String name) {
    return send(method, params, name, TestClient.ENVELOPE);
  }

  private TestClient.Told send(String method, String params, String name, String envelope) {
    McpReply reply =
        server.handle(
            TestClient.head("2026-07-28", method, name, null),
            TestClient.bytes(
                TestClient.request("1", method, params + (params.isEmpty() ? "" : ",") + envelope)),
            Caller.LOCAL);
    return TestClient.told(true, method, assertInstanceOf(McpReply.Json.class, reply));
  }

  @Test
  void promptsAreListedWithTheirArguments() {
    TestClient.Told told = send("prompts/list", "", null);
    assertEquals("letter", told.result().at("/prompts/0/name").asText());
    assertTrue(told.result().at("/prompts/0/arguments/0/required").asBoolean());
  }

  @Test
  void aPromptIsWrittenOut() {
    TestClient.Told told =
        send("prompts/get", "'name':'letter','arguments':{'to':'Ada'}", "letter");
    assertEquals("{to=Ada}", told.result().at("/messages/0/content/text").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'name':'letter'",
        "'name':'letter','arguments':{'to':1}",
        "'name':'letter','arguments':{'to':'Ada','by':'me'}",
        "'name':'letter','arguments':[]",
        "'name':'letter','arguments':{'to':' '}",
      })
  void wrongArgumentsAreRefusedWithWhatIsAllowed(String params) {
    TestClient.Told told = send("prompts/get", params, "letter");
    assertEquals(-32602, told.code());
    assertEquals(200, told.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'io.modelcontextprotocol/logLevel':'loud'", "'progressToken':{'a':1}"})
  void whatIsWrongInTheEnvelopeIsRefusedAsForACall(String key) {
    String envelope = TestClient.ENVELOPE.replace("{}}", "{}," + key + "}");
    String params = "'name':'letter','arguments':{'to':'Ada'}";
    assertEquals(-32602, send("prompts/get", params, "letter", envelope).code());
    assertEquals(-32602, send("tools/call", "'name':'a_text'", "a_text", envelope).code());
  }

  @Test
  void anUnknownPromptIsRefusedWithThoseThereAre() {
    TestClient.Told told = send("prompts/get", "'name':'novel'", "novel");
    assertEquals(-32602, told.code());
    assertTrue(told.message().contains("letter"), told.message());
  }

  @Test
  void completionGivesAtMostAHundredThatBeginLikeThat() {
    String ref =
        "'ref':{'type':'ref/prompt','name':'letter'},'argument':{'name':'to','value':'%s'}";
    TestClient.Told all = send("completion/complete", ref.formatted("pers"), null);
    assertEquals(100, all.result().at("/completion/values").size());
    assertEquals(150, all.result().at("/completion/total").asInt());
    assertTrue(all.result().at("/completion/hasMore").asBoolean());
    TestClient.Told none = send("completion/complete", ref.formatted("x"), null);
    assertEquals(0, none.result().at("/completion/values").size());
  }

  @Test
  void completionOfWhatIsNotThereIsRefused() {
    assertEquals(
        -32602,
        send(
                "completion/complete",
                "'ref':{'type':'ref/prompt','name':'x'},'argument':{'name':'a','value':''}",
                null)
            .code());
  }
}
