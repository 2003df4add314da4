package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The operator API of a server, found beside its MCP endpoint. */
final class OperatorClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ERROR_CHARS = 500;

  private final URI api;
  private final ServerAddress server;
  private final HttpClient http;

  OperatorClient(ServerAddress server) {
    this.server = server;
    this.api = McpClient.endpoint(server.mcp()).resolve("api/v1/");
    this.http = server.client();
  }

  JsonNode get(String... steps) {
    return send("GET", Optional.empty(), steps);
  }

  /**
   * @param query names and values of what follows the question mark
   */
  JsonNode getWith(Map<String, String> query, String... steps) {
    return send("GET", Optional.empty(), uri(query, steps));
  }

  /**
   * A document as the server gives it.
   *
   * @param mediaType what it must be, without parameters
   */
  String document(String mediaType, Map<String, String> query, String... steps) {
    HttpResponse<byte[]> response =
        exchange(
            server
                .request(uri(query, steps))
                .timeout(PATIENCE)
                .header("Accept", mediaType + ", application/problem+json")
                .GET());
    String given = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !given.startsWith(mediaType)) {
      throw refusal(response.statusCode(), body(response));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private URI uri(Map<String, String> query, String... steps) {
    StringBuilder parameters = new StringBuilder();
    query.forEach(
        (name, value) ->
            parameters
                .append(parameters.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return URI.create(uri(steps) + parameters.toString());
  }

  JsonNode delete(String... steps) {
    return send("DELETE", Optional.empty(), steps);
  }

  JsonNode post(ObjectNode body, String... steps) {
    return send("POST", Optional.of(body), steps);
  }

  /**
   * @throws CommandFailure if the server cannot be reached, refuses, or answers with nonsense
   */
  private JsonNode send(String method, Optional<ObjectNode> body, String... steps) {
    return send(method, body, uri(steps));
  }

  private JsonNode send(String method, Optional<ObjectNode> body, URI uri) {
    HttpRequest.Builder request =
        server
            .request(uri)
            .timeout(PATIENCE)
            .header("Accept", "application/json, application/problem+json");
    body.ifPresent(present -> request.header("Content-Type", "application/json"));
    request.method(
        method,
        body.map(present -> HttpRequest.BodyPublishers.ofString(present.toString()))
            .orElseGet(HttpRequest.BodyPublishers::noBody));
    return result(exchange(request));
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException failed) {
      throw McpClient.unreachable(api, failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  private URI uri(String... steps) {
    StringBuilder path = new StringBuilder();
    for (String step : steps) {
      path.append(path.isEmpty() ? "" : "/")
          .append(URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return URI.create(api + path.toString());
  }

  private JsonNode result(HttpResponse<byte[]> response) {
    JsonNode body = body(response);
    int status = response.statusCode();
    // A reload that is refused answers with all that is wrong.
    if (body.isObject() && (status == 200 || (status == 422 && body.has("problems")))) {
      return body;
    }
    throw refusal(status, body);
  }

  private static JsonNode body(HttpResponse<byte[]> response) {
    try {
      return McpClient.JSON.readTree(response.body());
    } catch (IOException notJson) {
      return McpClient.JSON.missingNode();
    }
  }

  private CommandFailure refusal(int status, JsonNode body) {
    if (!body.hasNonNull("detail")) {
      return new CommandFailure(
          ExitCode.UNREACHABLE,
          "%s answers HTTP %d and not as Switchgear does; is the URL that of its /mcp?"
              .formatted(api, status));
    }
    return new CommandFailure(
        code(status), UntrustedText.line(body.path("detail").asText(), ERROR_CHARS));
  }

  private static ExitCode code(int status) {
    return switch (status) {
      case 400, 404, 405, 413, 415 -> ExitCode.USAGE;
      case 401, 403, 409, 429 -> ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
