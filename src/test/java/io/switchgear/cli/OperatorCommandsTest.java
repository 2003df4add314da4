package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator commands with a server that runs in this process. */
@Tag("network")
@Tag("process")
class OperatorCommandsTest {

  private static Path folder;
  private static Switchgear server;
  private static URI url;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void start(@TempDir Path dataDir) throws IOException {
    folder = dataDir;
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of(
                    "switchgear.http.port", "0",
                    "switchgear.data-dir", folder.toString(),
                    "switchgear.drills.enabled", "true")));
    url = server.url().orElseThrow();
    new ServerFile(folder).write(url);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void asNew() {
    assertEquals(0, run("drill clear"), terminal.err::toString);
    assertEquals(0, run("breakers auto port_scan"), terminal.err::toString);
    assertEquals(0, run("breakers reset port_scan"), terminal.err::toString);
    terminal.out.getBuffer().setLength(0);
  }

  private int run(String line) {
    return terminal.run((line + " --url " + url).split(" "));
  }

  private String shown(String line) {
    terminal.out.getBuffer().setLength(0);
    assertEquals(0, run(line), terminal.err::toString);
    return terminal.out.toString();
  }

  @Test
  void theAuditIsListedAndVerified() throws IOException {
    String list = shown("audit --limit 5");
    assertTrue(list.contains("POST /api/v1/breakers/port_scan/reset"), list);
    assertTrue(list.contains("admitted"), list);
    String head = list.substring(list.indexOf("Last record: ") + 13).strip();
    assertTrue(shown("audit --limit 1 --before 3 -o json").contains("\"seq\" : 2"));

    String data = folder.toString();
    assertEquals(0, terminal.run("audit", "verify", "--data-dir", data, "--expect", head));
    assertTrue(terminal.out.toString().contains("intact"), terminal.out::toString);
    Path spoiled = Files.createDirectories(folder.resolve("copy/audit"));
    for (String name : new String[] {"audit-00000001.jsonl", "head"}) {
      Files.copy(folder.resolve("audit").resolve(name), spoiled.resolve(name));
    }
    Path file = spoiled.resolve("audit-00000001.jsonl");
    Files.writeString(file, Files.readString(file).replaceFirst("\"local\"", "\"nobody\""));
    assertEquals(1, terminal.run("audit", "verify", "--data-dir", spoiled.getParent().toString()));
    assertTrue(terminal.out.toString().contains("BROKEN (edited)"), terminal.out::toString);
    assertEquals(1, terminal.run("audit", "verify", file.toString()));
    assertEquals(2, terminal.run("audit", "verify", folder.resolve("nothing").toString()));
    assertEquals(2, terminal.run("audit", "verify", "--data-dir", spoiled.toString()));
    assertEquals(2, terminal.run("audit", "verify", file.toString(), "--expect", "7"));
    assertEquals(2, terminal.run("audit", "list", file.toString()));
  }

  private String portScan(String table) {
    return table.lines().filter(line -> line.contains("port_scan ")).findFirst().orElseThrow();
  }

  @Test
  void breakersAreListed() {
    String table = shown("breakers");
    assertTrue(table.startsWith("NAME"), table);
    assertTrue(portScan(table).matches("port_scan +closed +auto +0 of 5 +0 +0 +- +20.*Z"), table);
    assertTrue(table.contains("\nOverall: healthy\n"), table);
  }

  @Test
  void aHeldBreakerIsShownWithWhoAndWhy() {
    String held =
        shown("breakers hold-open port_scan --operator ann --reason maintenance --for 10m");
    assertTrue(held.startsWith("port_scan is open"), held);
    assertTrue(
        held.lines()
            .toList()
            .get(1)
            .matches("port_scan: hold-open by ann until 20.*Z: maintenance"),
        held);
    assertEquals(2, run("breakers list --node all"), terminal.err::toString);
    assertTrue(terminal.err.toString().contains("list takes no name"), terminal.err::toString);
    assertNotEquals(0, run("breakers disable port_scan --node elsewhere --reason x"));
    assertTrue(terminal.err.toString().contains("no such node"), terminal.err::toString);
    assertTrue(
        shown(
                "breakers hold-open port_scan --node all --reason maintenance --operator ann --for"
                    + " 9m")
            .contains("hold-open by ann until"));
    String table = shown("breakers");
    assertTrue(portScan(table).matches("port_scan +open +hold-open +0 of 5 .*"), table);
    assertFalse(table.contains("\u001b"), table);
    assertTrue(table.contains("port_scan: hold-open by ann until "), table);
    terminal.colours = true;
    assertTrue(shown("breakers").contains("  \u001b[31mopen\u001b[0m  "));
    terminal.colours = false;
    String one = shown("breakers show port_scan");
    assertTrue(one.contains("operator_hold_open"), one);
    // The self-test may have closed it already.
    String lifted = shown("breakers auto port_scan");
    assertTrue(lifted.matches("port_scan is (half open|closed)\n"), lifted);
  }

  @ParameterizedTest
  @CsvSource({
    "open,open,auto",
    "close,closed,auto",
    "reset,closed,auto",
    "disable,closed,disabled",
    "metrics-only,closed,metrics-only",
    "METRICS-ONLY,closed,metrics-only",
    "auto,closed,auto",
  })
  void everyOrderIsGiven(String action, String state, String mode) throws IOException {
    JsonNode breaker =
        McpClient.JSON.readTree(
            shown("breakers " + action + " port_scan --reason x --output json"));
    assertEquals(state, breaker.path("state").asText());
    assertEquals(mode, breaker.path("mode").asText());
  }

  @Test
  void theDefaultOperatorIsTheUser() throws IOException {
    shown("breakers open port_scan");
    JsonNode breaker = McpClient.JSON.readTree(shown("breakers show port_scan -o json"));
    JsonNode history = breaker.path("state_history");
    assertEquals(
        System.getProperty("user.name"),
        history.path(history.size() - 1).at("/metadata/operator").asText());
  }

  @Test
  void theDefaultServerIsThatOfTheDataFolder() {
    assertEquals(0, terminal.run("breakers", "--data-dir", folder.toString()));
    assertTrue(terminal.out.toString().contains("port_scan"));
    assertEquals(0, terminal.run("breakers", "--attach", "--data-dir", folder.toString()));
    Path nowhere = folder.resolve("nowhere");
    assertEquals(4, terminal.run("breakers", "--data-dir", nowhere.toString()));
    assertTrue(terminal.err.toString().contains("no server is running with this data folder"));
  }

  @Test
  void drillsAreSetShownAndCleared() {
    assertEquals("No drills are active.\n", shown("drill"));
    assertEquals(
        "port_scan: drill by ann, 3 of 3 calls left to fail: Tuesday\n",
        shown("drill port_scan fail --times 3 --operator ann --reason Tuesday"));
    assertTrue(shown("breakers").contains("port_scan: drill by ann, 3 of 3 calls left to fail"));
    assertEquals(
        "port_scan: drill by ann, 1 of 1 call left to slow by 2.0 s: no reason given\n",
        shown("drill port_scan slow --delay 2s --operator ann"));
    assertEquals(
        "port_scan: drill by ann, 1 of 1 call left to slow by 2.0 s: no reason given\n",
        shown("drill"));
    assertEquals(
        "Ended: port_scan: drill by ann, 1 of 1 call left to slow by 2.0 s: no reason given\n",
        shown("drill clear port_scan"));
    assertEquals("No drills were active.\n", shown("drill clear"));
    assertTrue(
        shown("drill port_scan fail --operator ann --reason a,b -o csv")
            .contains("\r\nport_scan,fail,1,1,0,ann,\"a,b\",20"));
    assertTrue(shown("drill -o json").contains("\"drills\" : [ {"));
    assertTrue(shown("drill clear -o csv").contains("\r\nport_scan,fail,"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "breakers show|2|name the tool",
        "breakers list port_scan|2|list takes no name",
        "breakers explode port_scan|2|hold-open",
        "breakers show nosuch|2|there is no tool 'nosuch'; the tools are ",
        "breakers show ..|2|the paths are ",
        "breakers open a/b|2|there is no tool",
        "breakers hold-open port_scan|2|so it needs a reason",
        "breakers hold-open port_scan --reason x --for soon|2|such as 500ms",
        "breakers open port_scan --for 10m|2|cannot expire",
        "drill port_scan|2|give a fault",
        "drill port_scan explode|2|fail, hang or slow",
        "drill port_scan fail --times 0|2|1 to 1000",
        "drill nosuch fail|2|there is no tool 'nosuch'",
        "drill port_scan slow|2|1 ms to 1 h",
      })
  void anErrorIsReportedInASentence(String line, int code, String said) {
    assertEquals(code, run(line));
    String error = terminal.err.toString();
    assertTrue(error.startsWith("switchgear: ") && error.contains(said), error);
    assertFalse(error.contains("\tat "), error);
    assertEquals("", terminal.out.toString());
  }

  @Test
  void anUnreachableOrForeignServerIsReported() throws IOException {
    assertEquals(4, terminal.run("breakers", "--url", "http://127.0.0.1:1/mcp"));
    assertTrue(terminal.err.toString().contains("cannot reach http://127.0.0.1:1/api/v1/"));
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    try {
      String there = "http://127.0.0.1:" + other.getAddress().getPort();
      assertEquals(4, terminal.run("breakers", "--url", there));
      assertTrue(terminal.err.toString().contains("but not like Switchgear"));
    } finally {
      other.stop(0);
    }
  }

  @Test
  void callsAreListedAndACancellationWithoutAReasonIsRejected() {
    assertEquals("No calls are in progress.\n", shown("calls"));
    assertTrue(shown("calls -o csv").startsWith("call_id,tool,caller"), shown("calls -o csv"));
    assertEquals(2, terminal.run("calls", "cancel", "x"), "without a reason");
    assertEquals(2, terminal.run("calls", "list", "x"), "a list of one");
    assertEquals(
        2, terminal.run("calls", "cancel", "x", "--reason", "y", "--data-dir", folder.toString()));
  }
}
