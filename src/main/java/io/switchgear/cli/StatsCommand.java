package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows call statistics of a running server's tools. */
@Command(
    name = "stats",
    description = {
      "Show call statistics of a running server's tools: calls, successes and durations.",
      "  stats                         all tools since the server started",
      "  stats TOOL                    one tool, also over the last minute, five minutes and hour",
      "  stats --window 5m             all tools over the last five minutes",
      "The success rate counts only calls that ran: not rejected, invalid or cancelled ones."
    })
final class StatsCommand implements Callable<Integer> {

  enum Window {
    MINUTE("1m"),
    FIVE_MINUTES("5m"),
    HOUR("1h"),
    ALL("all");

    private final String typed;

    Window(String typed) {
      this.typed = typed;
    }

    /** The spelling on the command line and in the server's JSON. */
    @Override
    public String toString() {
      return typed;
    }
  }

  private static final int NAME_CHARS = 128;

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "The tool; all tools if not given.")
  String tool;

  @Option(
      names = {"-w", "--window"},
      paramLabel = "TIME",
      defaultValue = "all",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}, since the server started.")
  Window window;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  StatsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    JsonNode all;
    try (OperatorClient server = new OperatorClient(where.running())) {
      all = server.get("metrics");
    }
    List<ObjectNode> lines = lines(all.path("tools"));
    context.out().print(output.of(() -> text(all, lines), json(all, lines), () -> csv(lines)));
    context.out().flush();
    return ExitCode.OK.code();
  }

  /** The requested statistics, each with its tool's name as the first field. */
  private List<ObjectNode> lines(JsonNode tools) {
    if (tool != null && !tools.has(tool)) {
      List<String> names = tools.propertyStream().map(Map.Entry::getKey).sorted().toList();
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no tool '%s'; the tools are %s"
              .formatted(UntrustedText.line(tool, NAME_CHARS), String.join(", ", names)));
    }
    List<ObjectNode> lines = new ArrayList<>();
    tools
        .propertyStream()
        .filter(each -> tool == null || each.getKey().equals(tool))
        .forEach(
            each -> {
              JsonNode figures = each.getValue();
              ObjectNode line = McpClient.JSON.createObjectNode().put("tool", each.getKey());
              line.setAll((ObjectNode) of(window, figures).orElse(figures));
              lines.add(line);
            });
    return lines;
  }

  private static Optional<JsonNode> of(Window window, JsonNode figures) {
    return window == Window.ALL
        ? Optional.empty()
        : Optional.of(figures.path("windows").path(window.toString()));
  }

  private JsonNode json(JsonNode all, List<ObjectNode> lines) {
    if (tool != null) {
      return lines.getFirst();
    }
    if (window == Window.ALL) {
      return all;
    }
    ObjectNode json = McpClient.JSON.createObjectNode();
    json.set("timestamp", all.path("timestamp"));
    json.put("window", window.toString());
    lines.forEach(json.putArray("tools")::add);
    return json;
  }

  private String csv(List<ObjectNode> lines) {
    return window == Window.ALL
        ? Csv.of(
            lines,
            "/tool",
            "/executions",
            "/successes",
            "/failures",
            "/errors",
            "/timeouts",
            "/rejected",
            "/invalid",
            "/cancelled",
            "/success_rate",
            "/avg_seconds",
            "/min_seconds",
            "/max_seconds",
            "/p50_seconds",
            "/p95_seconds",
            "/p99_seconds",
            "/last_execution",
            "/active")
        : Csv.of(
            lines,
            "/tool",
            "/calls",
            "/failures",
            "/rejected",
            "/rate_per_second",
            "/failure_rate",
            "/avg_seconds",
            "/p50_seconds",
            "/p95_seconds",
            "/p99_seconds");
  }

  private String text(JsonNode all, List<ObjectNode> lines) {
    if (window != Window.ALL) {
      return StatsText.windows("TOOL", lines, line -> line.path("tool").asText());
    }
    return tool == null ? StatsText.totals(all, lines) : StatsText.one(lines.getFirst());
  }
}
