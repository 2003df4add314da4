package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Every kind of message, as it stands on the wire. */
class GoldenTest {

  private static final String INFO = "{'name':'switchgear','title':'Switchgear','version':'1.2.3'}";
  private static final String META = "'_meta':{'io.modelcontextprotocol/serverInfo':" + INFO + "}";

  private final TestClient talk = new TestClient();

  private static void same(String golden, JsonNode sent) {
    assertEquals(FixtureTools.json(golden), sent);
  }

  private static String answer(String id, String result) {
    return "{'jsonrpc':'2.0','id':" + id + ",'result':" + result + "}";
  }

  @Test
  void modernDiscover() {
    same(
        answer(
            "'d-1'",
            "{'resultType':'complete','supportedVersions':['2026-07-28'],'capabilities':{'tools':{},'logging':{}},'instructions':'Call"
                + " a_text first.','ttlMs':60000,'cacheScope':'private',"
                + META
                + "}"),
        talk.modern("'d-1'", "server/discover", ENVELOPE, null).body());
  }

  @Test
  void legacyInitialize() {
    same(
        answer(
            "0",
            "{'protocolVersion':'2025-06-18','capabilities':{'tools':{},'logging':{}},'serverInfo':"
                + INFO
                + ",'instructions':'Call a_text first.'}"),
        talk.legacy(
                null,
                request(
                    "0",
                    "initialize",
                    "'protocolVersion':'2025-06-18','capabilities':{},"
                        + "'clientInfo':{'name':'t','version':'1'}"))
            .body());
  }

  @Test
  void legacyPing() {
    String session = talk.initialize("2025-11-25");
    same(answer("4", "{}"), talk.legacy(session, request("4", "ping", "")).body());
  }

  @Test
  void listInBothEras() {
    String echo =
        "{'name':'echo','title':'Title of echo','description':'Description of echo',"
            + "'inputSchema':{'type':'object','properties':{'text':{'type':'string',"
            + "'maxLength':1000},'count':{'type':'integer','minimum':1,'maximum':9},"
            + "'mode':{'enum':['loud','quiet']}},'required':['text'],"
            + "'additionalProperties':false},'outputSchema':{'type':'object','properties':"
            + "{'echo':{'type':'string'},'stand_in':{'type':'object'},'cut':{'type':'object'}},"
            + "'allOf':[{'anyOf':[{'required':['echo']},{'required':['stand_in']}]}]},"
            + "'annotations':{'title':"
            + "'Title of echo','readOnlyHint':true,'destructiveHint':false,"
            + "'idempotentHint':true,'openWorldHint':false}}";
    JsonNode modern = talk.modern("1", "tools/list", ENVELOPE, null).result();
    same(echo, modern.path("tools").path(3));
    assertEquals(60_000, modern.path("ttlMs").asInt());
    assertEquals("private", modern.path("cacheScope").asText());
    assertEquals(modern, talk.modern("1", "tools/list", ENVELOPE, null).result(), "same order");
    String session = talk.initialize("2025-06-18");
    JsonNode legacy = talk.legacy(session, request("1", "tools/list", "")).result();
    same(echo, legacy.path("tools").path(3));
    assertEquals(1, legacy.size());
  }

  @Test
  void callInBothEras() {
    String plain = "'content':[{'type':'text','text':'hi'}],'structuredContent':{'echo':'hi'}";
    String params = "'name':'echo','arguments':{'text':'hi'}";
    same(
        answer("1", "{'resultType':'complete'," + plain + ",'isError':false," + META + "}"),
        talk.modern("1", "tools/call", params + "," + ENVELOPE, "echo").body());
    String session = talk.initialize("2025-06-18");
    same(
        answer("1", "{" + plain + ",'isError':false}"),
        talk.legacy(session, request("1", "tools/call", params)).body());
  }

  @Test
  void errorsInBothEras() {
    same(
        "{'jsonrpc':'2.0','id':1,'error':{'code':-32601,'message':'Method not found: ~x~. In"
            + " protocol version 2026-07-28 this server has server/discover, subscriptions/listen,"
            + " tools/call, tools/list'}}",
        talk.modern("1", "x", ENVELOPE, null).body(),
        '~');
    String session = talk.initialize("2025-06-18");
    same(
        "{'jsonrpc':'2.0','id':1,'error':{'code':-32601,'message':'Method not found: ~x~. In"
            + " protocol version 2025-06-18 this server has logging/setLevel, ping, tools/call,"
            + " tools/list'}}",
        talk.legacy(session, request("1", "x", "")).body(),
        '~');
  }

  private static void same(String golden, JsonNode sent, char apostrophe) {
    assertEquals(FixtureTools.json(golden).toString().replace(apostrophe, '\''), sent.toString());
  }

  @Test
  void progressInBothEras() throws InterruptedException {
    String params = "'name':'slow','_meta':{'progressToken':'p'";
    String modern = params + "," + ENVELOPE.substring("'_meta':{".length());
    progress(true, head("2026-07-28", "tools/call", "slow", null), modern);
    progress(false, head(null, null, null, talk.initialize("2025-11-25")), params + "}");
  }

  private void progress(boolean modern, RequestHead head, String params)
      throws InterruptedException {
    Exchange exchange = talk.start(head, request("5", "tools/call", params));
    BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    exchange.listen(event -> sent.add(event.body()));
    SlowCall slow = talk.tools.nextSlow();
    slow.progress.report(1, 4, "one of four");
    same(
        "{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':'p',"
            + "'progress':1.0,'total':4.0,'message':'one of four'}}",
        WireSchemas.check(modern, "", sent.take()));
    slow.progress.report(2, Double.NaN, null);
    same(
        "{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':'p',"
            + "'progress':2.0}}",
        WireSchemas.check(modern, "", sent.take()));
    slow.complete("done");
    TestClient.told(modern, "tools/call", TestClient.await(exchange));
  }

  @Test
  void batchIsAnsweredByAnArrayInItsOrder() throws InterruptedException {
    String session = talk.initialize("2025-03-26");
    Exchange exchange =
        talk.start(
            head(null, null, null, session),
            "["
                + request("1", "tools/call", "'name':'slow'")
                + ",{'jsonrpc':'2.0','method':'notifications/initialized'},"
                + request("2", "ping", "")
                + "]");
    talk.tools.nextSlow().complete("done");
    String body = new String(TestClient.await(exchange).body(), StandardCharsets.UTF_8);
    assertEquals(
        ("[{'jsonrpc':'2.0','id':1,'result':{'content':[{'type':'text','text':'done'}],"
                + "'isError':false}},{'jsonrpc':'2.0','id':2,'result':{}}]")
            .replace('\'', '"'),
        body);
    WireSchemas.check(false, "", TestClient.await(exchange).body());
  }
}
