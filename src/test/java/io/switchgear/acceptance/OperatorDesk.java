package io.switchgear.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The whole server, and an HTTP client of its operator API. */
final class OperatorDesk implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String PORT_SCAN = "/api/v1/breakers/port_scan";
  static final String DRILL = "/api/v1/drills/port_scan";

  private final URI url;
  private final Runnable end;
  private final HttpClient client = HttpClient.newHttpClient();

  OperatorDesk(Path folder, boolean drills) {
    this(
        folder,
        Map.of(
            "switchgear.drills.enabled",
            "" + drills,
            "switchgear.tools.port_scan.breaker.failure-threshold",
            "2"));
  }

  /**
   * @param settings in addition to the port and the data folder
   */
  OperatorDesk(Path folder, Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("switchgear.http.port", "0");
    all.put("switchgear.data-dir", folder.toString());
    WholeMachine.isNoFault(all);
    Switchgear server = Switchgear.serve(Settings.load(Optional.empty(), all));
    this.url = server.url().orElseThrow();
    this.end = server::close;
  }

  /** For a server that the caller ends. */
  OperatorDesk(URI url) {
    this.url = url;
    this.end = () -> {};
  }

  @Override
  public void close() {
    client.shutdownNow();
    end.run();
  }

  /** Ends all drills and orders, and resets all counts. */
  void makeNew() throws IOException, InterruptedException {
    send("DELETE", "/api/v1/drills", Optional.empty());
    for (JsonNode name : names()) {
      order("/api/v1/breakers/" + name.asText() + "/auto", "{}");
      order("/api/v1/breakers/" + name.asText() + "/reset", "{}");
    }
  }

  private List<JsonNode> names() throws IOException, InterruptedException {
    return json(get("/api/v1/breakers"))
        .path("circuit_breakers")
        .valueStream()
        .map(breaker -> breaker.path("name"))
        .toList();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The body of a streamed response. */
  BufferedReader open(HttpRequest request) throws IOException, InterruptedException {
    return new BufferedReader(
        new InputStreamReader(
            client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(),
            StandardCharsets.UTF_8));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  HttpResponse<String> send(String method, String path, Optional<String> body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.map(HttpRequest.BodyPublishers::ofString)
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    return send(
        request(path).header("Content-Type", "application/json").method(method, publisher).build());
  }

  HttpResponse<String> order(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, Optional.of(body));
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  JsonNode mcp(String method, String name, String params) throws IOException, InterruptedException {
    String message =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    HttpResponse<String> answer =
        send(
            request("/mcp")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .build());
    return json(answer);
  }
}
