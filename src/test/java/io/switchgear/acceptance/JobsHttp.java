package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;

/** A client of the HTTP API of jobs. */
final class JobsHttp {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  /**
   * @param server any URL of it
   */
  JobsHttp(URI server) {
    this.server = server;
  }

  HttpResponse<String> send(String method, String path, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(server.resolve("/api/v1" + path))
              .header("Content-Type", "application/json")
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The body of an answer with the status that is expected. */
  JsonNode ask(int status, String method, String path, String body) {
    HttpResponse<String> answer = send(method, path, body);
    assertEquals(status, answer.statusCode(), () -> method + " " + path + ": " + answer.body());
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  /** Starts a job, and returns its id. */
  String start(String body) {
    return ask(202, "POST", "/jobs", body).path("id").asText();
  }

  JsonNode job(String id) {
    return ask(200, "GET", "/jobs/" + id, "");
  }

  JsonNode control(String id, String action) {
    return ask(200, "POST", "/jobs/" + id + "/" + action, "");
  }

  /** Waits for a state. */
  JsonNode until(String id, String state) {
    return Await.value(
        "job " + id + " " + state, () -> job(id), job -> job.path("state").asText().equals(state));
  }

  /** Waits for the end of a job. */
  JsonNode ended(String id) {
    return Await.value(
        "the end of job " + id, () -> job(id), job -> job.path("finished_at").isTextual());
  }

  /** Each host with its state and ports; fails if one is there twice. */
  Map<String, String> hosts(String id) {
    Map<String, String> hosts = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page = ask(200, "GET", "/jobs/" + id + "/hosts?limit=50" + cursor, "");
      for (JsonNode host : page.path("hosts")) {
        StringBuilder text = new StringBuilder(host.path("state").asText());
        host.path("ports")
            .forEach(
                port ->
                    text.append(" ")
                        .append(port.path("port").asInt())
                        .append("/")
                        .append(port.path("state").asText()));
        assertNull(hosts.put(host.path("address").asText(), text.toString()));
      }
      cursor =
          page.path("next_cursor").isTextual()
              ? "&cursor=" + page.path("next_cursor").asText()
              : "";
    } while (!cursor.isEmpty());
    return hosts;
  }
}
