package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.bytes;
import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/**
 * Every kind of message that the server sends, byte by byte. A difference is written to {@code
 * target/mcp-bytes.txt}; where it is intended, copy that file to {@code
 * src/test/resources/mcp-bytes.txt}.
 */
class WireBytesTest {

  private static final List<String> TOOLS =
      List.of(
          "a_text",
          "bug",
          "throws",
          "ok_image",
          "ok_structured",
          "failed",
          "not_found",
          "timed_out",
          "rejected",
          "cancelled",
          "invalid",
          "outside",
          "unknown");

  private final McpServer server = FuzzOffer.server();
  private final List<String> lines = new ArrayList<>();
  private final List<byte[]> events = new ArrayList<>();

  @Test
  void everyMessageHasItsBytes() throws IOException, InterruptedException {
    modern();
    legacy();
    streams();
    tasks();
    Path golden = Path.of("src/test/resources/mcp-bytes.txt");
    Files.write(Path.of("target/mcp-bytes.txt"), lines);
    assertEquals(
        String.join("\n", Files.readAllLines(golden)),
        String.join("\n", lines),
        "copy target/mcp-bytes.txt over it if that is intended");
  }

  private void modern() {
    modern("server/discover", "", null);
    for (String list :
        List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list")) {
      modern(list, "", null);
    }
    modern("tools/list", "'cursor':'x'", null);
    TOOLS.forEach(tool -> modern("tools/call", "'name':'" + tool + "'", tool));
    modern("tools/call", "'name':'echo','arguments':{'text':'grün \\u2028 😀 \\n'}", "echo");
    modern("tools/call", "'name':'echo','arguments':{'count':1}", "echo");
    modern("tools/call", "'name':'greet'", "greet");
    modern("tools/call", "'arguments':{}", null);
    modern("resources/read", "'uri':'a://b'", "a://b");
    modern("resources/read", "'uri':'a://c'", "a://c");
    modern("resources/read", "", null);
    modern("prompts/get", "'name':'letter','arguments':{'to':'Ada'}", "letter");
    modern("prompts/get", "'name':'letter'", "letter");
    modern(
        "completion/complete",
        "'ref':{'type':'ref/prompt','name':'letter'},'argument':{'name':'to','value':'a'}",
        null);
    modern("completion/complete", "", null);
    modern("x/y", "", null);
    modern("tools/call", "'name':'a_text'", "other");
    modern("subscriptions/listen", "", null);
    sent("envelope", head("2026-07-28", "tools/list", null, null), request("1", "tools/list", ""));
    sent(
        "version",
        head("2027-01-01", "tools/list", null, null),
        request("1", "tools/list", ENVELOPE.replace("2026-07-28", "2027-01-01")));
    sent(
        "question",
        head("2026-07-28", "tools/call", "greet", null),
        request(
            "'q'", "tools/call", "'name':'greet'," + ENVELOPE.replace("{}", "{'elicitation':{}}")));
    sent("not JSON", TestClient.NO_HEAD, "{");
    sent("no id", TestClient.NO_HEAD, "{'jsonrpc':'1.0','method':'x'}");
  }

  private void legacy() {
    String session = initialize("'capabilities':{'elicitation':{}}");
    RequestHead head = head(null, null, null, session);
    for (String method :
        List.of(
            "ping", "tools/list", "resources/list", "resources/templates/list", "prompts/list")) {
      sent("legacy", head, request("1", method, ""));
    }
    TOOLS.forEach(
        tool -> sent("legacy", head, request("2", "tools/call", "'name':'" + tool + "'")));
    sent("legacy", head, request("3", "tools/call", "'name':'echo','arguments':{'text':'x'}"));
    sent("legacy", head, request("3", "resources/read", "'uri':'a://b'"));
    sent("legacy", head, request("3", "resources/read", "'uri':'a://c'"));
    sent("legacy", head, request("3", "resources/subscribe", "'uri':'a://b'"));
    sent("legacy", head, request("3", "resources/unsubscribe", ""));
    sent("legacy", head, request("3", "prompts/get", "'name':'letter','arguments':{'to':'Ada'}"));
    sent("legacy", head, request("4.0", "logging/setLevel", "'level':'debug'"));
    sent("legacy", head, request("4", "logging/setLevel", "'level':'loud'"));
    sent("legacy", head, request("4", "x/y", ""));
    sent("legacy", head(null, null, null, "none"), request("4", "ping", ""));
    sent("legacy", TestClient.NO_HEAD, request("4", "ping", ""));
    sent("legacy", TestClient.NO_HEAD, request("4", "initialize", ""));
  }

  private String initialize(String params) {
    McpReply.Json opened =
        (McpReply.Json)
            TestClient.settled(
                server.handle(
                    TestClient.NO_HEAD,
                    bytes(request("0", "initialize", "'protocolVersion':'2025-11-25'," + params)),
                    Caller.LOCAL));
    line("initialize", opened.body());
    return opened.sessionId().orElseThrow();
  }

