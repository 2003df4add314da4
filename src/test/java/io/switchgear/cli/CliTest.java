package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("process")
class CliTest {

  private final Terminal terminal = new Terminal();

  static List<Arguments> outcomes() {
    Duration second = Duration.ofSeconds(1);
    return List.of(
        Arguments.of(0, new ToolOutcome.Success(ToolOutput.text("fine"))),
        Arguments.of(1, new ToolOutcome.Failed(ToolOutcome.Fault.CRASHED, "m")),
        Arguments.of(1, new ToolOutcome.Failed(ToolOutcome.Fault.NOT_INSTALLED, "m")),
        Arguments.of(1, new ToolOutcome.Failed(ToolOutcome.Fault.RESOURCE_EXHAUSTED, "m")),
        Arguments.of(1, new ToolOutcome.TimedOut(second, "m", ToolOutput.NONE)),
        Arguments.of(2, new ToolOutcome.InvalidInput("m")),
        Arguments.of(3, new ToolOutcome.OutOfScope("t", "r", "m")),
        Arguments.of(3, rejected(ToolOutcome.Refusal.CIRCUIT_OPEN)),
        Arguments.of(3, rejected(ToolOutcome.Refusal.BULKHEAD_FULL)),
        Arguments.of(3, rejected(ToolOutcome.Refusal.RATE_LIMITED)),
        Arguments.of(130, new ToolOutcome.Cancelled("m", ToolOutput.NONE)));
  }

  private static ToolOutcome rejected(ToolOutcome.Refusal refusal) {
    return new ToolOutcome.Rejected(refusal, "nmap", "m", Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void theOutcomeDecidesTheExitCode(int code, ToolOutcome outcome) {
    assertEquals(code, terminal.answers(outcome).run("call", "nmap"));
    String error = ErrorType.of(outcome).map(type -> "nmap: " + type.wire() + ": m\n").orElse("");
    assertTrue(terminal.err.toString().endsWith(error), terminal.err::toString);
    assertEquals(1, terminal.closed);
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void theHelpListsEveryExitCode(ExitCode code) {
    assertEquals(0, terminal.run("scan", "--help"));
    assertTrue(terminal.out.toString().contains("  " + code.code() + " "));
    assertTrue(terminal.out.toString().contains(code.meaning()));
  }

  @ParameterizedTest
  @CsvSource({
    "bogus",
    "scan",
    "call",
    "call nmap --arg targets",
    "call nmap --json [1]",
    "call nmap --json {",
    "call nmap --json @/no/such/file",
    "call nmpa",
    "tools --output xml",
    "tools --url ftp://127.0.0.1/",
    "tools --url http://127.0.0.1:1/ --attach",
    "tools --config /no/such/file",
    "serve --port 70000",
    "--port many",
    "scan 127.0.0.1 --tool port_scan --template quick",
  })
  void anInvalidCommandLineIsReportedInAtMostTwoLines(String line) {
    assertEquals(2, terminal.run(line.split(" ")));
    String said = terminal.err.toString();
    assertTrue(said.startsWith("switchgear: "), said);
    assertTrue(said.lines().count() <= 2, said);
    assertFalse(said.contains("\tat "), said);
    assertEquals(List.of(), terminal.calls);
  }

  @Test
  void argumentsHaveTheTypesOfTheSchema() {
    terminal.answers(new ToolOutcome.Success(ToolOutput.text("fine")));
    terminal.run(
        "call",
        "port_scan",
        "-a",
        "targets=127.0.0.1,::1",
        "-a",
        "targets=10.0.0.1",
        "-a",
        "retries=2",
        "-a",
        "banners=true",
        "-a",
        "ports=80",
        "-a",
        "unknown=7");
    assertEquals(
        "{\"targets\":[\"127.0.0.1\",\"::1\",\"10.0.0.1\"],\"retries\":2,\"banners\":true,"
            + "\"ports\":\"80\",\"unknown\":\"7\"}",
        terminal.lastArguments());
  }

  @Test
  void argumentsOverrideTheJson(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\"targets\":[\"::1\"],\"x\":null}");
    terminal.answers(new ToolOutcome.Success(ToolOutput.text("fine")));
    terminal.run("call", "port_scan", "--json", "@" + file, "--arg", "targets=[\"127.0.0.1\"]");
    assertEquals("{\"targets\":[\"127.0.0.1\"],\"x\":null}", terminal.lastArguments());
    assertEquals("fine\n", terminal.out.toString());
  }

  @Test
  void aScanShowsItsOpenPorts() {
    terminal.answers(new ToolOutcome.Success(Terminal.report()));
    assertEquals(0, terminal.run("scan", "10.0.0.1", "10.0.0.2", "-p", "22,80", "-t", "quick"));
    assertEquals(
        "{\"targets\":[\"10.0.0.1\",\"10.0.0.2\"],\"ports\":\"22,80\",\"template\":\"quick\"}",
        terminal.lastArguments());
    assertEquals("nmap", terminal.calls.getLast().tool());
    assertEquals(
        """
        HOST                         PORT    STATE  SERVICE  DETAILS
        10.0.0.1 (web.lab.internal)  22/tcp  open   ssh      OpenSSH 9.2

        10.0.0.1 (web.lab.internal) up; 1 filtered (80; no-response)
        1 of 2 hosts up, 1 open port, 1.2 s, nmap 7.93
        """,
        terminal.out.toString());
  }

  @Test
  void withoutNmapTheBuiltInScannerScans() {
    terminal.availability.put("nmap", new Availability.Unavailable("not there", "get it"));
    terminal.answers(new ToolOutcome.Success(Terminal.report()));
    assertEquals(0, terminal.run("scan", "10.0.0.1"));
    assertEquals("port_scan", terminal.calls.getLast().tool());
  }

  @Test
  void ctrlCStopsTheScanAndShowsWhatWasFound() {
    terminal.interrupted = true;
    assertEquals(130, terminal.run("scan", "10.0.0.1"));
    assertEquals(List.of(ToolRun.StopReason.CANCELLED), terminal.stops);
    assertTrue(terminal.out.toString().contains("22/tcp"));
    assertEquals("switchgear: nmap: cancelled: the scan was ended\n", terminal.err.toString());
  }

  @Test
  void whatWasFoundBeforeTheDeadlineIsShown() {
    terminal.answers(
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), "too slow", Terminal.report()));
    assertEquals(1, terminal.run("scan", "10.0.0.1", "-o", "json"));
    assertTrue(terminal.out.toString().contains("\"port\" : 22"));
  }

