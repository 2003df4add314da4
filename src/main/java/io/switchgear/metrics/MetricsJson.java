package io.switchgear.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.metrics.ToolCallRecord.Point;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Figures as JSON: snake_case names, seconds, ISO 8601 times, null for missing numbers. */
final class MetricsJson {

  private static final double MICRO = 1e6;

  private MetricsJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode all(Snapshot snapshot) {
    ObjectNode json = object().put("timestamp", snapshot.at().toString());
    json.set("system", system(snapshot.system()));
    ObjectNode tools = json.putObject("tools");
    snapshot.tools().forEach((name, figures) -> tools.set(name, tool(figures)));
    return json;
  }

  /** A snapshot's id, time and reason. */
  static ObjectNode head(Snapshot snapshot) {
    return object()
        .put("id", snapshot.id() == 0 ? "now" : "" + snapshot.id())
        .put("timestamp", snapshot.at().toString())
        .put("reason", snapshot.reason());
  }

  static ObjectNode snapshot(Snapshot snapshot) {
    ObjectNode json = head(snapshot);
    json.setAll(all(snapshot));
    return json;
  }

  static ObjectNode system(SystemFigures system) {
    ObjectNode json =
        object()
            .put("uptime_seconds", rounded(system.uptime()))
            .put("start_time", system.start().toString())
            .put("requests_total", system.requests())
            .put("errors_total", system.errors());
    put(json, "error_rate", system.errorRate());
    return json.put("active_connections", system.connections());
  }

  static ObjectNode tool(ToolFigures figures) {
    ObjectNode json =
        object()
            .put("executions", figures.executions())
            .put("successes", figures.successes())
            .put("failures", figures.failures())
            .put("errors", figures.count(CallOutcome.ERROR))
            .put("timeouts", figures.count(CallOutcome.TIMEOUT))
            .put("rejected", figures.count(CallOutcome.REJECTED))
            .put("invalid", figures.count(CallOutcome.INVALID))
            .put("cancelled", figures.count(CallOutcome.CANCELLED));
    put(json, "success_rate", figures.successRate());
    put(json, "avg_seconds", figures.average());
    put(json, "min_seconds", figures.min());
    put(json, "max_seconds", figures.max());
    put(json, "p50_seconds", figures.p50());
    put(json, "p95_seconds", figures.p95());
    put(json, "p99_seconds", figures.p99());
    json.put("last_execution", figures.lastExecution().map(Instant::toString).orElse(null));
    put(json, "recent_failure_rate", figures.recentFailureRate());
    json.put("active", figures.active());
    ObjectNode windows = json.putObject("windows");
    windows.set("1m", window(figures.minute()));
    windows.set("5m", window(figures.fiveMinutes()));
    windows.set("1h", window(figures.hour()));
    return json;
  }

  private static ObjectNode window(WindowFigures window) {
    ObjectNode json =
        object()
            .put("calls", window.calls())
            .put("failures", window.failures())
            .put("rejected", window.rejected())
            .put("rate_per_second", rounded(window.rate()));
    put(json, "failure_rate", window.failureRate());
    put(json, "avg_seconds", window.average());
    put(json, "p50_seconds", window.p50());
    put(json, "p95_seconds", window.p95());
    put(json, "p99_seconds", window.p99());
    return json;
  }

  /** Every minute of the range, including those without calls. */
  static ObjectNode series(String tool, long first, long last, List<Point> points) {
    ObjectNode json = object().put("tool", tool).put("step_seconds", 60);
    Map<Long, Point> known = new HashMap<>();
    points.forEach(point -> known.put(point.minute(), point));
    ArrayNode array = json.putArray("points");
    for (long minute = first; minute <= last; minute++) {
      Point point = Optional.ofNullable(known.get(minute)).orElse(Point.of(minute, Slice.EMPTY));
      ObjectNode each =
          array
              .addObject()
              .put("time", point.time().toString())
              .put("calls", point.calls())
              .put("failures", point.failures());
      put(each, "p50_seconds", point.p50());
      put(each, "p95_seconds", point.p95());
    }
    return json;
  }

  static void put(ObjectNode json, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      json.put(name, rounded(value.getAsDouble()));
    } else {
      json.putNull(name);
    }
  }

  /** Rounds to a millionth: further digits are floating-point noise. */
  private static double rounded(double value) {
    return Math.round(value * MICRO) / MICRO;
  }
}
