package io.switchgear.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Prometheus that scrapes one server every second, with the rules in {@code docker/}. */
final class PrometheusServer implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();

  private PrometheusServer(Process process, Path log, URI url) {
    this.process = process;
    this.log = log;
    this.url = url;
  }

  /**
   * @param folder for its configuration and data
   * @param target host and port
   */
  static PrometheusServer start(Path folder, String target) throws IOException {
    String rules = Files.readString(Path.of("docker/prometheus/alerts.yml"));
    Files.writeString(folder.resolve("alerts.yml"), rules.replaceAll("(?m)^( +for:) .*$", "$1 1s"));
    String config = Files.readString(Path.of("docker/prometheus/prometheus.yml"));
    Path file =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            config.replace("15s", "1s").replace("127.0.0.1:8080", target));
    int port = freePort();
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new PrometheusServer(process, log, URI.create("http://127.0.0.1:" + port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** The {@code data} of a response of its HTTP API; missing while it does not respond. */
  JsonNode api(String path) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(url.resolve("/api/v1/" + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode json = OperatorDesk.JSON.readTree(answer.body());
      if (!json.path("status").asText().equals("success")) {
        throw new AssertionError(path + ": " + answer.body());
      }
      return json.path("data");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (IOException notYet) {
      if (!process.isAlive()) {
        throw new AssertionError("Prometheus ended: " + log(), notYet);
      }
      return OperatorDesk.JSON.missingNode();
    }
  }

  /** The present result of a query. */
  JsonNode query(String query) {
    return api("query?query=" + encoded(query)).path("result");
  }

  /** The sum over the result of a query; NaN if the result is empty. */
  double value(String query) {
    JsonNode found = query("sum(" + query + ")");
    return found.isEmpty() ? Double.NaN : found.at("/0/value/1").asDouble();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroy();
    process
        .onExit()
        .orTimeout(20, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              process.destroyForcibly();
              return process;
            })
        .join();
  }
}
