package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.config.Settings;
import io.switchgear.config.SettingsView;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeExplanation;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.scope.ScopeSummary;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.ports.PortSpec;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.watch.view.ViewMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what may be scanned, and which line of which file decides it. */
@Command(
    name = "scope",
    description = {
      "Say what may be scanned, by whom, and which line decides it. Reads the configuration and"
          + " its scope file; needs no server.",
      "  scope explain TARGET          every line about the target, which of them decide, and what"
          + " would be needed; exit code 0 if the scan is allowed, 3 if not",
      "  scope show                    what a principal may scan"
    })
final class ScopeCommand implements Callable<Integer> {

  private static final List<String> TOOLS = List.of(NmapTool.NAME, PortScanTool.NAME);
  private static final int LINE_CHARS = 1_000;

  enum Action {
    explain,
    show
  }

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "For explain: an address, CIDR block, IPv4 range or name.")
  String target;

  @Option(
      names = "--as",
      paramLabel = "PRINCIPAL",
      defaultValue = "local",
      description =
          "Name of the caller; default ${DEFAULT-VALUE}, the caller without authentication.")
  String principal;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      defaultValue = NmapTool.NAME,
      description = "For explain: the tool; default ${DEFAULT-VALUE}.")
  String tool;

  @Option(
      names = "--ports",
      paramLabel = "PORTS",
      description =
          "For explain: the ports of the scan, such as 22,80 or U:53; only the target counts if"
              + " not given.")
  String ports;

  @Mixin OutputOption output;

  @Mixin BackendOptions.SettingsOptions settings;

  ScopeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if ((target == null) == (action == Action.explain)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          action == Action.explain
              ? "name the target: 'scope explain TARGET'"
              : "show takes no target; use 'scope explain " + clean(target) + "'");
    }
    Settings loaded = settings.load(Map.of());
    ScanScope scope = new ScanScope(loaded.scope());
    ExitCode code =
        switch (action) {
          case explain -> explain(scope, loaded);
          case show -> show(scope.summary(principal));
        };
    context.out().flush();
    return code.code();
  }

  private ExitCode explain(ScanScope scope, Settings loaded) {
    ScopeExplanation explained;
    try {
      explained =
          scope
              .explain(new ScopeQuery(principal, tool(), ports()), target)
              .toCompletableFuture()
              .join();
    } catch (IllegalArgumentException unreadable) {
      throw new CommandFailure(ExitCode.USAGE, unreadable.getMessage());
    }
    Map<String, String> origins =
        SettingsView.of(loaded).stream()
            .collect(Collectors.toMap(SettingsView.Line::key, SettingsView.Line::origin));
    JsonNode json = ViewMapper.tree(located(explained, origins));
    context
        .out()
        .print(
            output.of(
                () -> text(located(explained, origins)),
                json,
                () ->
                    Csv.of(
                        json.path("lines"),
                        "/decides",
                        "/effect",
                        "/text",
                        "/where",
                        "/status",
                        "/authoriser",
                        "/reference",
                        "/from",
                        "/until")));
    return explained.allowed() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private String tool() {
    if (!TOOLS.contains(tool)) {
      throw new CommandFailure(ExitCode.USAGE, "--tool must be one of " + String.join(", ", TOOLS));
    }
    return tool;
  }

  private PortSet ports() {
    if (ports == null) {
      return PortSet.NONE;
    }
    return switch (PortSpec.read(ports, false)) {
      case PortSpec.Reading.Unreadable unreadable ->
          throw new CommandFailure(ExitCode.USAGE, "--ports: " + unreadable.sentence());
      case PortSpec.Reading.Ports read when read.spec().top() == 0 -> read.spec().listed();
      case PortSpec.Reading.Ports read when tool.equals(NmapTool.NAME) ->
          PortSpec.allTcp().listed();
      case PortSpec.Reading.Ports read -> PortSet.tcpPorts(read.spec().tcpPorts());
    };
  }

  /** With the file and line of keys of the configuration. */
  private static ScopeExplanation located(ScopeExplanation explained, Map<String, String> origins) {
    return new ScopeExplanation(
        explained.target(),
        explained.principal(),
        explained.tool(),
        explained.ports(),
        explained.time(),
        explained.allowed(),
        explained.reason(),
        explained.needed(),
        explained.allowedPorts(),
        explained.lines().stream().map(line -> located(line, origins)).toList());
  }

  private static ScopeExplanation.Line located(
      ScopeExplanation.Line line, Map<String, String> origins) {
    String origin = origins.get(line.where());
    return origin == null
        ? line
        : new ScopeExplanation.Line(
            line.decides(),
            line.effect(),
            line.text(),
            line.where() + " (" + origin + ")",
            line.principals(),
            line.tools(),
            line.ports(),
            line.authoriser(),
            line.reference(),
            line.from(),
            line.until(),
            line.status());
  }

  private static String text(ScopeExplanation explained) {
    StringBuilder out = new StringBuilder();
    out.append(explained.allowed() ? "allowed: " : "refused: ")
        .append(clean(explained.reason()))
        .append('\n');
    if (!explained.needed().isEmpty()) {
      out.append("needed: ").append(clean(explained.needed())).append('\n');
    }
    if (explained.allowed() && explained.ports().equals("none")) {
      out.append("ports: ").append(explained.allowedPorts()).append('\n');
    }
    if (explained.lines().isEmpty()) {
      return out.append("No line is about this target.\n").toString();
    }
    Table table =
        new Table(
                "DECIDES",
                "LINE",
                "STATUS",
                "PRINCIPALS",
                "TOOLS",
                "VALID",
                "AUTHORISER",
                "REFERENCE",
                "WHERE")
            .withWideLastColumn();
    for (ScopeExplanation.Line line : explained.lines()) {
      table.row(
          line.decides() ? "yes" : "no",
          line.text(),
          line.status(),
          String.join(",", line.principals()),
          String.join(",", line.tools()),
          validity(line.from(), line.until()),
          line.authoriser(),
          line.reference(),
          line.where());
    }
    return out.append('\n').append(table).toString();
  }

  private ExitCode show(ScopeSummary summary) {
    JsonNode json = ViewMapper.tree(summary);
    context
        .out()
        .print(
            output.of(
                () -> text(summary),
                json,
                () -> {
                  throw new CommandFailure(
                      ExitCode.USAGE, "show has no csv; use --output json or table");
                }));
    return ExitCode.OK;
  }

  private static String text(ScopeSummary summary) {
    Table table =
        new Table(
                "EFFECT",
                "PORTS",
                "TOOLS",
                "STATUS",
                "VALID",
                "AUTHORISER",
                "REFERENCE",
                "SOURCE",
                "TARGETS")
            .withWideLastColumn();
    summary.deny().forEach(line -> row(table, "deny", line));
    summary.allow().forEach(line -> row(table, "allow", line));
    return "%s may scan, at %s:\n\n%s\nnames: %s\nclosed unless an entry inside names them: %s\n"
            .formatted(
                clean(summary.principal()),
                summary.time(),
                table,
                clean(String.join(", ", summary.names())),
                String.join(", ", summary.closed().keySet()))
        + (summary.leftOut() == 0 ? "" : summary.leftOut() + " more rules are not shown.\n");
  }

  private static void row(Table table, String effect, ScopeSummary.Line line) {
    table.row(
        effect,
        line.ports(),
        String.join(",", line.tools()),
        line.status(),
        validity(line.from(), line.until()),
        line.authoriser(),
        line.reference(),
        line.source(),
        String.join(", ", line.targets()));
  }

  private static String validity(Optional<Instant> from, Optional<Instant> until) {
    return from.isEmpty() && until.isEmpty()
        ? "always"
        : (from.map(at -> "from " + at + " ").orElse("")
                + until.map(at -> "until " + at).orElse(""))
            .strip();
  }

  private static String clean(String text) {
    return UntrustedText.line(text, LINE_CHARS);
  }
}
