package io.switchgear.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The figures of one server, for those who read them: now, over the last minutes, and as they were.
 * Safe for use by many threads; nothing here waits for a call.
 */
public final class MetricsBook {

  private final CallStatistics calls;
  private final HttpMetrics http;
  private final Supplier<List<String>> tools;
  private final InstantSource clock;
  private final Instant start;

  /**
   * @param tools the names of those that can be called; they are told of before they ever ran
   */
  public MetricsBook(CallStatistics calls, HttpMetrics http, Supplier<List<String>> tools) {
    this(calls, http, tools, InstantSource.system());
  }

  MetricsBook(
      CallStatistics calls, HttpMetrics http, Supplier<List<String>> tools, InstantSource clock) {
    this.calls = calls;
    this.http = http;
    this.tools = tools;
    this.clock = clock;
    this.start = clock.instant();
  }

  Snapshot now(long id, String reason) {
    Instant at = clock.instant();
    Map<String, ToolFigures> figures = new TreeMap<>(calls.figures());
    tools.get().forEach(name -> figures.putIfAbsent(name, ToolFigures.NONE));
    double uptime = Math.max(0, Duration.between(start, at).toNanos() / 1e9);
    return new Snapshot(
        id,
        at,
        reason,
        new SystemFigures(start, uptime, http.requests(), http.errors(), http.connections()),
        figures);
  }

  /** Everything: {@code {"timestamp": …, "system": …, "tools": {name: …}}}. */
  public ObjectNode all() {
    return MetricsJson.all(now(0, ""));
  }

  /** Whether there is such a tool, or was. */
  public boolean knows(String tool) {
    return tools.get().contains(tool) || calls.figures(tool).executions() > 0;
  }

  /** One tool, as it stands among all. */
  public ObjectNode tool(String name) {
    return MetricsJson.tool(calls.figures(name));
  }

  /**
   * A tool's minutes.
   *
   * @param last how far back; whole minutes, at least one
   */
  public ObjectNode series(String name, Duration last) {
    return MetricsJson.series(
        name, calls.firstMinute(last), calls.thisMinute(), calls.points(name, last));
  }
}
