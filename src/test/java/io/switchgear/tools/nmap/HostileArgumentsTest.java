package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.NmapSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Planning;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tools.process.ProcessLauncher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that must be refused, and the refusals. Nothing is started here. */
@Tag("network")
@Tag("process")
class HostileArgumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProcessLauncher LAUNCHER = new ProcessLauncher();
  private static final NmapFence FENCE = new NmapFence(LAUNCHER);

  private static final Caller HARMLESS = new Caller("agent", Set.of(Caller.Permission.SCAN_RUN));

  private final NmapTool tool = tool(false, true);

  @AfterAll
  static void endEverything() {
    LAUNCHER.close();
  }

  private static NmapTool tool(boolean intrusive, boolean rawSockets) {
    ScopePolicy policy = new ScopePolicy(List.of(), List.of(), List.of(), intrusive);
    return new NmapTool(
        LAUNCHER, FENCE, new ScanScope(policy), NmapToolTest.SETTINGS, 40_000, () -> rawSockets);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          -oN /tmp/x                        ¦ files of the server
          -oX /tmp/x                        ¦ files of the server
          -oG -                             ¦ files of the server
          -oA out                           ¦ files of the server
          -oS out                           ¦ files of the server
          -oN/tmp/x                         ¦ files of the server
          --append-output                   ¦ files of the server
          --resume scan.log                 ¦ files of the server
          --resume=scan.log                 ¦ files of the server
          --stylesheet http://evil/x.xsl    ¦ how nmap prints
          --webxml                          ¦ how nmap prints
          --stats-every 1h                  ¦ how nmap prints
          -v                                ¦ how nmap prints
          -dddd                             ¦ how nmap prints
          -iL /etc/passwd                   ¦ each is checked
          -iL/etc/shadow                    ¦ each is checked
          -iR 100                           ¦ each is checked
          --excludefile /etc/passwd         ¦ go into "exclude"
          --exclude=10.0.0.1                ¦ go into "exclude"
          -D 10.0.0.9,ME                    ¦ forged
          -DRND:10                          ¦ forged
          -S 10.0.0.9                       ¦ forged
          -S10.0.0.9                        ¦ forged
          -e eth0                           ¦ forged
          -g 53                             ¦ forged
          --source-port=53                  ¦ forged
          --proxies http://10.0.0.9:8080    ¦ forged
          --spoof-mac 0                     ¦ forged
          --data 0xdeadbeef                 ¦ forged
          --data-string=hello               ¦ forged
          --data-length 25                  ¦ forged
          --ip-options R                    ¦ forged
          --badsum                          ¦ forged
          --ttl 1                           ¦ forged
          --mtu=8                           ¦ forged
          -f                                ¦ forged
          -ff                               ¦ forged
          --scanflags URGACK                ¦ forged
          --send-eth                        ¦ forged
          -sI 10.0.0.9                      ¦ forged
          -b ftp.lab.internal               ¦ forged
          --script http-title               ¦ into "scripts"
          --script=exploit                  ¦ into "scripts"
          --script-args user=admin          ¦ into "scripts"
          --script-args-file=/etc/passwd    ¦ into "scripts"
          --script-updatedb                 ¦ into "scripts"
          -sC                               ¦ into "scripts"
          --datadir /tmp/evil               ¦ installed with
          --datadir=/tmp/evil               ¦ installed with
          --servicedb=/etc/passwd           ¦ installed with
          --versiondb /etc/passwd           ¦ installed with
          --privileged                      ¦ found out by the server
          --unprivileged                    ¦ found out by the server
          --dns-servers 8.8.8.8             ¦ beyond the targets
          --system-dns                      ¦ beyond the targets
          -R                                ¦ beyond the targets
          --interactive                     ¦ something else than a scan
          --iflist                          ¦ something else than a scan
          --packet-trace                    ¦ something else than a scan
          -V                                ¦ something else than a scan
          -h                                ¦ something else than a scan
          -p22                              ¦ set "ports"
          -p 1-65535                        ¦ set "ports"
          -p-                               ¦ set "ports"
          --top-ports 100                   ¦ set "ports"
          -F                                ¦ set "ports"
          -T4                               ¦ set "timing"
          -T insane                         ¦ set "timing"
          --host-timeout 30s                ¦ set "host_timeout_seconds"
          -Pn                               ¦ set "skip_host_discovery"
          -sS                               ¦ set "technique"
          -sSV                              ¦ set "technique"
          -sV                               ¦ set "service_detection"
          -O                                ¦ set "os_detection"
          -A                                ¦ several things
          -6                                ¦ family
          -sn                               ¦ "template" to "discovery"
          -sL                               ¦ one by one
          -sO                               ¦ other than TCP and UDP
          --max-retries -1                  ¦ looks like a flag
          --max-retries=-1                  ¦ looks like a flag
          --max-retries 3.5                 ¦ whole number
          --max-retries 21                  ¦ from 0 to 20
          --max-retries 0x3                 ¦ whole number
          --max-retries 03                  ¦ whole number
          --max-retries                     ¦ value is missing
          --max-retries=                    ¦ value is missing
          --max-retries --open              ¦ looks like a flag
          --max-retries 1 --max-retries 2   ¦ twice
          --max-retries=1 --max-retries 2   ¦ twice
          --open=yes                        ¦ takes no value
          --open --open                     ¦ twice
          --max-retry 3                     ¦ or --max-retries?
          --max_retries 3                   ¦ Did you mean --max-retries
          -max-retries 3                    ¦ Did you mean --max-retries
          --max-ret 3                       ¦ not among the allowed flags
          --dat /tmp/evil                   ¦ not among the allowed flags
          --scan-delay 1d                   ¦ a time from
          --scan-delay 2h                   ¦ a time from
          --scan-delay 1;id                 ¦ a time from
          --exclude-ports http              ¦ ports
          --exclude-ports *                 ¦ ports
          --version-intensity 5             ¦ no effect without "service_detection"
          --osscan-guess                    ¦ no effect without "os_detection"
          --script-timeout 5s               ¦ no effect without "scripts"
          --max-rtt-timeout 1s --min-rtt-timeout 2s ¦ is more than
          --min-hostgroup 64 --max-hostgroup 8      ¦ is more than
          -PSx                              ¦ will not do
          -PS22;id                          ¦ will not do
          -PS1-65535                        ¦ will not do
          10.0.0.9                          ¦ is not a flag
          -                                 ¦ is not a flag
          --                                ¦ not among the allowed flags
          —open                             ¦ is not a flag
          $(id)                             ¦ is not a flag
          """)
  void anExtraArgumentOutsideTheGrammarIsRefused(String elements, String why) {
    ObjectNode arguments = base();
    ArrayNode extra = arguments.putArray("extra_args");
    List.of(elements.split(" +")).forEach(extra::add);
    assertRefused(arguments, why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--max-retries 3 4", "--max-retries\n-oN", "--open\0", "--open -oN", "−−open"})
  void severalThingsInOneElementAreEachHeldToTheGrammar(String element) {
    ObjectNode arguments = base();
    arguments.putArray("extra_args").add(element);
    assertRefused(arguments, "extra_args");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          0              ¦ outside of 1 to 65535
          65536          ¦ outside of 1 to 65535
          99999999       ¦ not a port
          100-1          ¦ runs backwards
          22 -80         ¦ must be text of at least one
          no-such        ¦ service name
          http*          ¦ not a port
          [1-1024]       ¦ not a port
          22,,80         ¦ not a port
          22,            ¦ not a port
          22;id          ¦ not a port
          $(id)          ¦ not a port
          S:22           ¦ not a port
          P:1            ¦ not a port
          T:             ¦ not a port
          -oN/tmp/x      ¦ not a port
          top:0          ¦ between top:1
          top:99999      ¦ between top:1
          top:all        ¦ not a port
          top:10,22      ¦ not a port
          2２             ¦ not a port
          """)
  void aPortSpecificationOutsideTheGrammarIsRefused(String ports, String why) {
    assertRefused(base().put("ports", ports), why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          all                       ¦ not installed
          http-*                    ¦ paths, wildcards
          not intrusive             ¦ "not" is not installed
          safe or exploit           ¦ "or" is not installed
          default,exploit           ¦ it exploits
          +banner                   ¦ paths, wildcards
          /tmp/evil.nse             ¦ paths, wildcards
          ../../tmp/evil            ¦ paths, wildcards
          banner.nse                ¦ paths, wildcards
          http://evil/x.nse         ¦ paths, wildcards
          --script-updatedb         ¦ paths, wildcards
          no-such-script            ¦ not installed
          Banner                    ¦ not installed
          exploit                   ¦ it exploits
          brute                     ¦ guesses passwords
          dos                       ¦ bring a service down
          fuzzer                    ¦ malformed data
          external                  ¦ outside of the scope
          auth                      ¦ deals in credentials
          broadcast                 ¦ the whole network
          ssh-brute                 ¦ guesses passwords
          ftp-anon                  ¦ deals in credentials
          http-slowloris            ¦ bring a service down
          broadcast-ping            ¦ the whole network
          whois-ip                  ¦ outside of the scope
          dns-blacklist             ¦ outside of the scope
          url-snarf                 ¦ without regard to the targets
          targets-xml               ¦ without regard to the targets
          resolveall                ¦ without regard to the targets
          """)
  void aScriptThatMayNotRunIsRefusedAndNotDropped(String script, String why) {
    ObjectNode arguments = base();
    arguments.putArray("scripts").add("banner").add(script);
    assertRefused(arguments, why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stealth", "synn", "-sS", "idle", "", "syn,udp"})
  void aTechniqueThatIsNoneIsRefused(String technique) {
    assertRefused(base().put("technique", technique), "connect, syn, udp");
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    String unfit =
        assertRefused(base().put("technique", "idle").put("x", 1), "technique: \"idle\"");
    assertTrue(unfit.contains("x: there is no such argument"), unfit);
    ObjectNode arguments = base().put("ports", "no-such");
    arguments.putArray("extra_args").add("-oN").add("--max-retries=99");
    String message = assertRefused(arguments, "service name");
    assertTrue(message.contains("-oN") && message.contains("from 0 to 20"), message);
  }

  @Test
  void aMessageQuotesNoControlCharacters() {
    String message = assertRefused(base().put("ports", "\u001b[2J\u202E80"), "not a port");
    assertTrue(message.chars().noneMatch(c -> c < ' ' || c == 0x202E), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-enum", "intrusive", "vuln", "http-git"})
  void intrusiveScriptsNeedTheOperatorsLeaveAndTheCallersPermission(String script) {
    ObjectNode arguments = base();
    arguments.putArray("scripts").add(script);
    assertOutOfScope(tool(false, true), arguments, Caller.LOCAL, "intrusive");
    assertOutOfScope(tool(true, true), arguments, HARMLESS, "scan:intrusive");
    assertInstanceOf(Planning.Planned.class, plan(tool(true, true), arguments, Caller.LOCAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--min-rate=5000", "--min-parallelism=100", "--defeat-rst-ratelimit"})
  void intrusiveFlagsNeedTheSame(String flag) {
    ObjectNode arguments = base();
    arguments.putArray("extra_args").add(flag);
    assertOutOfScope(tool(false, true), arguments, Caller.LOCAL, "intrusive");
    assertOutOfScope(tool(true, true), arguments, HARMLESS, "scan:intrusive");
    assertInstanceOf(Planning.Planned.class, plan(tool(true, true), arguments, Caller.LOCAL));
  }

  @Test
  void whatNeedsRawSocketsIsRefusedWithoutThem() {
    NmapTool plain = tool(false, false);
    for (String arguments :
        List.of(
            "'technique':'udp'",
            "'technique':'xmas'",
            "'ports':'U:53'",
            "'os_detection':true",
            "'extra_args':['-PE']",
            "'extra_args':['-PU53']")) {
      assertInvalid(plain, args("{'targets':['127.0.0.1']," + arguments + "}"), "CAP_NET_RAW");
    }
  }

  @Test
  void morePortsThanAllowedAreRefusedTheTemplatesToo() {
    NmapTool narrow =
        new NmapTool(
            LAUNCHER,
            FENCE,
            new ScanScope(ScopePolicy.DEFAULT),
            new NmapSettings("nmap", 16, 500, 1 << 20, Duration.ZERO),
            40_000,
            () -> true);
    assertInvalid(narrow, base().put("ports", "1-501"), "501 ports; at most 500");
    assertInvalid(narrow, base().put("ports", "T:1-300,U:1-300"), "600 ports");
    assertInvalid(narrow, base().put("ports", "top:501"), "501 ports");
    assertInvalid(narrow, base(), "1,000 ports by template standard");
    assertInstanceOf(
        Planning.Planned.class, plan(narrow, base().put("ports", "1-300,200-500"), Caller.LOCAL));
  }

  private static ObjectNode base() {
    ObjectNode arguments = JSON.createObjectNode();
    arguments.putArray("targets").add("127.0.0.1");
    return arguments;
  }

  /** Single quotes stand for double ones. */
  private static ObjectNode args(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Planning plan(NmapTool tool, ObjectNode arguments, Caller caller) {
    return tool.plan(new ToolCall("1", "nmap", arguments, caller)).toCompletableFuture().join();
  }

  private String assertRefused(ObjectNode arguments, String why) {
    return assertInvalid(tool, arguments, why);
  }

  private static String assertInvalid(NmapTool tool, ObjectNode arguments, String why) {
    Planning plan = plan(tool, arguments, Caller.LOCAL);
    Planning.Refused refused = assertInstanceOf(Planning.Refused.class, plan, arguments::toString);
    InvalidInput invalid = assertInstanceOf(InvalidInput.class, refused.outcome());
    assertTrue(invalid.message().contains(why), invalid::message);
    return invalid.message();
  }

  private static void assertOutOfScope(
      NmapTool tool, ObjectNode arguments, Caller caller, String rule) {
    Planning plan = plan(tool, arguments, caller);
    Planning.Refused refused = assertInstanceOf(Planning.Refused.class, plan, arguments::toString);
    OutOfScope outcome = assertInstanceOf(OutOfScope.class, refused.outcome());
    assertEquals(rule, outcome.rule());
  }
}
