package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Call statistics as text for operators. */
final class StatsText {

  private StatsText() {}

  /** Totals since the server started: a row per tool, then a line about the server. */
  static String totals(JsonNode all, Iterable<? extends JsonNode> tools) {
    Table table =
        new Table("TOOL", "CALLS", "REJECTED", "SUCCESS", "P50", "P95", "P99", "ACTIVE", "LAST");
    for (JsonNode each : tools) {
      table.row(
          each.path("tool").asText(),
          each.path("executions").asText(),
          each.path("rejected").asText(),
          FigureText.share(each.path("success_rate")),
          FigureText.took(each.path("p50_seconds")),
          FigureText.took(each.path("p95_seconds")),
          FigureText.took(each.path("p99_seconds")),
          each.path("active").asText(),
          FigureText.time(each.path("last_execution")));
    }
    JsonNode system = all.path("system");
    return table
        + String.format(
            Locale.ROOT,
            "\nServer: up %s, %d requests, %d errors, %d connections\n",
            FigureText.age(system.path("uptime_seconds").asDouble()),
            system.path("requests_total").asLong(),
            system.path("errors_total").asLong(),
            system.path("active_connections").asLong());
  }

  /** One tool: its totals, then a row per time window. */
  static String one(JsonNode tool) {
    String figures =
        String.format(
            Locale.ROOT,
            """
            %s
            Calls         %d: %d successful, %d failed (%d errors, %d timeouts)
            Not run       %d rejected, %d invalid, %d cancelled
            Success       %s; %s of the last calls failed
            Took          p50 %s, p95 %s, p99 %s; %s on average, %s to %s
            Active        %d
            Last call     %s

            """,
            FigureText.text(tool.path("tool")),
            tool.path("executions").asLong(),
            tool.path("successes").asLong(),
            tool.path("failures").asLong(),
            tool.path("errors").asLong(),
            tool.path("timeouts").asLong(),
            tool.path("rejected").asLong(),
            tool.path("invalid").asLong(),
            tool.path("cancelled").asLong(),
            FigureText.share(tool.path("success_rate")),
            FigureText.share(tool.path("recent_failure_rate")),
            FigureText.took(tool.path("p50_seconds")),
            FigureText.took(tool.path("p95_seconds")),
            FigureText.took(tool.path("p99_seconds")),
            FigureText.took(tool.path("avg_seconds")),
            FigureText.took(tool.path("min_seconds")),
            FigureText.took(tool.path("max_seconds")),
            tool.path("active").asLong(),
            FigureText.time(tool.path("last_execution")));
    List<Map.Entry<String, JsonNode>> windows = tool.path("windows").propertyStream().toList();
    return figures + windows("WINDOW", windows, Map.Entry::getKey, Map.Entry::getValue);
  }

  static String windows(
      String heading, List<? extends JsonNode> lines, Function<JsonNode, String> name) {
    return windows(heading, lines, name::apply, line -> line);
  }

  private static <T> String windows(
      String heading, List<? extends T> lines, Function<T, String> name, Function<T, JsonNode> of) {
    Table table =
        new Table(
            heading, "CALLS", "FAILED", "REJECTED", "PER SECOND", "FAILURES", "P50", "P95", "P99");
    for (T line : lines) {
      JsonNode figures = of.apply(line);
      table.row(
          name.apply(line),
          figures.path("calls").asText(),
          figures.path("failures").asText(),
          figures.path("rejected").asText(),
          FigureText.rate(figures.path("rate_per_second")),
          FigureText.share(figures.path("failure_rate")),
          FigureText.took(figures.path("p50_seconds")),
          FigureText.took(figures.path("p95_seconds")),
          FigureText.took(figures.path("p99_seconds")));
    }
    return table.toString();
  }
}
