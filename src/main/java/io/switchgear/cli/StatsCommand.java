package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.MetricsJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    JsonNode answer;
    try (OperatorClient server = new OperatorClient(where.running())) {
      answer = server.get("metrics");
    }
    MetricsJson all = OperatorClient.view(answer, MetricsJson.class);
    checkTool(all.tools().keySet());
    context
        .out()
        .print(output.of(() -> text(all), json(answer), () -> csv(lines(answer.path("tools")))));
    context.out().flush();
    return ExitCode.OK.code();
  }

  private void checkTool(Set<String> names) {
    if (tool != null && !names.contains(tool)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no tool '%s'; the tools are %s"
              .formatted(
                  UntrustedText.line(tool, NAME_CHARS),
                  String.join(", ", names.stream().sorted().toList())));
    }
  }

  private String text(MetricsJson all) {
    if (window == Window.ALL) {
      return tool == null ? StatsText.totals(all) : StatsText.one(tool, all.tools().get(tool));
    }
    Map<String, MetricsJson.Window> windows = new LinkedHashMap<>();
    all.tools()
        .forEach(
            (name, each) -> {
              if (tool == null || tool.equals(name)) {
                Optional.ofNullable(each.windows().get(window.toString()))
                    .ifPresent(figures -> windows.put(name, figures));
              }
            });
    return StatsText.windows("TOOL", windows);
  }

  /** The requested statistics with all fields that the server sent, below the tool's name. */
  private List<ObjectNode> lines(JsonNode tools) {
    List<ObjectNode> lines = new ArrayList<>();
    tools
        .propertyStream()
        .filter(each -> tool == null || each.getKey().equals(tool))
        .forEach(
            each -> {
              JsonNode figures =
                  window == Window.ALL
                      ? each.getValue()
                      : each.getValue().path("windows").path(window.toString());
              ObjectNode line = McpClient.JSON.createObjectNode().put("tool", each.getKey());
              lines.add(figures instanceof ObjectNode known ? line.setAll(known) : line);
            });
    return lines;
  }

  private JsonNode json(JsonNode answer) {
    if (tool == null && window == Window.ALL) {
      return answer;
    }
    List<ObjectNode> lines = lines(answer.path("tools"));
    if (tool != null) {
      return lines.getFirst();
    }
    ObjectNode json = McpClient.JSON.createObjectNode();
    json.set("timestamp", answer.path("timestamp"));
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
}