  @Test
  void theProgressBarIsErasedBeforeTheResult() {
    terminal.columns = 60;
    terminal.answers(new ToolOutcome.Success(Terminal.report()));
    terminal.run("scan", "10.0.0.1");
    assertEquals(
        "\r[######..................]  25% 0:00  one of four\u001b[K\r\u001b[K",
        terminal.err.toString());
  }

  @Test
  void textFromATargetCannotSteerTheTerminal() {
    String evil = "\u001b[2J\u009b31m\u202e\u0007evil";
    ToolOutput output =
        ToolOutput.of(evil, Terminal.json("{}").put("hosts", evil).put("scanner", evil));
    for (String format : new String[] {"table", "json", "xml"}) {
      Terminal fresh = new Terminal();
      fresh.answers(new ToolOutcome.Failed(ToolOutcome.Fault.CRASHED, evil, output));
      fresh.run("scan", "10.0.0.1", "-o", format);
      assertHarmless(fresh.out + "" + fresh.err);
    }
    terminal.answers(new ToolOutcome.Success(output));
    terminal.run("call", "nmap");
    assertHarmless(terminal.out.toString());
  }

  private static void assertHarmless(String shown) {
    assertTrue(shown.contains("evil"), shown);
    assertTrue(
        shown.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c) || c == 0x202e), shown);
  }

  @Test
  void toolsAreListedWithRemediesForMissingOnes() {
    terminal.availability.put("nmap", new Availability.Unavailable("not there", "apt install it"));
    assertEquals(0, terminal.run("tools"));
    assertEquals(
        """
        TOOL       STATUS    TITLE
        nmap       missing   Title of nmap
        port_scan  built in  Title of port_scan

        To install nmap (not there):
          apt install it
        """,
        terminal.out.toString());
  }

  @Test
  void toolsAsJsonHaveTheirSchemas() throws IOException {
    assertEquals(0, terminal.run("tools", "-o", "json"));
    var tools = McpClient.JSON.readTree(terminal.out.toString());
    assertEquals("nmap 7.93", tools.path(0).path("version").asText());
    assertEquals("object", tools.path(1).path("input_schema").path("type").asText());
  }

  @ParameterizedTest
  @CsvSource({"serve --data-dir DIR", "--data-dir DIR"})
  void servePrintsItsUrlsAndRemovesItsFile(String line, @TempDir Path folder) {
    Path missing = folder.resolve("deep/er");
    terminal.availability.put("nmap", new Availability.Unavailable("not there", "apt install it"));
    assertEquals(0, terminal.run(line.replace("DIR", missing.toString()).split(" ")));
    assertEquals(
        """
          MCP      http://127.0.0.1:4711/mcp
          Tools    nmap       missing: not there
                              install: apt install it
                   port_scan  built in
          Health   http://127.0.0.1:4711/health
          Metrics  http://127.0.0.1:4711/metrics
          Add it   claude mcp add --transport http switchgear http://127.0.0.1:4711/mcp
          Stop it  Ctrl-C

        """,
        terminal.out.toString().lines().skip(2).map(s -> s + "\n").reduce("", String::concat));
    assertEquals("(serving)", terminal.err.toString());
    assertEquals(1, terminal.closed);
    assertFalse(Files.exists(missing.resolve("server.json")));
  }

  @Test
  void serveRunsWithoutAWritableDataFolder(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a file"), "");
    assertEquals(0, terminal.run("serve", "--data-dir", file.resolve("x").toString()));
    assertTrue(
        terminal
            .err
            .toString()
            .contains("cannot write the file by which --attach finds this server"));
  }

  @Test
  void aServerThatItsClusterSendsAwayEndsWithACodeForItsSupervisor(@TempDir Path folder) {
    terminal.expelled = Optional.of("the other nodes could not reach this one");
    assertEquals(6, terminal.run("serve", "--data-dir", folder.toString()));
    String said = terminal.err.toString();
    assertTrue(said.contains("could not reach this one"), said);
  }

  @Test
  void aTakenPortIsReportedWithARemedy() {
    terminal.serverFails =
        Optional.of(new IllegalStateException(new BindException("Address already in use")));
    assertEquals(2, terminal.run("serve", "--port", "4711"));
    assertEquals(
        """
        switchgear: cannot listen on 127.0.0.1 port 4711 (Address already in use).
        Choose another with --port (0 picks a free one) or --host.
        """,
        terminal.err.toString());
  }

  @Test
  void aBugIsReportedWithoutAStackTrace() {
    terminal.serverFails = Optional.of(new IllegalStateException("oh"));
    assertEquals(1, terminal.run("serve"));
    assertEquals(
        """
        switchgear: unexpected error: java.lang.IllegalStateException: oh
        Run it again with SWITCHGEAR_LOG_LEVEL=DEBUG to see the stack trace.
        """,
        terminal.err.toString());
  }

  @Test
  void theCompletionScriptKnowsCommandsAndOptions() {
    assertEquals(0, terminal.run("completion"));
    String script = terminal.out.toString();
    assertTrue(script.startsWith("#!/usr/bin/env bash"), script);
    assertTrue(script.contains("--template") && script.contains("serve"));
  }

  @Test
  void theVersionIsPrinted() {
    assertEquals(0, terminal.run("--version"));
    assertTrue(terminal.out.toString().startsWith("switchgear "));
  }

  /**
   * @param made what the server makes, one after the other, while it starts
   */
  @ParameterizedTest
  @ValueSource(strings = {"store/lock", "store/complete", "audit"})
  void aServerThatIsAskedToEndWhileItStartsSaysNothing(String made, @TempDir Path folder)
      throws IOException {
    Path data = folder.resolve("data");
    Path said = folder.resolve("said");
    Process server =
        new ProcessBuilder(
                // The tests may have been started with ignored signals, which a child inherits.
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0",
                "--data-dir",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Await.until(
          made, () -> read(said), () -> Files.exists(data.resolve(made)) || !server.isAlive());
      server.destroy();
      Await.exit("the end of the server", () -> read(said), server);
      String text = read(said);
      for (String wrong : List.of("\tat ", "Exception", "unexpected", "ERROR")) {
        assertFalse(text.contains(wrong), text);
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
