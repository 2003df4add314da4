package io.switchgear.cli;

import io.switchgear.watch.view.MetricsJson;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Call statistics as text for operators. */
final class StatsText {

  private StatsText() {}

  /** Totals since the server started: a row per tool, then a line about the server. */
  static String totals(MetricsJson all) {
    Table table =
        new Table("TOOL", "CALLS", "REJECTED", "SUCCESS", "P50", "P95", "P99", "ACTIVE", "LAST");
    all.tools()
        .forEach(
            (name, tool) ->
                table.row(
                    name,
                    "" + tool.executions(),
                    "" + tool.rejected(),
                    FigureText.share(tool.successRate()),
                    FigureText.took(tool.p50Seconds()),
                    FigureText.took(tool.p95Seconds()),
                    FigureText.took(tool.p99Seconds()),
                    "" + tool.active(),
                    FigureText.time(tool.lastExecution())));
    MetricsJson.Server server = all.system();
    return table
        + String.format(
            Locale.ROOT,
            "\nServer: up %s, %d requests, %d errors, %d connections\n",
            FigureText.age(server.uptimeSeconds()),
            server.requestsTotal(),
            server.errorsTotal(),
            server.activeConnections());
  }

  /** One tool: its totals, then a row per time window. */
  static String one(String name, MetricsJson.Tool tool) {
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
            FigureText.text(name),
            tool.executions(),
            tool.successes(),
            tool.failures(),
            tool.errors(),
            tool.timeouts(),
            tool.rejected(),
            tool.invalid(),
            tool.cancelled(),
            FigureText.share(tool.successRate()),
            FigureText.share(tool.recentFailureRate()),
            FigureText.took(tool.p50Seconds()),
            FigureText.took(tool.p95Seconds()),
            FigureText.took(tool.p99Seconds()),
            FigureText.took(tool.avgSeconds()),
            FigureText.took(tool.minSeconds()),
            FigureText.took(tool.maxSeconds()),
            tool.active(),
            FigureText.time(tool.lastExecution()));
    return figures + windows("WINDOW", tool.windows());
  }

  /**
   * A row per window.
   *
   * @param windows by the text of the first column
   */
  static String windows(String heading, Map<String, MetricsJson.Window> windows) {
    Table table =
        new Table(
            heading, "CALLS", "FAILED", "REJECTED", "PER SECOND", "FAILURES", "P50", "P95", "P99");
    windows.forEach(
        (name, window) ->
            table.row(
                name,
                "" + window.calls(),
                "" + window.failures(),
                "" + window.rejected(),
                FigureText.rate(OptionalDouble.of(window.ratePerSecond())),
                FigureText.share(window.failureRate()),
                FigureText.took(window.p50Seconds()),
                FigureText.took(window.p95Seconds()),
                FigureText.took(window.p99Seconds())));
    return table.toString();
  }
}
