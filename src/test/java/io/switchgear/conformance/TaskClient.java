package io.switchgear.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** A client of the 2026 era that declares tasks and answers forms. JSON is in single quotes. */
final class TaskClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ENVELOPE =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{'elicitation':{},"
          + "'extensions':{'io.modelcontextprotocol/tasks':{}}}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI mcp;

  TaskClient(URI mcp) {
    this.mcp = mcp;
  }

  /** Starts a task; returns its id. */
  String start(String tool, String arguments) {
    JsonNode created =
        result("tools/call", tool, "'name':'%s','arguments':%s".formatted(tool, arguments));
    if (!created.path("resultType").asText().equals("task")) {
      throw new AssertionError("no task: " + created);
    }
    return created.path("taskId").asText();
  }

  JsonNode get(String id) {
    return result("tasks/get", id, "'taskId':'" + id + "'");
  }

  void update(String id, String answers) {
    result("tasks/update", id, "'taskId':'" + id + "','inputResponses':" + answers);
  }

  /** The task, once it has that status. */
  JsonNode await(String id, String status) {
    return Await.value(
        "status " + status, () -> get(id), task -> task.path("status").asText().equals(status));
  }

  /** The ids of the jobs of a tool, the newest first. */
  List<String> jobs(String tool) {
    HttpRequest request = HttpRequest.newBuilder(mcp.resolve("/api/v1/jobs?tool=" + tool)).build();
    List<String> ids = new ArrayList<>();
    answer(request).path("jobs").forEach(job -> ids.add(job.path("id").asText()));
    return ids;
  }

  private JsonNode result(String method, String name, String params) {
    String body =
        "{'jsonrpc':'2.0','id':1,'method':'%s','params':{%s,%s}}"
            .formatted(method, params, ENVELOPE)
            .replace('\'', '"');
    JsonNode answer =
        answer(
            HttpRequest.newBuilder(mcp)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(BodyPublishers.ofString(body))
                .build());
    if (!answer.has("result")) {
      throw new AssertionError(method + ": " + answer);
    }
    return answer.get("result");
  }

  private JsonNode answer(HttpRequest request) {
    try {
      String body = http.send(request, BodyHandlers.ofString()).body();
      int last = body.lastIndexOf("data:");
      return JSON.readTree(body.startsWith("{") ? body : body.substring(last + "data:".length()));
    } catch (IOException | InterruptedException gone) {
      throw new AssertionError("no answer to " + request, gone);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
