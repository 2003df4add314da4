package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.watch.view.ComparisonJson;
import io.switchgear.watch.view.SnapshotJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports the metrics of a running server, takes snapshots, and compares them. */
@Command(
    name = "metrics",
    description = {
      "Export the metrics of a running server, and compare them over time.",
      "  metrics export [--format csv] [--file FILE]",
      "                                export all metrics",
      "  metrics snapshot              store the current metrics in the server as a snapshot",
      "  metrics snapshots             list the stored snapshots",
      "  metrics compare [FROM [TO]]   compare two snapshots, each a number, oldest, latest or now;"
          + " latest and now if not given",
      "Snapshots are kept in memory and are lost when the server stops."
    })
final class MetricsCommand implements Callable<Integer> {

  enum Action {
    export,
    snapshot,
    snapshots,
    compare
  }

  enum Format {
    json("application/json"),
    csv("text/csv");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  private static final String SNAPSHOTS = "snapshots";

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FROM",
      description = "For compare: the earlier snapshot.")
  String from;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "TO",
      description = "For compare: the later snapshot, or now.")
  String to;

  @Option(
      names = {"-f", "--format"},
      // Differs from the label of --output, because completion scripts use labels as variable
      // names.
      paramLabel = "TYPE",
      description = "For export: ${COMPLETION-CANDIDATES}; json if not given.")
  Format format;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "For export: file to write; standard output if not given.")
  Path file;

  @Option(names = "--force", description = "For export: replace an existing file.")
  boolean force;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  MetricsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    check();
    try (OperatorClient server = new OperatorClient(where.running())) {
      context
          .out()
          .print(
              switch (action) {
                case export -> export(server);
                case snapshot -> snapshot(server);
                case snapshots -> snapshots(server.get("metrics", SNAPSHOTS));
                case compare -> compare(server);
              });
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private void check() {
    if (from != null && action != Action.compare) {
      throw new CommandFailure(
          ExitCode.USAGE,
          action + " takes no snapshot number; did you mean 'metrics compare " + from + "'?");
    }
    if (action == Action.export && output.format != OutputOption.Format.table) {
      throw new CommandFailure(ExitCode.USAGE, "export takes --format json or csv, not --output");
    }
    if (action != Action.export && (format != null || file != null || force)) {
      throw new CommandFailure(
          ExitCode.USAGE, action + " takes no --format, --file or --force; only export does");
    }
  }

  private String export(OperatorClient server) {
    Format as = format == null ? Format.json : format;
    if (file == null) {
      String text = document(server, as);
      return text.endsWith("\n") ? text : text + "\n";
    }
    ExportFile target = new ExportFile("--file", file, force);
    target.write(document(server, as));
    return "";
  }

  private static String document(OperatorClient server, Format as) {
    return server.document(as.mediaType, Map.of("format", as.name()), "metrics", "export");
  }

  private String snapshot(OperatorClient server) {
    JsonNode answer = server.post("metrics", SNAPSHOTS);
    SnapshotJson.Head taken = OperatorClient.view(answer, SnapshotJson.Head.class);
    String id = FigureText.text(taken.id());
    return output.of(
        () ->
            "Took snapshot %s at %s. To compare with it later: switchgear metrics compare %s\n"
                .formatted(id, FigureText.time(taken.timestamp()), id),
        answer,
        () -> heads(List.of(answer)));
  }

  private String snapshots(JsonNode answer) {
    return output.of(
        () -> table(OperatorClient.view(answer, SnapshotJson.All.class)),
        answer,
        () -> heads(answer.path(SNAPSHOTS)));
  }

  private static String table(SnapshotJson.All kept) {
    Table table = new Table("SNAPSHOT", "TIME", "REASON");
    for (SnapshotJson.Head each : kept.snapshots()) {
      table.row(each.id(), FigureText.time(each.timestamp()), each.reason());
    }
    return table.isEmpty() ? "There are no snapshots.\n" : table.toString();
  }

  private static String heads(Iterable<JsonNode> snapshots) {
    return Csv.of(snapshots, "/id", "/timestamp", "/reason");
  }

  private String compare(OperatorClient server) {
    JsonNode answer =
        server.getWith(
            Map.of("from", from == null ? "latest" : from, "to", to == null ? "now" : to),
            "metrics",
            "compare");
    return output.of(
        () -> table(OperatorClient.view(answer, ComparisonJson.class)),
        answer,
        () -> csv(lines(answer.path("tools"))));
  }

  private static String table(ComparisonJson comparison) {
    Table table = new Table("TOOL", "CALLS", "FAILED", "REJECTED", "PER SECOND", "P50", "P95");
    comparison
        .tools()
        .forEach(
            (name, tool) ->
                table.row(
                    name + (tool.beganAnew() ? " (restarted)" : ""),
                    "" + tool.executions(),
                    "" + tool.failures(),
                    "" + tool.rejected(),
                    FigureText.rate(tool.ratePerSecond()),
                    change(tool.p50Seconds()),
                    change(tool.p95Seconds())));
    return "From %s to %s: %s\n\n%s"
        .formatted(
            moment(comparison.from()),
            moment(comparison.to()),
            FigureText.age(comparison.seconds()),
            table);
  }

  private static String moment(SnapshotJson.Head head) {
    return FigureText.text(head.id()) + " (" + FigureText.time(head.timestamp()) + ")";
  }

  private static String change(ComparisonJson.Difference figure) {
    return figure.to().isPresent()
        ? FigureText.took(figure.from()) + " -> " + FigureText.took(figure.to())
        : FigureText.NONE;
  }

  /** The tools with all fields that the server sent, below the tool's name. */
  private static List<JsonNode> lines(JsonNode tools) {
    List<JsonNode> lines = new ArrayList<>();
    tools
        .propertyStream()
        .forEach(
            each -> {
              ObjectNode line = McpClient.JSON.createObjectNode().put("tool", each.getKey());
              lines.add(line.setAll((ObjectNode) each.getValue()));
            });
    return lines;
  }

  private static String csv(List<JsonNode> tools) {
    return Csv.of(
        tools,
        "/tool",
        "/began_anew",
        "/executions",
        "/successes",
        "/failures",
        "/rejected",
        "/rate_per_second",
        "/failure_rate",
        "/avg_seconds",
        "/p50_seconds/from",
        "/p50_seconds/to",
        "/p95_seconds/from",
        "/p95_seconds/to",
        "/p99_seconds/from",
        "/p99_seconds/to");
  }
}
