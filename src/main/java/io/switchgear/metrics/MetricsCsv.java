package io.switchgear.metrics;

import io.switchgear.tool.CsvText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Tools' figures as CSV (RFC 4180), a line per tool. Missing numbers are empty cells. */
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
    StringBuilder text = new StringBuilder(CsvText.line(COLUMNS));
    snapshot.tools().forEach((name, figures) -> text.append(CsvText.line(cells(name, figures))));
    return text.toString();
  }

  private static List<Object> cells(String name, ToolFigures figures) {
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(figures.executions());
    cells.add(figures.successes());
    cells.add(figures.failures());
    cells.add(figures.errors());
    cells.add(figures.timeouts());
    cells.add(figures.rejected());
    cells.add(figures.invalid());
    cells.add(figures.cancelled());
    cells.add(number(figures.successRate()));
    cells.add(number(figures.average()));
    cells.add(number(figures.min()));
    cells.add(number(figures.max()));
    cells.add(number(figures.p50()));
    cells.add(number(figures.p95()));
    cells.add(number(figures.p99()));
    cells.add(figures.lastExecution().map(Instant::toString).orElse(""));
    cells.add(number(figures.recentFailureRate()));
    cells.add(figures.active());
    for (WindowFigures window : List.of(figures.minute(), figures.fiveMinutes(), figures.hour())) {
      cells.add(window.calls());
      cells.add(window.failures());
    }
    return cells;
  }

  private static Object number(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? BigDecimal.valueOf(value.getAsDouble()).setScale(6, RoundingMode.HALF_UP)
        : "";
  }
}
