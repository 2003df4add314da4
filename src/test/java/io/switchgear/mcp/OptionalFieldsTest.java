package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For each optional field: absent in, absent out, unknown or null tolerated. */
class OptionalFieldsTest {

  private final TestClient talk = new TestClient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'arguments':null,",
        "'arguments':{},",
        "'inputResponses':{},'requestState':null,",
        "'task':{},",
        "'unheard':[1],"
      })
  void argumentsOfACall(String params) {
    assertFalse(
        talk.modern("1", "tools/call", params + "'name':'a_text'," + ENVELOPE, "a_text")
            .result()
            .path("isError")
            .asBoolean(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'cursor':null,", "'unheard':{},"})
  void cursorOfAList(String params) {
    JsonNode result = talk.modern("1", "tools/list", params + ENVELOPE, null).result();
    assertTrue(result.path("tools").size() > 5);
    assertFalse(result.has("nextCursor"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'progressToken':null",
        "'io.modelcontextprotocol/logLevel':null",
        "'io.modelcontextprotocol/logLevel':'debug'",
        "'io.modelcontextprotocol/clientInfo':{'name':'x','version':'1'}",
        "'io.modelcontextprotocol/clientInfo':5",
        "'traceparent':'00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'",
        "'com.example/unheard':[]"
      })
  void restOfTheEnvelope(String key) {
    String envelope = ENVELOPE.replace("{}}", "{}," + key + "}");
    assertEquals(
        200, talk.modern("1", "tools/call", "'name':'a_text'," + envelope, "a_text").status());
  }

  @Test
  void withoutTokenThereIsNoProgress() throws InterruptedException {
    Exchange exchange =
        talk.start(
            head("2026-07-28", "tools/call", "slow", null),
            request("1", "tools/call", "'name':'slow'," + ENVELOPE));
    List<byte[]> sent = new ArrayList<>();
    exchange.listen(event -> sent.add(event.body()));
    FixtureTools.SlowCall slow = talk.tools.nextSlow();
    slow.progress.report(1, 2, "m");
    slow.complete("done");
    TestClient.await(exchange);
    assertEquals(0, sent.size());
  }

  @Test
  void instructionsThatAreEmptyAreLeftOut() {
    McpServer quiet =
        new McpServer(talk.tools, new ServerIdentity("n", "t", "1", ""), TestSessions.of(3));
    McpReply discover =
        quiet.handle(
            head("2026-07-28", "server/discover", null, null),
            TestClient.bytes(request("1", "server/discover", ENVELOPE)),
            Caller.LOCAL);
    assertFalse(
        TestClient.told(true, "server/discover", (McpReply.Json) discover)
            .result()
            .has("instructions"));
  }

  @Test
  void outputSchemaIsListedWhereThereIsOne() {
    JsonNode tools = talk.modern("1", "tools/list", ENVELOPE, null).result().path("tools");
    for (JsonNode tool : tools) {
      boolean has = List.of("a_text", "bug", "throws", "slow").contains(tool.path("name").asText());
      assertEquals(!has, tool.has("outputSchema"));
    }
  }

  @Test
  void initializeWithoutClientInfoOrWithMore() {
    for (String params :
        new String[] {
          "'protocolVersion':'2025-06-18'",
          "'protocolVersion':'2025-06-18','capabilities':null,'clientInfo':null",
          "'protocolVersion':'2025-06-18','capabilities':{'x':1},'clientInfo':{'name':'x',"
              + "'version':'1','icons':[]},'_meta':{},'unheard':1"
        }) {
      assertTrue(talk.legacy(null, request("1", "initialize", params)).sessionId().isPresent());
    }
  }
}
