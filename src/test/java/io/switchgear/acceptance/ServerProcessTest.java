package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A separate server process: what remains after it is stopped or killed. */
@Tag("network")
@Tag("process")
class ServerProcessTest {

  private static final String SCAN = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";

  private static final int MOST_CONNECTIONS = 200;

  @TempDir Path folder;
  private SwitchableNmap nmap;
  private ServerProcess server;
  private URI url;
  private McpHttp client;

  @BeforeEach
  void serve() throws IOException {
    nmap = new SwitchableNmap(folder);
    nmap.become(Mode.HANG);
    server =
        ServerProcess.start(
            folder, Map.of("SWITCHGEAR_TOOLS_NMAP_COMMAND", nmap.program().toString()));
    url = server.url();
    client = new McpHttp(url);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aStoppedServerAnswersItsCallsAndLeavesNoScanner() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    server.process().destroy();
    server.ended();
    List<JsonNode> messages = McpHttp.read(Await.result("the call", call));
    JsonNode result = messages.getLast().path("result");
    assertEquals(
        "cancelled",
        result.path("structuredContent").path("error_type").asText(),
        messages::toString);
    awaitNoScanner();
  }

  @Test
  void aKilledServerLeavesNoScanner() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    server.process().destroyForcibly();
    server.ended();
    awaitNoScanner();
    call.cancel(true);
  }

  @Test
  void aClientThatLeavesTakesItsScannerWithIt() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    Await.result("the call", call).body().close();
    // Long before the time limit of the call, which is ten minutes.
    awaitNoScanner();
    assertTrue(server.process().isAlive());
  }

  @Test
  void connectionsThatTheProcessHasNoFilesForAreServedWhenItHas() throws Exception {
    assertEquals(200, health());
    long pid = server.process().pid();
    long files;
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      files = open.count();
    }
    limit(pid, files + 2);
    List<Socket> crowd = new ArrayList<>();
    Await.until(
        "a connection that is not accepted",
        server::log,
        () -> {
          // The server may have closed files since they were counted, so the crowd grows.
          if (crowd.size() < MOST_CONNECTIONS) {
            crowd.add(connected());
          }
          return server.log().contains("a connection was not accepted: Too many open files");
        });
    // No connection closes, because that would make the server accept a waiting one.
    limit(pid, files + 2 + MOST_CONNECTIONS);
    assertEquals(200, health());
    for (Socket one : crowd) {
      one.close();
    }
  }

  private Socket connected() {
    try {
      return new Socket("127.0.0.1", url.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uses a new connection. */
  private int health() throws IOException {
    URL health = url.resolve("/health/live").toURL();
    HttpURLConnection connection = (HttpURLConnection) health.openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setReadTimeout(20_000);
    return connection.getResponseCode();
  }

  /** Sets how many files the process may have open. */
  private static void limit(long pid, long files) throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid=" + pid, "--nofile=" + files + ":").start();
    assertEquals(0, prlimit.waitFor());
  }

  private void awaitScanner() {
    Await.until("a scanner", nmap::leftOver, nmap::runsACall);
  }

  private void awaitNoScanner() {
    Await.until("the end of every scanner", nmap::leftOver, () -> nmap.leftOver().isEmpty());
  }
}
