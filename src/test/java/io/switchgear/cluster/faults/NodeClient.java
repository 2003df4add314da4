package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** An HTTP client of one node. */
final class NodeClient implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than the deadline of any call, with room for a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI root;
  private final String token;

  NodeClient(URI root, String token) {
    this.root = root;
    this.token = token;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  HttpResponse<String> send(String method, String path, String body) throws IOException {
    return send(
        request(path)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build());
  }

  /**
   * The body of a response with a status of 2xx.
   *
   * @throws IOException if there is none
   */
  JsonNode ask(String method, String path, String body) throws IOException {
    HttpResponse<String> answer = send(method, path, body);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s: %d %s".formatted(method, root.resolve(path), answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  JsonNode get(String path) throws IOException {
    return ask("GET", path, "");
  }

  /**
   * The lines of the event stream, which ends with the node.
   *
   * @param after the id of the last event that is known
   */
  Stream<String> events(Optional<String> after) throws IOException {
    HttpRequest.Builder request = request("/api/v1/events");
    after.ifPresent(id -> request.header("Last-Event-ID", id));
    try {
      HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
      return answer.statusCode() == 200 ? answer.body() : Stream.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