  private void streams() throws InterruptedException {
    McpReply.InFlight listening =
        (McpReply.InFlight)
            send(
                head("2026-07-28", "subscriptions/listen", null, null),
                request(
                    "'l'",
                    "subscriptions/listen",
                    "'notifications':{'toolsListChanged':true,'resourceSubscriptions':['a://b']},"
                        + ENVELOPE));
    listening.exchange().listen(event -> events.add(event.body()));
    server.publish(new CatalogChange.ToolsListed());
    server.publish(new CatalogChange.ResourceUpdated("a://b"));
    server.publish(new CatalogChange.ResourceUpdated("a://c"));
    server.endStreams();
    told("listen", listening);
    BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();
    String session = initialize("'capabilities':{'elicitation':{'form':{}},'roots':{}}");
    McpReply.InFlight greeting =
        (McpReply.InFlight)
            send(
                head(null, null, null, session),
                request("'g'", "tools/call", "'name':'greet','_meta':{'progressToken':'p'}"));
    greeting.exchange().listen(event -> asked.add(event.body()));
    both(asked);
    greeting.exchange().unheard();
    line("withdrawn", asked.take());
    told("unanswered", greeting);
    McpReply.InFlight again =
        (McpReply.InFlight)
            send(
                head(null, null, null, session),
                request("'g'", "tools/call", "'name':'greet','_meta':{'progressToken':'p'}"));
    again.exchange().listen(event -> asked.add(event.body()));
    both(asked);
    send(
        head(null, null, null, session),
        "{'jsonrpc':'2.0','id':'ask-2','result':{'action':'accept','content':{'name':'Ada'}}}");
    told("greeted", again);
    line("logged", asked.take());
  }

  private void tasks() throws IOException {
    for (String tool : List.of("a_text", "failed", "ok_image")) {
      McpReply.Json created = (McpReply.Json) task("tools/call", tool, "'name':'" + tool + "'");
      String id = new ObjectMapper().readTree(created.body()).at("/result/taskId").textValue();
      told("task", created);
      told("task", task("tasks/get", id, "'taskId':'" + id + "'"));
      told("task", task("tasks/update", id, "'taskId':'" + id + "','inputResponses':{}"));
      told("task", task("tasks/cancel", id, "'taskId':'" + id + "'"));
      McpReply.InFlight listening =
          (McpReply.InFlight)
              task("subscriptions/listen", null, "'notifications':{'taskIds':['" + id + "']}");
      listening.exchange().listen(event -> events.add(event.body()));
      server.endStreams();
      told("task", listening);
    }
    told("task", task("tasks/get", "x", "'taskId':'x'"));
    told("task", task("tasks/get", null, ""));
    told("task", task("tasks/update", "x", "'taskId':'x'"));
    modern("tasks/get", "'taskId':'x'", "x");
    modern("subscriptions/listen", "'notifications':{'taskIds':['x']}", null);
  }

  private McpReply.Settled task(String method, String name, String params) {
    return send(
        head("2026-07-28", method, name, null),
        request(
            "1",
            method,
            params + (params.isEmpty() ? "" : ",") + TaskFixture.envelope(TaskFixture.TASKS)));
  }

  /** The question, and the progress that may come before or after it. */
  private void both(BlockingQueue<byte[]> asked) throws InterruptedException {
    int first = lines.size();
    line("asked", asked.take());
    line("asked", asked.take());
    lines.subList(first, first + 2).sort(Comparator.naturalOrder());
  }

  private void modern(String method, String params, String name) {
    String all = params.isEmpty() ? ENVELOPE : params + "," + ENVELOPE;
    if (params.contains("_meta")) {
      all = params + "," + ENVELOPE.substring("'_meta':{".length());
    }
    sent("modern", head("2026-07-28", method, name, null), request("1", method, all));
  }

  private McpReply.Settled send(RequestHead head, String body) {
    return TestClient.settled(server.handle(head, bytes(body), Caller.LOCAL));
  }

  private void sent(String what, RequestHead head, String body) {
    told(what, send(head, body));
  }

  private void told(String what, McpReply.Settled reply) {
    switch (reply) {
      case McpReply.Json json -> line(what + " " + json.status(), json.body());
      case McpReply.InFlight later -> {
        events.forEach(event -> line(what + " event", event));
        events.clear();
        McpReply.Json answer = TestClient.await(later.exchange());
        line(what + " " + answer.status(), answer.body());
      }
      case McpReply.Accepted ignored -> lines.add(what + " accepted");
      case McpReply.NoContent ignored -> lines.add(what + " no content");
    }
  }

  private void line(String what, byte[] body) {
    String text =
        new String(body, StandardCharsets.UTF_8)
            .replaceAll("\"requestState\":\"[^\"]*\"", "\"requestState\":\"…\"")
            .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…id")
            .replaceAll("At\":\"2[^\"]*Z\"", "At\":\"…\"")
            .replaceAll("under call [0-9a-f]+-\\d+", "under call …")
            .replaceAll("call [0-9a-f]+-\\d+ of", "call … of");
    lines.add(what + " " + text);
  }
}
