package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.scope.TargetSet;
import io.switchgear.testing.Await;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Runs in a network namespace with loopback only: scans a hostile target and reports which other
 * addresses received a first packet. Each line of standard input is one scan, a wall and arguments;
 * each line of standard output is its result.
 */
final class ScriptLab {

  /** The protection that restricts a scan to its target. */
  enum Wall {
    /** None: the requested scripts run as nmap runs them. */
    NONE,
    /** The list of judged scripts, without a fence. */
    LIST,
    /** The fence, with the requested scripts. */
    FENCE,
    BOTH
  }

  /** Stands for all judged scripts that may run. */
  static final String ALL_THAT_MAY = "*may*";

  /** Stands for all judged scripts, also those that leave their target. */
  static final String ALL = "*all*";

  private static final int ANSWER_BYTES = 40_000;
  private static final Path NMAP = Path.of("/usr/bin/nmap");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-f:]*::[0-9a-f:]*");

  private static final String RULES =
      """
      table inet lab {
        set strays { type ipv4_addr; flags dynamic; }
        set strays6 { type ipv6_addr; flags dynamic; }
        chain output {
          type filter hook output priority 10; policy accept;
          ct state new ip daddr != %s add @strays { ip daddr }
          ct state new meta nfproto ipv6 add @strays6 { ip6 daddr }
        }
      }
      """
          .formatted(LabServices.TARGET);

  private final ProcessLauncher launcher;
  private final ScriptCatalogs catalogs = new ScriptCatalogs();
  private final NmapBinary binary;
  private final FenceSupport fence;

  private ScriptLab(ProcessLauncher launcher) {
    this.launcher = launcher;
    this.binary = new NmapBinary(launcher, NmapToolTest.SETTINGS);
    this.fence = new NmapFence(launcher).look(NmapToolTest.SETTINGS);
  }

  /** Arguments: a key store with a certificate, and its password. */
  public static void main(String[] args) throws Exception {
    new LabServices(tls(Path.of(args[0]), args[1].toCharArray()));
    nft(RULES);
    try (ProcessLauncher launcher = new ProcessLauncher()) {
      ScriptLab lab = new ScriptLab(launcher);
      System.out.println(lab.fence);
      for (String line : new String(System.in.readAllBytes()).lines().toList()) {
        String[] words = line.split(" ", 2);
        System.out.println(lab.run(Wall.valueOf(words[0]), words[1]));
      }
    }
  }

  private String run(Wall wall, String arguments) throws Exception {
    ObjectNode json = (ObjectNode) JSON.readTree(arguments);
    json.putArray("targets").add(LabServices.TARGET);
    json.put("skip_host_discovery", true);
    if (!json.has("ports")) {
      json.put("ports", LabServices.ports());
    }
    json.putArray("extra_args").add("--max-retries=1");
    Set<String> asked = new TreeSet<>();
    json.path("scripts").forEach(name -> asked.add(name.asText()));
    if (asked.remove(ALL)) {
      asked.addAll(JudgedScripts.all().keySet());
    }
    if (asked.remove(ALL_THAT_MAY)) {
      asked.addAll(mayRun(json.path("reverse_dns").asBoolean()));
    }
    // More than callers may request.
    json.remove("scripts");
    if (!asked.isEmpty()) {
      json.putArray("scripts").add("banner");
      // Without a wall a script has to get as far as the stray packet, also on a busy machine.
      json.withArray("extra_args").add("--script-timeout=" + (wall == Wall.NONE ? "30s" : "1s"));
    }
    Problems problems = new Problems();
    NmapArguments parsed = NmapArguments.parse(json, problems);
    ScriptChoice choice = choice(wall, parsed, asked, problems);
    if (problems.any()) {
      return "refused: " + problems.asOutcome().message().replace('\n', ' ');
    }
    nft("flush set inet lab strays; flush set inet lab strays6");
    NmapCommand command =
        new NmapCommand(
            parsed,
            true,
            choice.selection(),
            choice.files(),
            targets(),
            wall == Wall.FENCE || wall == Wall.BOTH
                ? fence
                : new FenceSupport.Unsupported("it is not wanted here"));
    ToolOutcome outcome =
        Await.result(
            "the scan",
            new NmapRun(
                    launcher,
                    binary,
                    NmapToolTest.SETTINGS,
                    ANSWER_BYTES,
                    Deadline.in(Duration.ofSeconds(60)),
                    Progress.NONE)
                .start(() -> new NmapPlanner.Derived.Ready(command))
                .outcome());
    String kind = outcome.getClass().getSimpleName();
    return (outcome instanceof ToolOutcome.Success ? kind : outcome.toString().replace('\n', ' '))
        + " "
        + choice.selection().names().size()
        + " scripts, strays "
        + strays();
  }

  private ScriptChoice choice(Wall wall, NmapArguments parsed, Set<String> asked, Problems problems)
      throws Exception {
    ScriptCatalog catalog = catalogs.of(NMAP).orElseThrow();
    ScriptRules rules = new ScriptRules(parsed.reverseDns());
    Set<String> seen = new TreeSet<>();
    ScriptSelection selection =
        switch (wall) {
          case NONE, FENCE -> {
            catalog.scripts().values().stream()
                .filter(script -> parsed.detectsServices())
                .filter(script -> script.categories().contains("version"))
                .forEach(script -> seen.add(script.name()));
            yield new ScriptSelection(asked, List.of(), List.of());
          }
          case LIST, BOTH -> {
            if (parsed.detectsServices()) {
              seen.addAll(catalog.versionScripts(rules));
            }
            yield ScriptSelection.of(List.copyOf(asked), catalog, rules, problems);
          }
        };
    seen.addAll(selection.names());
    ScriptFiles files = new ScriptFiles(Optional.of(catalog.dataFolder()), catalog.database(seen));
    return new ScriptChoice(selection, Optional.of(files), false, Optional.empty());
  }

  private static Set<String> mayRun(boolean named) {
    return JudgedScripts.all().entrySet().stream()
        .filter(
            entry ->
                switch (entry.getValue().verdict()) {
                  case STAYS -> true;
                  case UNNAMED -> !named;
                  case LEAVES -> false;
                })
        .map(entry -> entry.getKey())
        .collect(Collectors.toSet());
  }

  private static TargetSet targets() {
    ScopeDecision decision =
        new ScanScope(ScopePolicy.DEFAULT)
            .check(
                new ScopeQuery("local", NmapTool.NAME, PortSet.ALL),
                List.of(LabServices.TARGET),
                List.of(),
                1)
            .toCompletableFuture()
            .join();
    return ((ScopeDecision.Allowed) decision).targets();
  }

  private static Set<String> strays() throws Exception {
    Set<String> found = new TreeSet<>();
    for (String set : List.of("strays", "strays6")) {
      String listed = nft("list set inet lab " + set);
      int elements = listed.indexOf("elements");
      if (elements >= 0) {
        ADDRESS
            .matcher(listed.substring(elements))
            .results()
            .forEach(match -> found.add(match.group()));
      }
    }
    return found;
  }

  private static String nft(String commands) throws Exception {
    Process nft = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
    try (var out = nft.outputWriter()) {
      out.write(commands.replace(";", commands.startsWith("table") ? ";" : "\n") + "\n");
    }
    String said = new String(nft.getInputStream().readAllBytes());
    if (nft.waitFor() != 0) {
      throw new AssertionError("nft: " + said);
    }
    return said;
  }

  private static SSLContext tls(Path store, char[] password) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }
}
