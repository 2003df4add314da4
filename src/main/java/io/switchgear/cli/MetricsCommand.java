package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    JsonNode taken = server.post(McpClient.JSON.createObjectNode(), "metrics", SNAPSHOTS);
    String id = FigureText.text(taken.path("id"));
    return output.of(
        () ->
            "Took snapshot %s at %s. To compare with it later: switchgear metrics compare %s\n"
                .formatted(id, FigureText.time(taken.path("timestamp")), id),
        taken,
        () -> heads(List.of(taken)));
  }

  private String snapshots(JsonNode answer) {
    JsonNode kept = answer.path(SNAPSHOTS);
    Table table = new Table("SNAPSHOT", "TIME", "REASON");
    for (JsonNode each : kept) {
      table.row(
          each.path("id").asText(),
          FigureText.time(each.path("timestamp")),
          each.path("reason").asText());
    }
    return output.of(
        () -> table.isEmpty() ? "There are no snapshots.\n" : table.toString(),
        answer,
        () -> heads(kept));
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
    List<JsonNode> tools = new ArrayList<>();
    answer
        .path("tools")
        .propertyStream()
        .forEach(
            each -> {
              ObjectNode line = McpClient.JSON.createObjectNode().put("tool", each.getKey());
              tools.add(line.setAll((ObjectNode) each.getValue()));
            });
    return output.of(() -> table(answer, tools), answer, () -> csv(tools));
  }

  private static String table(JsonNode answer, List<JsonNode> tools) {
    Table table = new Table("TOOL", "CALLS", "FAILED", "REJECTED", "PER SECOND", "P50", "P95");
    for (JsonNode each : tools) {
      table.row(
          each.path("tool").asText() + (each.path("began_anew").asBoolean() ? " (restarted)" : ""),
          each.path("executions").asText(),
          each.path("failures").asText(),
          each.path("rejected").asText(),
          FigureText.rate(each.path("rate_per_second")),
          change(each.path("p50_seconds")),
          change(each.path("p95_seconds")));
    }
    return "From %s to %s: %s\n\n%s"
        .formatted(
            moment(answer.path("from")),
            moment(answer.path("to")),
            FigureText.age(answer.path("seconds").asDouble()),
            table);
  }

  private static String moment(JsonNode head) {
    return FigureText.text(head.path("id")) + " (" + FigureText.time(head.path("timestamp")) + ")";
  }

  private static String change(JsonNode figure) {
    return figure.path("to").isNumber()
        ? FigureText.took(figure.path("from")) + " -> " + FigureText.took(figure.path("to"))
        : FigureText.NONE;
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
