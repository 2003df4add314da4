package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ViewMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of a server's operator API, whose URL is derived from the MCP endpoint's. */
final class OperatorClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int ERROR_CHARS = 500;
  private static final int MAX_PROBLEM_BYTES = 64 << 10;
  private static final int COPY_BYTES = 64 << 10;
  private static final String EVENT_STREAM = "text/event-stream";

  private final URI api;
  private final ServerAddress server;
  private final HttpClient http;

  OperatorClient(ServerAddress server) {
    this.server = server;
    this.api = McpClient.endpoint(server.mcp()).resolve("api/v1/");
    this.http = server.client();
  }

  /**
   * Reads an answer as the record that the server wrote.
   *
   * @throws CommandFailure if it has another shape
   */
  static <T> T view(JsonNode answer, Class<T> shape) {
    try {
      return ViewMapper.read(answer, shape);
    } catch (IllegalArgumentException other) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "the server's answer does not have the shape of Switchgear's: " + other.getMessage());
    }
  }

  JsonNode get(String... steps) {
    return send("GET", Optional.empty(), steps);
  }

  /**
   * @param query names and values of the query parameters
   */
  JsonNode getWith(Map<String, String> query, String... steps) {
    return send("GET", Optional.empty(), uri(query, steps));
  }

  /**
   * Fetches a document without parsing it.
   *
   * @param mediaType the expected media type, without parameters
   */
  String document(String mediaType, Map<String, String> query, String... steps) {
    HttpResponse<byte[]> response =
        exchange(
            server
                .request(uri(query, steps))
                .timeout(TIMEOUT)
                .header("Accept", mediaType + ", application/problem+json")
                .GET());
    String given = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !given.startsWith(mediaType)) {
      throw refusal(response.statusCode(), json(response.body()));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /**
   * Copies a document of any size, such as a report.
   *
   * @throws CommandFailure if the server refuses, or the document was cut off
   * @throws IOException if {@code to} cannot be written
   */
  void copy(OutputStream to, Map<String, String> query, String... steps) throws IOException {
    URI from = uri(query, steps);
    HttpResponse<InputStream> response;
    try {
      // Without a timeout of the request, which may cover the whole body.
      response = http.send(server.request(from).build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException failed) {
      throw McpClient.unreachable(api, failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refusal(response.statusCode(), json(body.readNBytes(MAX_PROBLEM_BYTES)));
      }
      byte[] some = new byte[COPY_BYTES];
      for (int count = read(body, some); count >= 0; count = read(body, some)) {
        to.write(some, 0, count);
      }
    }
  }

  private static int read(InputStream body, byte[] some) {
    try {
      return body.read(some);
    } catch (IOException cutOff) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the document was cut off, because the connection broke or the server could not read all"
              + " of it; try again, and check the server's log");
    }
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

  /** Posts an empty object. */
  JsonNode post(String... steps) {
    return send("POST", Optional.of("{}"), steps);
  }

  /**
   * @param body a record of {@link io.switchgear.watch.view}
   */
  JsonNode post(Record body, String... steps) {
    return send("POST", Optional.of(ViewMapper.text(body)), steps);
  }

  /**
   * @param body a record of {@link io.switchgear.watch.view}
   */
  JsonNode patch(Record body, String... steps) {
    return send("PATCH", Optional.of(ViewMapper.text(body)), steps);
  }

  /**
   * Opens the event stream. The caller closes it.
   *
   * @param after the id of the last known event in the stream, 0 for all retained events, empty for
   *     future events only
   * @throws CommandFailure if the server cannot be reached, refuses, or sends an invalid response
   */
  InputStream events(Optional<String> after) {
    HttpRequest.Builder request = server.request(uri("events")).header("Accept", EVENT_STREAM);
    after.ifPresent(id -> request.header("Last-Event-ID", id));
    // Not a timeout of the request, which may cover the whole body, and this body never ends.
    CompletableFuture<HttpResponse<InputStream>> asked =
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> response = asked.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (response.headers().firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM)) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        throw refusal(response.statusCode(), json(body.readNBytes(MAX_PROBLEM_BYTES)));
      }
    } catch (IOException failed) {
      throw McpClient.unreachable(api, failed);
    } catch (ExecutionException failed) {
      throw McpClient.unreachable(api, failed.getCause());
    } catch (TimeoutException late) {
      asked.cancel(true);
      throw McpClient.unreachable(api, late);
    } catch (InterruptedException ended) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  /**
   * @throws CommandFailure if the server cannot be reached, refuses, or sends an invalid response
   */
  private JsonNode send(String method, Optional<String> body, String... steps) {
    return send(method, body, uri(steps));
  }

  private JsonNode send(String method, Optional<String> body, URI uri) {
    HttpRequest.Builder request =
        server
            .request(uri)
            .timeout(TIMEOUT)
            .header("Accept", "application/json, application/problem+json");
    body.ifPresent(present -> request.header("Content-Type", "application/json"));
    request.method(
        method,
        body.map(HttpRequest.BodyPublishers::ofString)
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
    JsonNode body = json(response.body());
    int status = response.statusCode();
    // A rejected reload responds with 422 and the list of problems.
    boolean done = status == 200 || status == 201 || status == 202;
    if (body.isObject() && (done || (status == 422 && body.has("problems")))) {
      return body;
    }
    throw refusal(status, body);
  }

  /** The parsed body; a missing node if it is not JSON. */
  private static JsonNode json(byte[] body) {
    try {
      return McpClient.JSON.readTree(body);
    } catch (IOException notJson) {
      return McpClient.JSON.missingNode();
    }
  }

  private CommandFailure refusal(int status, JsonNode body) {
    if (!body.hasNonNull("detail")) {
      return new CommandFailure(
          ExitCode.UNREACHABLE,
          "%s responds with HTTP %d, but not like Switchgear; is the URL that of its /mcp endpoint?"
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
