package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands health, stats and metrics with a server that runs in this process. */
@Tag("network")
@Tag("process")
class StatsAndMetricsCommandsTest {

  private static final int CALLS = 3;

  private static Switchgear server;
  private static URI url;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void start(@TempDir Path dataDir) {
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of("switchgear.http.port", "0", "switchgear.data-dir", dataDir.toString())));
    url = server.url().orElseThrow();
    for (int i = 0; i < CALLS; i++) {
      Terminal caller = new Terminal();
      String call = "call port_scan -a targets=127.0.0.1 -a ports=1 --url " + url;
      assertEquals(0, caller.run(call.split(" ")), caller.err::toString);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private int run(String line) {
    terminal.out.getBuffer().setLength(0);
    return terminal.run((line + " --url " + url).split(" "));
  }

  private String shown(String line) {
    assertEquals(0, run(line), terminal.err::toString);
    return terminal.out.toString();
  }

  private JsonNode json(String line) throws IOException {
    return McpClient.JSON.readTree(shown(line + " -o json"));
  }

  /** Parses CSV whose cells contain no commas or line feeds. */
  private List<String[]> csv(String line) {
    return Stream.of(shown(line + " -o csv").split("\r\n"))
        .map(each -> each.split(",", -1))
        .toList();
  }

  private static String row(String table, String start) {
    return table.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void healthIsTheServersOwn() throws Exception {
    HttpRequest round = HttpRequest.newBuilder(url.resolve("/health")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      int before = http.send(round, HttpResponse.BodyHandlers.discarding()).statusCode();
      int code = Map.of(200, 0, 207, 1, 503, 2).get(before);
      assertEquals(code, run("health"), terminal.out::toString);
      String text = terminal.out.toString();
      assertTrue(text.startsWith("Overall: "), text);
      assertTrue(row(text, "CHECK").matches("CHECK +PRIORITY +STATUS +AGE +TOOK +MESSAGE"), text);
      assertTrue(
          row(text, "system:disk").matches("system:disk +important +\\w+ +\\d+ s +\\d+ ms +.*%.*"),
          text);
      assertEquals(code, run("health -o json"));
      JsonNode report = McpClient.JSON.readTree(terminal.out.toString());
      assertFalse(report.path("stale").asBoolean(true));
      assertEquals(code, run("health -o csv"));
      assertTrue(
          terminal
              .out
              .toString()
              .startsWith("name,group,priority,status,message,duration_seconds,timestamp\r\n"));
      assertEquals(report.path("checks").size() + 1, terminal.out.toString().split("\r\n").length);

      shown("breakers hold-open port_scan --reason x");
      // A round of checks that is less than a second old is not repeated.
      int after =
          Await.value(
              "a status other than 200",
              () -> http.send(round, HttpResponse.BodyHandlers.discarding()).statusCode(),
              status -> status >= 207);
      assertEquals(after == 207 ? 1 : 2, run("health"), terminal.out::toString);
      terminal.colours = true;
      run("health");
      assertTrue(terminal.out.toString().matches("(?s)Overall: \u001b\\[3[13]m\\w+\u001b\\[0m .*"));
      terminal.colours = false;
    } finally {
      shown("breakers auto port_scan");
      shown("breakers reset port_scan");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "healthy, false, 0",
    "degraded, false, 1",
    "unhealthy, false, 2",
    "healthy, true, 2",
    "degraded, true, 2",
    "on fire, false, 2",
  })
  void theExitCodeIsForScripts(String status, boolean stale, int code) throws IOException {
    String report =
        """
        {"status": "%s", "timestamp": "2026-01-01T00:00:10Z", "age_seconds": 200, "stale": %b,
         "checks": [
           {"name": "fine", "priority": "low", "status": "healthy", "message": "yes",
            "duration_seconds": 0.5, "timestamp": "2026-01-01T00:00:10Z"},
           {"name": "bad", "priority": "critical", "status": "unhealthy", "message": "\\u001b[0m",
            "duration_seconds": 0.5, "timestamp": "2025-12-31T23:00:10Z"}],
         "summary": {"counts": {"healthy": 1, "degraded": 0, "unhealthy": 1}}}
        """
            .formatted(status, stale);
    try (FixedResponseServer other = new FixedResponseServer(200, report)) {
      assertEquals(code, terminal.run("health", "--url", other.url()), terminal.err::toString);
    }
    String text = terminal.out.toString();
    assertTrue(text.startsWith("Overall: " + status + " (1 unhealthy, 1 healthy), 3 min ago\n"));
    assertEquals(stale, text.contains("\nSTALE: the last round is 3 min old"), text);
    assertTrue(text.indexOf("\nbad ") < text.indexOf("\nfine "), text);
    assertTrue(
        row(text, "bad").matches("bad +critical +unhealthy +63 min +500 ms +\uFFFD.*"), text);
  }

  @Test
  void aServerWithoutHealthIsNotReportedAsDegraded() throws IOException {
    assertEquals(4, terminal.run("health", "--url", "http://127.0.0.1:1/mcp"));
    try (FixedResponseServer other =
        new FixedResponseServer(503, "{\"detail\": \"no answer in time\"}")) {
      assertEquals(4, terminal.run("health", "--url", other.url()));
    }
    assertTrue(terminal.err.toString().contains("no answer in time"));
    assertEquals(2, terminal.run("health", "--explode"));
    assertEquals("", terminal.out.toString());
    assertEquals(0, terminal.run("health", "--help"));
    String help = terminal.out.toString();
    assertTrue(help.contains("  1     degraded"), help);
    assertFalse(help.contains("the tool failed"), help);
    assertTrue(help.contains("  3     refused: "), help);
  }

  @Test
  void statsAreOfAllToolsOrOfOne() throws IOException {
    String all = shown("stats");
    assertTrue(
        row(all, "port_scan ")
            .matches("port_scan +3 +0 +100\\.0 % +\\d+ ms +\\d+ ms +\\d+ ms +0 +20\\S+Z"),
        all);
    assertTrue(row(all, "nmap ").matches("nmap +0 +0 +- +- +- +- +0 +-"), all);
    assertTrue(row(all, "Server: ").matches("Server: up .*, \\d+ requests, \\d+ errors, .*"), all);
    String one = shown("stats port_scan");
    assertTrue(one.startsWith("port_scan\nCalls         3: 3 successful, 0 failed"), one);
    assertTrue(row(one, "1h ").matches("1h +3 +0 +0 +\\d+\\.\\d\\d +0\\.0 % +.* ms"), one);
    String hour = shown("stats --window 1h");
    assertTrue(row(hour, "port_scan ").matches("port_scan +3 +0 .*"), hour);
    assertFalse(shown("stats port_scan -w 1m").contains("nmap"));

    assertEquals(CALLS, json("stats").at("/tools/port_scan/executions").asInt());
    assertEquals(CALLS, json("stats port_scan").path("executions").asInt());
    assertEquals("1h", json("stats -w 1h").path("window").asText());
    assertEquals(CALLS, json("stats port_scan -w 1h").path("calls").asInt());
    List<String[]> rows = csv("stats port_scan");
    assertEquals(2, rows.size());
    assertEquals("tool", rows.get(0)[0]);
    assertEquals("executions", rows.get(0)[1]);
    assertEquals("" + CALLS, rows.get(1)[1]);
    assertEquals("failure_rate", csv("stats -w 5m").get(0)[5]);
  }

  @Test
  void figuresAreExportedWholeOrNotAtAll(@TempDir Path folder) throws IOException {
    String csv = shown("metrics export --format csv");
    assertTrue(csv.startsWith("tool,executions,successes,"), csv);
    assertTrue(csv.contains("\r\nport_scan,3,3,"), csv);
    assertTrue(McpClient.JSON.readTree(shown("metrics export")).has("tools"));

    Path file = folder.resolve("figures.csv");
    String export = "metrics export -f csv --file " + file;
    assertEquals("", shown(export));
    assertTrue(Files.readString(file).contains("\r\nport_scan,3,3,"));
    Files.writeString(file, "mine");
    assertEquals(2, run(export));
    assertTrue(terminal.err.toString().contains("--force replaces it"));
    assertEquals("mine", Files.readString(file));
    assertEquals(4, terminal.run((export + " --force --url http://127.0.0.1:1/mcp").split(" ")));
    assertEquals("mine", Files.readString(file));
    shown(export + " --force");
    assertTrue(Files.readString(file).startsWith("tool,"));

    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertEquals(2, run("metrics export --force --file " + link));
    assertEquals(2, run("metrics export --force --file " + folder));
    assertEquals(2, run("metrics export --file " + folder.resolve("none/figures")));
    assertTrue(terminal.err.toString().contains("there is no folder"));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count());
    }
    try (FixedResponseServer other = new FixedResponseServer(200, "<html>")) {
      Path none = folder.resolve("none.json");
      assertEquals(
          4, terminal.run("metrics", "export", "--file", none.toString(), "--url", other.url()));
      assertFalse(Files.exists(none));
    }
  }

  @Test
  void figuresAreComparedOverTime() throws IOException {
    String taken = shown("metrics snapshot");
    assertTrue(taken.matches("Took snapshot \\d+ at 20\\S+Z\\. .*metrics compare \\d+\n"), taken);
    String id = taken.replaceFirst("Took snapshot (\\d+) (?s).*", "$1");
    assertTrue(row(shown("metrics snapshots"), id + " ").endsWith("requested"));
    assertTrue(shown("metrics snapshots -o csv").startsWith("id,timestamp,reason\r\n"));
    String compared = shown("metrics compare " + id);
    assertTrue(compared.startsWith("From " + id + " (20"), compared);
    assertTrue(compared.contains(" to now (20"), compared);
    assertTrue(
        row(compared, "port_scan ").matches("port_scan +0 +0 +0 .* ms -> \\d+ ms"), compared);
    assertEquals(0, json("metrics compare latest now").at("/tools/port_scan/executions").asInt(-1));
    assertEquals("began_anew", csv("metrics compare " + id + " " + id).get(0)[1]);
  }

  @Test
  void everyListIsAlsoCsv() {
    assertTrue(shown("breakers -o csv").startsWith("name,state,mode,failure_count,"));
    assertTrue(shown("breakers show port_scan -o csv").contains("\r\nport_scan,closed,auto,0,5,"));
    assertTrue(shown("breakers close port_scan -o csv").contains("\r\nport_scan,closed,"));
    assertTrue(shown("tools -o csv").startsWith("name,title,"));
    assertTrue(
        shown("config show -o csv").contains("\r\nswitchgear.http.host,"), terminal.out::toString);
    assertEquals("key,from,to,needs_restart\r\n", shown("config reload -o csv"));
    assertTrue(shown("config reload -o json").contains("\"applied\" : true"));
    assertTrue(shown("audit -n 1 -o csv").startsWith("seq,time,kind,who,what,targets,"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stats nosuch|there is no tool 'nosuch'; the tools are nmap, port_scan",
        "stats --window 2m|1m, 5m, 1h, all",
        "stats -o xml|table, json, csv",
        "metrics|ACTION",
        "audit verify -o csv|verify prints no table",
        "config check x -o json|check prints no table",
        "metrics snapshot 3|did you mean 'metrics compare 3'",
        "metrics export -o csv|--format json or csv",
        "metrics compare --force|export does",
        "metrics compare 999|there is no such snapshot",
      })
  void anErrorIsReportedInASentence(String line, String said) {
    assertEquals(2, run(line));
    String error = terminal.err.toString();
    assertTrue(error.startsWith("switchgear: ") && error.contains(said), error);
    assertEquals("", terminal.out.toString());
  }

  /** A server that sends the same response to every request. */
  private static final class FixedResponseServer implements AutoCloseable {
    private final HttpServer http;

    FixedResponseServer(int status, String body) throws IOException {
      String type = body.startsWith("<") ? "text/html" : "application/json";
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext(
          "/",
          exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      http.start();
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort() + "/mcp";
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }
}
