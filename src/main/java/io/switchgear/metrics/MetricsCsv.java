package io.switchgear.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Figures of tools as CSV (RFC 4180): a line per tool; a cell is empty where there is no number.
 */
final class MetricsCsv {

  private static final List<String> COLUMNS =
      List.of(
          "tool",
          "executions",
          "successes",
          "failures",
          "errors",
          "timeouts",
          "rejected",
          "invalid",
          "cancelled",
          "success_rate",
          "avg_seconds",
          "min_seconds",
          "max_seconds",
          "p50_seconds",
          "p95_seconds",
          "p99_seconds",
          "last_execution",
          "recent_failure_rate",
          "active",
          "calls_1m",
          "failures_1m",
          "calls_5m",
          "failures_5m",
          "calls_1h",
          "failures_1h");

  private MetricsCsv() {}

  static String of(Snapshot snapshot) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
    snapshot
        .tools()
        .forEach(
            (name, figures) ->
                text.append(
                        cells(name, figures).stream()
                            .map(MetricsCsv::quoted)
                            .collect(Collectors.joining(",")))
                    .append("\r\n"));
    return text.toString();
  }

  private static List<String> cells(String name, ToolFigures figures) {
    List<String> cells = new ArrayList<>();
    cells.add(name);
    cells.add("" + figures.executions());
    cells.add("" + figures.successes());
    cells.add("" + figures.failures());
    cells.add("" + figures.count(Ending.ERROR));
    cells.add("" + figures.count(Ending.TIMEOUT));
    cells.add("" + figures.count(Ending.REJECTED));
    cells.add("" + figures.count(Ending.INVALID));
    cells.add("" + figures.count(Ending.CANCELLED));
    cells.add(number(figures.successRate()));
    cells.add(number(figures.average()));
    cells.add(number(figures.min()));
    cells.add(number(figures.max()));
    cells.add(number(figures.p50()));
    cells.add(number(figures.p95()));
    cells.add(number(figures.p99()));
    cells.add(figures.lastExecution().map(Instant::toString).orElse(""));
    cells.add(number(figures.recentFailureRate()));
    cells.add("" + figures.active());
    for (WindowFigures window : List.of(figures.minute(), figures.fiveMinutes(), figures.hour())) {
      cells.add("" + window.calls());
      cells.add("" + window.failures());
    }
    return cells;
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? java.math.BigDecimal.valueOf(value.getAsDouble())
            .setScale(6, java.math.RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        : "";
  }

  /** A spreadsheet takes what begins with one of these for a formula; no tool's name needs to. */
  private static String quoted(String cell) {
    String safe = cell.isEmpty() || "=+-@\t".indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
    return safe.matches("[^\",\r\n]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
