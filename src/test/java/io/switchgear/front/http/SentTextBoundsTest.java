package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.McpPipe;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Text that is too long is refused over every transport, in both protocol eras, and occupies no
 * memory.
 */
@Tag("network")
class SentTextBoundsTest {

  private static final int HUGE = 900_000;

  private static FrontFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id|'HUGE'|subscriptions/listen|'notifications':{}|",
        "params._meta.progressToken|1|tools/call|'name':'slow'|,'progressToken':'HUGE'",
        "params.name|1|tools/call|'name':'HUGE'|",
        "params.name|1|prompts/get|'name':'HUGE'|",
        "params.uri|1|resources/read|'uri':'a://HUGE'|",
        "params.uri|1|resources/subscribe|'uri':'a://HUGE'|",
        "params.cursor|1|tools/list|'cursor':'HUGE'|",
        "params.arguments|1|tools/call|'name':'slow','arguments':{'a':['HUGE']}|",
        "params.requestState|1|tools/call|'name':'slow','requestState':'HUGE'|",
        "params.inputResponses|1|tools/call|'name':'slow','inputResponses':{'a':{'b':'HUGE'}}|",
        "params.notifications|1|subscriptions/listen"
            + "|'notifications':{'resourceSubscriptions':['a://HUGE']}|",
        "params.clientInfo|1|initialize|'clientInfo':{'name':'HUGE','version':'1'}|",
        "params.protocolVersion|1|initialize|'protocolVersion':'HUGE'|",
        "params.level|1|logging/setLevel|'level':'HUGE'|",
        "params.argument|1|completion/complete|'argument':{'name':'a','value':'HUGE'}|",
        "method|1|HUGE||"
      })
  void aPartThatIsTooLongIsRefused(
      String part, String id, String method, String params, String meta) throws Exception {
    for (boolean modern : new boolean[] {true, false}) {
      String envelope =
          "'_meta':{"
              + (modern
                  ? "'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
                      + "'io.modelcontextprotocol/clientCapabilities':{}"
                  : "'a':1")
              + (meta == null ? "" : meta)
              + "}";
      String message =
          ("{'jsonrpc':'2.0','id':%s,'method':'%s','params':{%s%s}}")
              .formatted(id, method, params == null ? "" : params + ",", envelope)
              .replace("HUGE", "h".repeat(HUGE));
      assertTold(part, overHttp(message));
      assertTold(part, overAPipe(message));
    }
    assertEquals(0, fixture.server.requestsInFlight());
  }

  private static void assertTold(String part, String answer) {
    assertTrue(answer.length() < 400, () -> answer.length() + " bytes come back");
    assertTrue(answer.contains("Invalid request: " + part + " has "), answer);
    assertTrue(answer.contains("at most "), answer);
  }

  private static String overHttp(String message) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      Response response = http.post("", message).response();
      assertEquals(400, response.status());
      return response.text();
    }
  }

  private static String overAPipe(String message) throws InterruptedException {
    BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    McpPipe pipe =
        fixture.server.pipe(
            Caller.LOCAL, event -> sent.add(new String(event.body(), StandardCharsets.UTF_8)));
    pipe.receive(message.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    String answer = Await.next("a message", sent);
    pipe.close().toCompletableFuture().join();
    return answer;
  }
}
