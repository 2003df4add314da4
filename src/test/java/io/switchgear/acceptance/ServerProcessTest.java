package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.FakeNmap.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: what it leaves behind when it is stopped or killed. */
class ServerProcessTest {

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/mcp");
  private static final String SCAN = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";

  @TempDir Path folder;
  private FakeNmap nmap;
  private Process server;
  private McpHttp client;

  @BeforeEach
  void serve() throws IOException {
    nmap = new FakeNmap(folder);
    nmap.become(Mode.HANG);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.switchgear.cli.Main",
            "serve",
            "--port",
            "0",
            "--data-dir",
            folder.resolve("data").toString());
    builder.environment().put("SWITCHGEAR_TOOLS_NMAP_COMMAND", nmap.program().toString());
    builder.redirectError(folder.resolve("log").toFile());
    server = builder.start();
    client = new McpHttp(printedUrl(server.inputReader()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
  }

  @Test
  void d16_aStoppedServerAnswersItsCallsAndLeavesNoScanner() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    server.destroy();
    assertTrue(server.waitFor(10, TimeUnit.SECONDS), "still running 10 s after SIGTERM");
    List<JsonNode> messages = McpHttp.read(call.get(5, TimeUnit.SECONDS));
    JsonNode result = messages.getLast().path("result");
    assertEquals(
        "cancelled",
        result.path("structuredContent").path("error_type").asText(),
        messages::toString);
    awaitNoScanner();
  }

  @Test
  void d16_aKilledServerLeavesNoScanner() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    server.destroyForcibly();
    assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    awaitNoScanner();
    call.cancel(true);
  }

  @Test
  void d16_aClientThatLeavesTakesItsScannerWithIt() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> call =
        client.open("nmap", McpHttp.arguments(SCAN));
    awaitScanner();
    call.get(10, TimeUnit.SECONDS).body().close();
    long left = System.nanoTime();
    awaitNoScanner();
    assertTrue(
        Duration.ofNanos(System.nanoTime() - left).compareTo(Duration.ofSeconds(5)) < 0,
        "the scanner outlived its client");
    assertTrue(server.isAlive());
  }

  private void awaitScanner() {
    Await.until(
        Duration.ofSeconds(20), () -> "no scanner started", () -> !nmap.leftOver().isEmpty());
  }

  private void awaitNoScanner() {
    Await.until(
        Duration.ofSeconds(10), () -> nmap.leftOver().toString(), () -> nmap.leftOver().isEmpty());
  }

  private static URI printedUrl(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = URL.matcher(line);
      if (matcher.find()) {
        return URI.create(matcher.group());
      }
    }
    throw new AssertionError("the server ended without printing its URL");
  }
}
