package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A separate server process whose configuration changes while it runs. */
@Tag("network")
@Tag("process")
class ReloadTest {

  private static final String SCAN = "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";
  private static final String SCAN_2 = "{\"targets\":[\"127.0.0.2\"],\"ports\":\"1\"}";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path file;
  private SwitchableNmap nmap;
  private ServerProcess server;
  private URI url;
  private McpHttp client;

  @BeforeEach
  void fake() {
    file = folder.resolve("my.conf");
    nmap = new SwitchableNmap(folder);
    nmap.become(Mode.WAIT);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    client.close();
    server.close();
  }

  /** Replaces the file atomically, so that no half of it is read. */
  private void write(String... lines) throws IOException {
    Path fresh =
        Files.writeString(
            folder.resolve("fresh.conf"),
            "switchgear.tools.nmap.command = \""
                + nmap.program()
                + "\"\nswitchgear.tools.default.breaker.jitter = 0\n"
                + String.join("\n", lines)
                + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void serve(Map<String, String> environment) throws IOException {
    use(ServerProcess.start(folder, environment, "--config", file.toString()));
  }

  private void use(ServerProcess started) throws IOException {
    server = started;
    url = server.url();
    client = new McpHttp(url);
  }

  private HttpResponse<String> reload() throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url.resolve("/api/v1/config/reload"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(String text) {
    try {
      return McpHttp.JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private String value(String key) {
    for (JsonNode line : json(client.get("/api/v1/config")).path("values")) {
      if (line.path("key").asText().equals(key)) {
        return line.path("value").asText();
      }
    }
    return "";
  }

  private void awaitValue(String key, String value) {
    Await.until(
        key + " to be " + value, () -> value(key) + server.log(), () -> value(key).equals(value));
  }

  private JsonNode breaker() {
    return json(client.get("/api/v1/breakers/nmap"));
  }

  private String errorOf(String scan) {
    return client
        .call("nmap", McpHttp.arguments(scan))
        .at("/structuredContent/error_type")
        .asText();
  }

  @Test
  void aQuorumIsSwitchedOnAndOff() throws Exception {
    write();
    serve(Map.of());
    assertTrue(breaker().path("quorum").isMissingNode());
    write("switchgear.tools.nmap.quorum.enabled = yes");
    assertEquals(200, reload().statusCode());
    Await.until(
        "a quorum",
        () -> breaker().toString(),
        () -> breaker().at("/quorum/verdict").asText().equals("own"));
    write();
    assertEquals(200, reload().statusCode());
    Await.until(
        "no quorum", () -> breaker().toString(), () -> breaker().path("quorum").isMissingNode());
  }

  @Test
  void underNohupASignalDoesNothingAsIsSaidAndAChangeOfTheFileReloads() throws Exception {
    write("switchgear.tools.nmap.call-timeout = 71s", "switchgear.reload.debounce = 50ms");
    use(
        ServerProcess.start(
            List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "nohup"),
            folder,
            Map.of(),
            "--config",
            file.toString()));
    Await.until(
        "the signal to be ignored",
        server::log,
        () -> server.log().contains("SIGHUP does not reload the configuration"));
    new ProcessBuilder("kill", "-HUP", "" + server.process().pid()).start().waitFor();
    write("switchgear.tools.nmap.call-timeout = 72s", "switchgear.reload.debounce = 50ms");
    awaitValue("switchgear.tools.nmap.call-timeout", "\"72s\"");
    assertFalse(server.log().contains("configuration reloaded (signal)"), server::log);
  }

  @Test
  void aSignalReachesEveryComponentAndACallUnderWayEndsWell() throws Exception {
    write("switchgear.reload.watch = off", "switchgear.tools.nmap.bulkhead.max-concurrent = 1");
    serve(Map.of());
    CompletableFuture<HttpResponse<InputStream>> under =
        client.open("nmap", McpHttp.arguments(SCAN));
    Await.until(
        "a call under way", () -> breaker(), () -> breaker().path("active_calls").asInt() == 1);
    assertEquals("bulkhead_full", errorOf(SCAN_2));
    write(
        "switchgear.reload.watch = off",
        "switchgear.scope { deny = [127.0.0.2], intrusive = on }",
        "switchgear.drills.enabled = on",
        "switchgear.health.interval = 5s",
        "switchgear.log.level = DEBUG",
        "switchgear.http.max-connections = 17",
        "switchgear.tools.nmap { call-timeout = 77s, bulkhead.max-concurrent = 2 }",
        "switchgear.tools.nmap.breaker { window { type = count, size = 10, minimum-calls = 10 } }",
        "switchgear.tools.nmap.fallback = [{static {text = \"nothing known\"}}]",
        "switchgear.tools.nmap.fallback-on = [open, full]");
    new ProcessBuilder("kill", "-HUP", "" + server.process().pid()).start().waitFor();
    awaitValue("switchgear.tools.nmap.call-timeout", "\"77s\"");
    Await.until(
        "the configuration to be reloaded",
        server::log,
        () -> server.log().contains("configuration reloaded (signal)"));

    assertEquals(1, breaker().path("active_calls").asInt(), "the call goes on");
    assertEquals("out_of_scope", errorOf(SCAN_2));
    assertEquals(77, breaker().at("/configuration/call_timeout").asDouble());
    assertEquals("count", breaker().at("/configuration/window").asText());
    assertTrue(json(client.get("/api/v1/drills")).path("enabled").asBoolean());
    JsonNode tools =
        client
            .exchange("tools/list", McpHttp.JSON.createObjectNode())
            .getLast()
            .at("/result/tools");
    assertTrue(tools.toString().contains("\"destructiveHint\":true"), tools::toString);
    assertTrue(
        server.log().contains("a restart is needed for switchgear.http.max-connections"),
        server::log);

    CompletableFuture<HttpResponse<InputStream>> second =
        client.open("nmap", McpHttp.arguments("{\"targets\":[\"127.0.0.1\"],\"ports\":\"2\"}"));
    Await.until(
        "two calls under way", () -> breaker(), () -> breaker().path("active_calls").asInt() == 2);
    JsonNode standIn =
        client.call("nmap", McpHttp.arguments("{\"targets\":[\"127.0.0.1\"],\"ports\":\"3\"}"));
    assertTrue(standIn.toString().contains("nothing known"), standIn::toString);
    nmap.go();
    for (CompletableFuture<HttpResponse<InputStream>> call : List.of(under, second)) {
      JsonNode ended = McpHttp.read(Await.result("the call", call)).getLast();
      assertFalse(ended.at("/result/isError").asBoolean(), ended::toString);
    }
  }

  @Test
  void anOpenBreakerStaysOpenAndItsTimeRunsOn() throws Exception {
    nmap.become(Mode.CRASH);
    write("switchgear.tools.nmap.breaker { failure-threshold = 2, recovery-timeout = 100s }");
    serve(Map.of());
    errorOf(SCAN);
    errorOf(SCAN);
    JsonNode before = breaker();
    assertEquals("open", before.path("state").asText());
    write(
        "switchgear.tools.nmap.breaker { failure-threshold = 9, recovery-timeout = 10m,"
            + " max-recovery-timeout = 1h }");
    JsonNode answer = json(reload().body());
    assertTrue(answer.path("applied").asBoolean(), answer::toString);
    assertEquals("9", value("switchgear.tools.nmap.breaker.failure-threshold"));
    JsonNode after = breaker();
    assertEquals("open", after.path("state").asText());
    assertEquals(before.path("state_history"), after.path("state_history"));
    assertEquals(before.path("failed_calls"), after.path("failed_calls"));
    assertTrue(after.path("retry_after").asDouble() <= 100, after::toString);
    assertEquals(600, after.at("/configuration/recovery_timeout").asDouble());
    assertEquals("circuit_breaker_open", errorOf(SCAN));
  }

  @Test
  void aChangedFileIsTakenByItselfAndAnInvalidOneChangesNothing() throws Exception {
    write("switchgear.tools.nmap.call-timeout = 71s", "switchgear.reload.debounce = 50ms");
    serve(Map.of());
    write("switchgear.tools.nmap.call-timeout = 72s", "switchgear.reload.debounce = 50ms");
    awaitValue("switchgear.tools.nmap.call-timeout", "\"72s\"");
    Await.until(
        "the new call timeout",
        server::log,
        () -> breaker().at("/configuration/call_timeout").asDouble() == 72);

    String before = client.get("/api/v1/config");
    write(
        "switchgear.tools.nmap.call-timeout = 73s",
        "switchgear.targets.per = host",
        "switchgear.scope.allow = [\"not an address\"]",
        "switchgear.tols = 1");
    HttpResponse<String> refused = reload();
    assertEquals(422, refused.statusCode(), refused::body);
    assertEquals(
        "application/problem+json", refused.headers().firstValue("content-type").orElse(""));
    JsonNode problem = json(refused.body());
    assertFalse(problem.path("applied").asBoolean());
    Set<String> keys = new HashSet<>();
    problem.path("problems").forEach(each -> keys.add(each.path("key").asText()));
    assertEquals(
        Set.of("switchgear.targets.per", "switchgear.scope.allow", "switchgear.tols"), keys);
    assertTrue(problem.at("/problems/0/where").asText().startsWith(file + ":"), problem::toString);
    assertEquals(before, client.get("/api/v1/config"));
    assertEquals(72, breaker().at("/configuration/call_timeout").asDouble());
    assertTrue(server.log().contains("WARN"), server::log);

    write("switchgear.tools.nmap.fallback = [{tool {name = zmap, arguments = []}}]");
    assertEquals(422, reload().statusCode());
    assertEquals(before, client.get("/api/v1/config"));
  }

  @Test
  void aPlantedSecretIsNowhere() throws Exception {
    String inVariable = "pl4nted-in-a-variable";
    String hook = "switchgear.webhooks = [{url = \"http://127.0.0.1:9/%s\", secret-env = HOOK}]";
    write(
        hook.formatted("pl4nted-one"),
        "switchgear.log.level = DEBUG",
        "switchgear.reload.watch = off");
    serve(Map.of("HOOK", inVariable));
    StringBuilder seen = new StringBuilder();
    write(
        hook.formatted("pl4nted-two"),
        "switchgear.log.level = DEBUG",
        "switchgear.reload.watch = off");
    String answer = reload().body();
    assertTrue(answer.contains("switchgear.webhooks"), answer);
    seen.append(answer);
    write(
        "switchgear.webhooks = [{url = \"pl4nted three\", secret = pl4nted-four}]",
        "switchgear.auth.token = pl4nted-five");
    seen.append(reload().body());
    write("switchgear.webhooks = [{url = \"http://x/pl4nted-six\" : pl4nted-seven}]");
    seen.append(reload().body());
    for (String path :
        List.of(
            "/api/v1/config", "/health", "/api/v1/health", "/metrics", "/api/v1/breakers", "/")) {
      seen.append(client.get(path));
    }
    seen.append(configEvents(3));
    Await.until(
        "the second message that nothing has changed",
        server::log,
        () -> server.log().split("the configuration is unchanged", -1).length == 3);
    seen.append(server.log());
    assertTrue(seen.toString().contains("127.0.0.1:9"), "the receiver itself is named");
    assertFalse(seen.toString().contains("pl4nted"), seen::toString);
  }

  private String configEvents(int number) throws IOException, InterruptedException {
    HttpResponse<InputStream> stream =
        http.send(
            HttpRequest.newBuilder(url.resolve("/api/v1/events"))
                .header("Last-Event-ID", "0")
                .build(),
            BodyHandlers.ofInputStream());
    StringBuilder events = new StringBuilder();
    int left = number;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      while (left > 0) {
        String line = lines.readLine();
        events.append(line).append('\n');
        left -= line.equals("event: config") ? 1 : 0;
      }
      events.append(lines.readLine());
    }
    return events.toString();
  }
}
