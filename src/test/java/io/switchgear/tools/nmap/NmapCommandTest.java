package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Valid arguments and the resulting argument vector. */
@Tag("process")
class NmapCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROGRAM = Path.of("/usr/bin/nmap");

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                            ¦ -sS --top-ports 1000 -T3
          {'template':'quick'}                          ¦ -sS --top-ports 100 -T4
          {'template':'version'}                        ¦ -sS --top-ports 1000 -T3 -sV
          {'template':'discovery'}                      ¦ -sn -T3
          {'template':'thorough','scripts':[]}          ¦ -sS --top-ports 5000 -T4 -sV
          {'template':'comprehensive','scripts':[]}     ¦ -sS -p 1-65535 -T4 -sV -O
          {'template':'quick','timing':'polite'}        ¦ -sS --top-ports 100 -T2
          {'template':'version','service_detection':false} ¦ -sS --top-ports 1000 -T3
          {'ports':'22,80,1000-2000'}                   ¦ -sS -p 22,80,1000-2000 -T3
          {'ports':'80,22,22,79-81,443'}                ¦ -sS -p 22,79-81,443 -T3
          {'ports':'T:22,U:53'}                         ¦ -sS -sU -p T:22,U:53 -T3
          {'ports':'22,U:53,161,T:80'}                  ¦ -sS -sU -p T:22,80,U:53,161 -T3
          {'ports':'U:53'}                              ¦ -sU -p U:53 -T3
          {'ports':'53','technique':'udp'}              ¦ -sU -p U:53 -T3
          {'ports':'-'}                                 ¦ -sS -p 1-65535 -T3
          {'ports':'TOP:50'}                            ¦ -sS --top-ports 50 -T3
          {'technique':'connect'}                       ¦ -sT --top-ports 1000 -T3
          {'technique':'xmas','ports':'1'}              ¦ -sX -p 1 -T3
          {'technique':'null','ports':'1'}              ¦ -sN -p 1 -T3
          {'timing':0}                                  ¦ -sS --top-ports 1000 -T0
          {'timing':5.0}                                ¦ -sS --top-ports 1000 -T5
          {'skip_host_discovery':true}                  ¦ -sS --top-ports 1000 -T3 -Pn
          {'os_detection':true}                         ¦ -sS --top-ports 1000 -T3 -O
          {'host_timeout_seconds':90}                   ¦ -sS --top-ports 1000 -T3 --host-timeout 90s
          """)
  void typedArgumentsBecomeFlags(String arguments, String expected) {
    assertEquals(expected.split(" ").length, core(arguments, true).size());
    assertEquals(expected, String.join(" ", core(arguments, true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          --max-retries 2                          ¦ --max-retries 2
          --max-retries=2                          ¦ --max-retries 2
          --max-retries=0                          ¦ --max-retries 0
          --open -r                                ¦ -r
          --min-rate 100 --max-rate=100            ¦ --min-rate 100 --max-rate 100
          --max-rate=500 --open                    ¦ --max-rate 500
          --scan-delay 500ms                       ¦ --scan-delay 500ms
          --scan-delay=0                           ¦ --scan-delay 0
          --max-scan-delay 1m                      ¦ --max-scan-delay 1m
          --min-rtt-timeout 100ms --max-rtt-timeout 1 ¦ --min-rtt-timeout 100ms --max-rtt-timeout 1
          --initial-rtt-timeout=250ms              ¦ --initial-rtt-timeout 250ms
          --max-parallelism 10                     ¦ --max-parallelism 10
          --exclude-ports 22,80-90                 ¦ --exclude-ports 22,80-90
          --exclude-ports=T:22,U:53                ¦ --exclude-ports T:22,U:53
          --disable-arp-ping                       ¦ --disable-arp-ping
          -PS                                      ¦ -PS
          -PS22,80,443 -PA80                       ¦ -PS22,80,443 -PA80
          -PU53 -PE -PP                            ¦ -PU53 -PE -PP
          """)
  void bothSpellingsOfAFlagAreOne(String elements, String expected) {
    ObjectNode arguments = JSON.createObjectNode();
    arguments
        .putArray("extra_args")
        .addAll(Arrays.stream(elements.split(" +")).map(JSON.getNodeFactory()::textNode).toList());
    String vector = String.join(" ", core(arguments.toString(), true));
    assertEquals("-sS --top-ports 1000 -T3 " + expected, vector);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {'service_detection':true,'extra_args':['--version-intensity','9']} ¦ -sV --version-intensity 9
          {'service_detection':true,'extra_args':['--version-light']}         ¦ -sV --version-light
          {'os_detection':true,'extra_args':['--osscan-limit']}               ¦ -O --osscan-limit
          {'os_detection':true,'extra_args':['--max-os-tries=2']}             ¦ -O --max-os-tries 2
          """)
  void flagsThatBelongToADetectionComeWithIt(String arguments, String expected) {
    assertEquals("-sS --top-ports 1000 -T3 " + expected, String.join(" ", core(arguments, true)));
  }

  @Test
  void everyVectorBeginsAndEndsWithWhatIsOurs() {
    List<String> argv = command("{}", true, "10.0.0.0/24", "10.0.1.7").argv(PROGRAM);
    assertEquals(
        List.of(
            "/usr/bin/nmap",
            "-oX",
            "-",
            "--no-stylesheet",
            "--stats-every",
            "1s",
            "--privileged",
            "-n"),
        argv.subList(0, 8));
    assertEquals(List.of("10.0.0.0/24", "10.0.1.7"), argv.subList(argv.size() - 2, argv.size()));
    assertTrue(argv.contains("--max-hostgroup"));
  }

  @Test
  void aCallersHostGroupGoesBeforeOurs() {
    List<String> argv =
        command("{'extra_args':['--min-hostgroup=64']}", true, "10.0.0.1").argv(PROGRAM);
    assertTrue(argv.contains("--min-hostgroup") && !argv.contains("--max-hostgroup"));
  }

  @Test
  void ipv6AndReverseNamesAreTurnedOnWhenAskedFor() {
    List<String> argv = command("{'reverse_dns':true}", true, "::1").argv(PROGRAM);
    assertTrue(argv.contains("-6") && !argv.contains("-n"));
  }

  @Test
  void withoutRawSocketsSynBecomesConnectAndSaysSo() {
    NmapCommand asked = command("{'technique':'syn'}", false, "127.0.0.1");
    assertTrue(asked.argv(PROGRAM).containsAll(List.of("--unprivileged", "-sT")));
    assertEquals(1, asked.notes().size());
    assertTrue(command("{}", false, "127.0.0.1").notes().isEmpty(), "nothing else was asked for");
    NmapCommand template = command("{'template':'comprehensive','scripts':[]}", false, "127.0.0.1");
    assertFalse(template.argv(PROGRAM).contains("-O"));
    assertTrue(template.notes().getFirst().contains("operating system"));
  }

  @Test
  void aCategoryBringsItsSafeScriptsAndTellsOfTheOthers() throws IOException {
    ScriptSelection selection = selected("default");
    assertTrue(selection.names().containsAll(Set.of("http-title", "ssh-hostkey", "ssl-cert")));
    assertTrue(selection.intrusive().isEmpty());
    for (String never : List.of("ftp-anon", "http-git", "snmp-interfaces", "socks-open-proxy")) {
      assertFalse(selection.names().contains(never), never);
    }
    assertEquals(1, selection.notes().size());
  }

  @Test
  void anIntrusiveCategoryBringsNothingThatIsNeverRun() throws IOException {
    ScriptSelection selection = selected("vuln");
    assertEquals(List.of("vuln"), selection.intrusive());
    assertTrue(selection.names().contains("http-git"));
    ScriptCatalog catalog = catalog();
    Set<String> never =
        Set.of("auth", "broadcast", "brute", "dos", "exploit", "external", "fuzzer");
    selection
        .names()
        .forEach(
            name ->
                assertTrue(
                    catalog.scripts().get(name).categories().stream().noneMatch(never::contains),
                    name));
  }

  @Test
  void theCatalogIsReadOnceUntilItChanges() throws IOException {
    ScriptCatalogs catalogs = new ScriptCatalogs();
    ScriptCatalog first = catalogs.of(PROGRAM).orElseThrow();
    assertTrue(first == catalogs.of(PROGRAM).orElseThrow());
    assertTrue(first.scripts().size() > 400);
  }

  @Test
  void theSchemaNamesWhatTheCodeKnows() throws IOException {
    try (ProcessLauncher launcher = new ProcessLauncher()) {
      NmapTool tool =
          new NmapTool(launcher, new ScanScope(ScopePolicy.DEFAULT), NmapToolTest.SETTINGS, 40_000);
      JsonNode properties = tool.descriptor().inputSchema().path("properties");
      assertEquals(Template.allowed(), listed(properties.at("/template/enum")));
      assertEquals(Technique.allowed(), listed(properties.at("/technique/enum")));
      String described = properties.at("/extra_args/description").asText();
      for (String flag : Flags.allowed().split(" ")) {
        assertTrue(described.contains(flag), flag);
      }
    }
  }

  @Test
  void rawSocketsFollowFromTheCapabilities() {
    String root = "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n";
    assertTrue(RawSockets.available(root + "CapAmb:\t0000000000000000\n"));
    assertTrue(RawSockets.available(root.replace("1ffffffffff", "000a80425fb")), "a container");
    assertFalse(RawSockets.available(root.replace("1ffffffffff", "00000000000")));
    String user = "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000002000\n";
    assertTrue(RawSockets.available(user + "CapAmb:\t0000000000002000\n"));
    assertFalse(RawSockets.available(user + "CapAmb:\t0000000000000000\n"));
    assertFalse(RawSockets.available(""));
  }

  private static ScriptSelection selected(String name) throws IOException {
    Problems problems = new Problems();
    ScriptSelection selection =
        ScriptSelection.of(List.of(name), catalog(), new ScriptRules(false), problems);
    assertFalse(problems.any());
    return selection;
  }

  private static ScriptCatalog catalog() throws IOException {
    return new ScriptCatalogs().of(PROGRAM).orElseThrow();
  }

  private static String listed(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asText()));
    return String.join(", ", all);
  }

  /** The flags between the fixed first and the fixed last ones. */
  private static List<String> core(String arguments, boolean rawSockets) {
    List<String> argv = command(arguments, rawSockets, "127.0.0.1").argv(PROGRAM);
    List<String> core = new ArrayList<>(argv.subList(8, argv.size() - 1));
    int ours = core.indexOf("--max-hostgroup");
    core.subList(ours, ours + 2).clear();
    return core;
  }

  private static NmapCommand command(String arguments, boolean rawSockets, String... targets) {
    Problems problems = new Problems();
    InputSchema schema = InputSchema.of(NmapTool.describe(false));
    Reading reading = schema.read(args(arguments));
    Reading.Valid valid = assertInstanceOf(Reading.Valid.class, reading, reading::toString);
    NmapArguments parsed = NmapArguments.parse(valid.arguments(), problems);
    assertFalse(problems.any(), () -> problems.asOutcome().message());
    ScopeDecision decision =
        new ScanScope(ScopePolicy.DEFAULT)
            .check(
                new ScopeQuery("local", NmapTool.NAME, PortSet.ALL),
                List.of(targets),
                List.of(),
                1_024)
            .toCompletableFuture()
            .join();
    return new NmapCommand(
        parsed,
        rawSockets,
        ScriptSelection.NONE,
        Optional.empty(),
        assertInstanceOf(ScopeDecision.Allowed.class, decision).targets(),
        FenceSupport.Supported.SUPPORTED);
  }

  /** Single quotes stand for double ones. */
  private static ObjectNode args(String json) {
    try {
      ObjectNode arguments = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
      arguments.putArray("targets").add("127.0.0.1");
      return arguments;
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
