package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.app.Switchgear;
import io.switchgear.cli.top.OperatorApi;
import io.switchgear.config.Settings;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.JobOrderJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a pseudo-terminal, with a server in this process. */
@Tag("network")
@Tag("process")
class TopCommandTest {

  private static final String ENTER = "\r";
  private static final String DOWN = "\u001b[B";
  private static final String ALTERNATE = "\u001b[?1049h";
  private static final String NORMAL = "\u001b[?1049l";

  @TempDir private Path dataDir;
  @TempDir private Path session;

  private final Terminal terminal = new Terminal();
  private Switchgear server;
  private URI url;

  @BeforeEach
  void start() {
    serve("0");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(String port) {
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of(
                    "switchgear.http.port",
                    port,
                    "switchgear.data-dir",
                    dataDir.toString(),
                    "switchgear.tools.default.breaker.failure-threshold",
                    "2",
                    "switchgear.jobs.block-hosts",
                    "1",
                    "switchgear.drills.enabled",
                    "true")));
    url = server.url().orElseThrow();
  }

  private int run(String line) {
    return terminal.run((line + " --url " + url).split(" "));
  }

  private PseudoTerminal top(Map<String, String> environment) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    return PseudoTerminal.start(
        session, all, 120, 30, "top", "--url", url.toString(), "--operator", "ann");
  }

  private JsonNode breaker(String name) {
    try (OperatorClient client = new OperatorClient(new ServerAddress(url))) {
      return client.get("breakers", name);
    }
  }

  private void assertRestored(PseudoTerminal shown) throws IOException {
    assertEquals(shown.noted("before"), shown.noted("after"));
    String all = shown.written();
    assertTrue(all.contains(ALTERNATE), all);
    assertTrue(all.lastIndexOf(NORMAL) > all.lastIndexOf(ALTERNATE), all);
    assertTrue(all.lastIndexOf("\u001b[?25h") > all.lastIndexOf("\u001b[?25l"), all);
    assertFalse(all.contains("WARNING"), all);
  }

  /** A row of the table. */
  private static Pattern row(String tool, String state) {
    return Pattern.compile("(?m)^.?" + tool + " +. " + state + " ");
  }

  private static void awaitRow(PseudoTerminal shown, String tool, String state)
      throws InterruptedException {
    Pattern row = row(tool, state);
    shown.await(tool + " " + state, screen -> row.matcher(screen).find());
  }

  @Test
  void aBreakerIsSeenOpening_heldOpen_andLifted() throws Exception {
    try (PseudoTerminal shown = top(Map.of())) {
      awaitRow(shown, "port_scan", "closed");
      shown.await("switchgear");
      assertEquals(0, run("drill port_scan fail --times 2"), terminal.err::toString);
      for (int i = 0; i < 2; i++) {
        run("call port_scan -a targets=127.0.0.1 -a ports=1");
      }
      awaitRow(shown, "port_scan", "open");
      shown.await("was closed");

      shown.type("/port_scan" + ENTER + "h");
      shown.await("Hold open port_scan, reason:");
      shown.type("rack moves" + ENTER);
      shown.await("for how long");
      shown.type("10m" + ENTER);
      shown.await("Hold open port_scan for 10m, reason 'rack moves'? (y/n)");
      assertEquals(
          "auto", breaker("port_scan").path("mode").asText(), "not before it is confirmed");
      shown.type("y");
      shown.await("Hold open port_scan: done.");
      awaitRow(shown, "port_scan", "held open");
      shown.await("by ann: rack moves; ");
      JsonNode held = breaker("port_scan");
      assertEquals("hold-open", held.path("mode").asText());
      assertEquals("ann", held.at("/override/operator").asText());
      assertEquals("rack moves", held.at("/override/reason").asText());
      assertTrue(held.at("/override/expires").isTextual());

      shown.type("oonce more" + ENTER + "y");
      shown.await("Open port_scan: 'port_scan' is under a standing order");
      shown.await("Lift it with auto");

      shown.type("adone" + ENTER + "y");
      shown.await("Lift the order on port_scan: done.");
      shown.await("half open, was open");
      // The self-test is the probe.
      awaitRow(shown, "port_scan", "closed");
      assertEquals("auto", breaker("port_scan").path("mode").asText());

      shown.type("q");
      assertEquals(0, shown.ended());
      assertRestored(shown);
    }
  }

  /** Otherwise the thread that reads keys could undo the restored settings. */
  @Test
  void terminalSettingsChangeOnlyAtTheStartAndTheEnd() throws Exception {
    Path asked = session.resolve("asked");
    Path stty = Files.createDirectory(session.resolve("bin")).resolve("stty");
    Files.writeString(
        stty,
        """
        #!/bin/sh
        echo "$*" >>'%s'
        PATH=$USUAL_PATH exec stty "$@"
        """
            .formatted(asked));
    assertTrue(stty.toFile().setExecutable(true));
    String usual = System.getenv("PATH");
    try (PseudoTerminal shown =
        top(Map.of("USUAL_PATH", usual, "PATH", stty.getParent() + ":" + usual))) {
      awaitRow(shown, "port_scan", "closed");
      shown.type("?");
      shown.await("open once");
      shown.type("x");
      awaitRow(shown, "port_scan", "closed");
      shown.type("q");
      assertEquals(0, shown.ended());
      assertRestored(shown);
    }
    List<String> settings =
        Files.readAllLines(asked).stream()
            .filter(arguments -> !arguments.matches("-[ag]|size|rows .*"))
            .toList();
    assertEquals(3, settings.size(), settings::toString);
    assertTrue(settings.get(0).contains("-icanon"), settings::toString);
    assertTrue(settings.get(1).contains("-isig"), settings::toString);
  }

  @Test
  void itFollowsTheTerminalsSize_andCtrlCEndsIt() throws Exception {
    try (PseudoTerminal shown = top(Map.of("NO_COLOR", "1"))) {
      shown.await("QUEUED");
      shown.resize(50, 12);
      shown.await("narrow", screen -> !screen.contains("QUEUED") && screen.contains("RETRY"));
      shown.type(DOWN + "?");
      shown.await("open once");
      shown.type("x");
      awaitRow(shown, "port_scan", "closed");
      shown.type("\u0003");
      assertEquals(0, shown.ended());
      assertRestored(shown);
      assertFalse(
          Pattern.compile("\u001b\\[[0-9;]*3[0-7][;m]").matcher(shown.written()).find(),
          "no colours");
    }
  }

  @Test
  void whenItIsKilledTheTerminalIsGivenBack() throws Exception {
    try (PseudoTerminal shown = top(Map.of())) {
      awaitRow(shown, "port_scan", "closed");
      shown.terminate();
      assertEquals(143, shown.ended());
      assertRestored(shown);
    }
  }

  @Test
  void aServerThatGoesAndComesBackIsFollowed() throws Exception {
    try (PseudoTerminal shown = top(Map.of())) {
      awaitRow(shown, "port_scan", "closed");
      server.close();
      shown.await("No connection to the server since");
      assertTrue(row("port_scan", "closed").matcher(shown.screen()).find(), shown::screen);
      serve("" + url.getPort());
      shown.await("back", screen -> !screen.contains("No connection to the server"));
      assertEquals(0, run("breakers open port_scan --reason test"));
      awaitRow(shown, "port_scan", "open");
      shown.type("q");
      assertEquals(0, shown.ended());
    }
  }

  @Test
  void aReadOnlyCallerIsTold() throws Exception {
    assertEquals(0, terminal.run("token", "new", "--name", "bob", "-s", "ops:read", "-e", "1d"));
    String made = terminal.out.toString();
    Matcher token = Pattern.compile("sgt_[A-Za-z0-9_-]{43}").matcher(made);
    assertTrue(token.find(), made);
    Path config =
        Files.writeString(
            session.resolve("a.conf"),
            made.lines()
                .filter(line -> line.contains("auth.tokens") || line.contains("sha256"))
                .collect(Collectors.joining("\n")));
    server.close();
    server =
        Switchgear.serve(
            Settings.load(
                Optional.of(config),
                Map.of("switchgear.http.port", "0", "switchgear.data-dir", dataDir.toString())));
    url = server.url().orElseThrow();
    try (PseudoTerminal shown = top(Map.of("SWITCHGEAR_TOKEN", token.group()))) {
      shown.await("as bob, read-only");
      shown.type("o");
      shown.await("'bob' may not give orders: they need the permission ops:write.");
      shown.type("q");
      assertEquals(0, shown.ended());
    }
    assertEquals(3, run("top --plain --count 1"));
  }

  @ParameterizedTest
  @CsvSource({"TERM,dumb", "INPUT,/dev/null"})
  void whereThereCanBeNoPanelThereAreLines(String name, String value) throws Exception {
    try (PseudoTerminal shown = top(Map.of(name, value))) {
      shown.await(" sample tools=");
      assertFalse(shown.written().contains("\u001b"), shown::written);
      shown.type("\u0003");
      assertEquals(130, shown.ended());
    }
  }

  private JsonNode job(String steps, Record body) {
    try (OperatorClient client = new OperatorClient(new ServerAddress(url))) {
      return client.post(body, steps.split("/"));
    }
  }

  @Test
  void aJobIsSeenWhileItRunsAndIsGoneAfterItsEnd() throws Exception {
    JobOrderJson order =
        new JobOrderJson(
            "port_scan",
            Optional.of(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("ports", "1-500")
                    .put("rate", 250)
                    .set("targets", JsonNodeFactory.instance.arrayNode().add("127.0.7.0/28"))),
            Optional.of("lab"),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());
    try (PseudoTerminal shown = top(Map.of())) {
      awaitRow(shown, "port_scan", "closed");
      assertFalse(shown.screen().contains("JOBS"), shown::screen);
      String id = job("jobs", order).path("id").asText();
      Pattern progress =
          Pattern.compile("(?m)^ lab +running +[1-9][0-9.]* % +#+\\.+ +[1-9][0-9]*/16 ");
      shown.await("progress of the job", screen -> progress.matcher(screen).find());
      terminal.out.getBuffer().setLength(0);
      assertEquals(0, run("top --once"), terminal.err::toString);
      String frame = terminal.out.toString();
      assertTrue(Pattern.compile("(?m)^ lab +running ").matcher(frame).find(), frame);
      job("jobs/" + id + "/cancel", new Cancel());
      shown.await("the end of the job", screen -> !screen.contains("JOBS"));
      shown.await("job lab cancelled");
      shown.type("q");
      assertEquals(0, shown.ended());
    }
  }

  private record Cancel() {}

  @Test
  void whatAServerDoesNotHaveIsEmpty() {
    try (OperatorClient client = new OperatorClient(new ServerAddress(url))) {
      ClientApi api = new ClientApi(client);
      assertTrue(api.find(JobJson.All.class, Map.of("limit", "1"), "jobs").isPresent());
      assertTrue(api.find(JobJson.All.class, Map.of("limit", "1"), "nosuch").isEmpty());
    }
    server.close();
    try (OperatorClient client = new OperatorClient(new ServerAddress(url))) {
      ClientApi api = new ClientApi(client);
      assertThrows(
          OperatorApi.ApiFailure.class, () -> api.find(JobJson.All.class, Map.of(), "jobs"));
    }
  }

  @Test
  void oneFrameIsPrinted() {
    assertEquals(0, run("breakers hold-open port_scan --operator ann --reason rack"));
    terminal.out.getBuffer().setLength(0);
    terminal.columns = 100;
    assertEquals(0, run("top --once"), terminal.err::toString);
    String frame = terminal.out.toString();
    assertTrue(
        frame.startsWith(
            " switchgear " + Version.get() + "  http://127.0.0.1:" + url.getPort() + "  up "),
        frame);
    assertTrue(row("port_scan", "held open").matcher(frame).find(), frame);
    assertTrue(frame.contains("by ann: rack"), frame);
    assertTrue(
        Pattern.compile("port_scan +open, was closed: operator hold open").matcher(frame).find(),
        frame);
    assertFalse(frame.contains("\u001b"), frame);
    assertTrue(frame.lines().allMatch(line -> line.length() <= 100), frame);
  }

  @Test
  void offATerminalThereIsALineForEachEvent() {
    assertEquals(0, run("top --plain --count 2"), terminal.err::toString);
    String time = "20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z";
    for (String line : terminal.out.toString().lines().toList()) {
      assertTrue(line.matches(time + " sample tools=\\d+ rate=0.0000 in_flight=0 queued=0"), line);
    }
    assertEquals(2, terminal.out.toString().lines().count());
    assertEquals(0, run("top --for 1s"), terminal.err::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top --for soon|2|such as 30s",
        "top --count 0|2|1 or more",
        "top --once --plain|2|prints one frame",
      })
  void anErrorIsReportedInASentence(String line, int code, String said) {
    assertEquals(code, run(line));
    assertTrue(terminal.err.toString().contains(said), terminal.err::toString);
  }

  @ParameterizedTest
  @CsvSource({"top", "top --once", "top --plain"})
  void anUnreachableServerIsReported(String line) {
    assertEquals(4, terminal.run((line + " --url http://127.0.0.1:1/mcp").split(" ")));
    assertTrue(terminal.err.toString().contains("cannot reach http://127.0.0.1:1/"));
  }
}
