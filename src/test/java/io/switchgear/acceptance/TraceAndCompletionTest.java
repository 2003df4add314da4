package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trace id of a scan appears in the operators' events, and its target in the caller's
 * completion.
 */
@Tag("network")
@Tag("process")
class TraceAndCompletionTest {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path dataDir;

  @Test
  void aScanIsTracedAndItsTargetIsOfferedAgain() throws Exception {
    try (RunningServer server = RunningServer.start(dataDir);
        McpHttp client = new McpHttp(server.mcp())) {
      assertEquals(List.of(), values(client, "plan_scan", "scope", ""));
      ObjectNode scan = McpHttp.JSON.valueToTree(server.scan());
      client.traced("00-" + TRACE_ID + "-b7ad6b7169203331-01");
      assertTrue(client.call("port_scan", scan).has("structuredContent"));

      assertEquals(List.of("127.0.0.1"), values(client, "plan_scan", "scope", "127"));
      assertEquals(List.of("thorough"), values(client, "plan_scan", "template", "THO"));
      assertEquals(List.of("port_scan"), values(client, "explain_open_breaker", "tool", "p"));
      assertTrue(eventsOf(server).contains(TRACE_ID));
    }
  }

  private static List<String> values(McpHttp client, String prompt, String argument, String begun) {
    ObjectNode params = McpHttp.JSON.createObjectNode();
    params.putObject("ref").put("type", "ref/prompt").put("name", prompt);
    params.putObject("argument").put("name", argument).put("value", begun);
    JsonNode answer = client.exchange("completion/complete", params).getLast();
    List<String> values = new ArrayList<>();
    answer.at("/result/completion/values").forEach(value -> values.add(value.asText()));
    return values;
  }

  /** The trace ids of the calls that have ended. */
  private static List<String> eventsOf(RunningServer server) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> events =
          http.send(
              HttpRequest.newBuilder(server.mcp().resolve("/api/v1/events"))
                  .header("Last-Event-ID", "0")
                  .build(),
              BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
        List<String> traces = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data:")) {
            JsonNode event = McpHttp.JSON.readTree(line.substring("data:".length()));
            traces.add(event.path("trace_id").asText());
            if (event.path("type").asText().equals("call_ended")) {
              break;
            }
          }
        }
        http.shutdownNow();
        return traces;
      }
    }
  }
}
