package io.switchgear.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A minimal client of the 2026 era: one POST per call, whose response is JSON or an event stream.
 */
final class McpHttp implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;
  private Optional<String> traceparent = Optional.empty();

  McpHttp(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Later requests belong to this trace. */
  void traced(String traceparent) {
    this.traceparent = Optional.of(traceparent);
  }

  /** Returns the notifications, and the answer as the last message. */
  List<JsonNode> exchange(String method, ObjectNode params) {
    try {
      HttpResponse<InputStream> response =
          http.send(request(method, params), BodyHandlers.ofInputStream());
      return read(response);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer to " + method, e);
    }
  }

  /** Calls a tool and returns the result object, which may be an error. */
  JsonNode call(String tool, ObjectNode arguments) {
    JsonNode answer = exchange("tools/call", callParams(tool, arguments)).getLast();
    if (!answer.has("result")) {
      throw new AssertionError("no result: " + answer);
    }
    return answer.get("result");
  }

  /** Starts a call. The stage completes when the response headers have arrived. */
  CompletableFuture<HttpResponse<InputStream>> open(String tool, ObjectNode arguments) {
    return http.sendAsync(
        request("tools/call", callParams(tool, arguments)), BodyHandlers.ofInputStream());
  }

  String get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer to GET " + path, e);
    }
  }

  int status(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer to GET " + path, e);
    }
  }

  static ObjectNode arguments(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  static List<JsonNode> read(HttpResponse<InputStream> response) throws IOException {
    String type = response.headers().firstValue("content-type").orElse("");
    List<JsonNode> messages = new ArrayList<>();
    try (InputStream body = response.body()) {
      if (!type.startsWith("text/event-stream")) {
        messages.add(JSON.readTree(body));
        return messages;
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          messages.add(JSON.readTree(line.substring("data:".length())));
        }
      }
    }
    return messages;
  }

  private ObjectNode callParams(String tool, ObjectNode arguments) {
    ObjectNode params = JSON.createObjectNode().put("name", tool);
    params.set("arguments", arguments);
    return params;
  }

  private HttpRequest request(String method, ObjectNode params) {
    ObjectNode meta = params.putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    meta.put("progressToken", "p1");
    ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    message.put("method", method).set("params", params);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method)
            .POST(BodyPublishers.ofString(message.toString()));
    traceparent.ifPresent(value -> builder.header("traceparent", value));
    if (params.has("name")) {
      builder.header("Mcp-Name", params.get("name").asText());
    }
    return builder.build();
  }

  /** Does not wait for responses, because some tests end the server before it responds. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
