package io.switchgear.watch.view;

import io.switchgear.metrics.MinuteFigures;
import io.switchgear.metrics.Snapshot;
import io.switchgear.metrics.SystemFigures;
import io.switchgear.metrics.ToolFigures;
import io.switchgear.metrics.WindowFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The server's metrics. Durations are in seconds, rates are fractions from 0 to 1, and a number
 * that is not known is null.
 *
 * @param tools by name
 */
public record MetricsJson(Instant timestamp, Server system, Map<String, Tool> tools) {

  public static MetricsJson of(Snapshot snapshot) {
    return new MetricsJson(
        snapshot.at(), Server.of(snapshot.system()), Tool.byName(snapshot.tools()));
  }

  /**
   * The server's HTTP requests.
   *
   * @param errorsTotal requests answered with status 500 and above
   */
  public record Server(
      double uptimeSeconds,
      Instant startTime,
      long requestsTotal,
      long errorsTotal,
      OptionalDouble errorRate,
      int activeConnections) {

    static Server of(SystemFigures system) {
      return new Server(
          ViewMapper.rounded(system.uptime()),
          system.start(),
          system.requests(),
          system.errors(),
          ViewMapper.rounded(system.errorRate()),
          system.connections());
    }
  }

  /**
   * One tool's calls. Each ended call counts as exactly one of success, error, timeout, rejected,
   * invalid and cancelled.
   *
   * @param executions ended calls
   * @param failures errors and timeouts
   * @param successRate among calls that succeeded or failed; the durations likewise
   * @param p50Seconds of the last hour; the other percentiles likewise
   * @param recentFailureRate among the last 100 calls that succeeded or failed
   * @param active calls in progress
   * @param windows the last minute, five minutes and hour, as {@code 1m}, {@code 5m}, {@code 1h}
   */
  public record Tool(
      long executions,
      long successes,
      long failures,
      long errors,
      long timeouts,
      long rejected,
      long invalid,
      long cancelled,
      OptionalDouble successRate,
      OptionalDouble avgSeconds,
      OptionalDouble minSeconds,
      OptionalDouble maxSeconds,
      OptionalDouble p50Seconds,
      OptionalDouble p95Seconds,
      OptionalDouble p99Seconds,
      Optional<Instant> lastExecution,
      OptionalDouble recentFailureRate,
      int active,
      Map<String, Window> windows) {

    public static Tool of(ToolFigures figures) {
      Map<String, Window> windows = new LinkedHashMap<>();
      windows.put("1m", Window.of(figures.minute()));
      windows.put("5m", Window.of(figures.fiveMinutes()));
      windows.put("1h", Window.of(figures.hour()));
      return new Tool(
          figures.executions(),
          figures.successes(),
          figures.failures(),
          figures.errors(),
          figures.timeouts(),
          figures.rejected(),
          figures.invalid(),
          figures.cancelled(),
          ViewMapper.rounded(figures.successRate()),
          ViewMapper.rounded(figures.average()),
          ViewMapper.rounded(figures.min()),
          ViewMapper.rounded(figures.max()),
          ViewMapper.rounded(figures.p50()),
          ViewMapper.rounded(figures.p95()),
          ViewMapper.rounded(figures.p99()),
          figures.lastExecution(),
          ViewMapper.rounded(figures.recentFailureRate()),
          figures.active(),
          windows);
    }

    static Map<String, Tool> byName(Map<String, ToolFigures> figures) {
      Map<String, Tool> tools = new LinkedHashMap<>();
      figures.forEach((name, each) -> tools.put(name, of(each)));
      return tools;
    }
  }

  /** One tool's calls in a time window. */
  public record Window(
      long calls,
      long failures,
      long rejected,
      double ratePerSecond,
      OptionalDouble failureRate,
      OptionalDouble avgSeconds,
      OptionalDouble p50Seconds,
      OptionalDouble p95Seconds,
      OptionalDouble p99Seconds) {

    static Window of(WindowFigures window) {
      return new Window(
          window.calls(),
          window.failures(),
          window.rejected(),
          ViewMapper.rounded(window.rate()),
          ViewMapper.rounded(window.failureRate()),
          ViewMapper.rounded(window.average()),
          ViewMapper.rounded(window.p50()),
          ViewMapper.rounded(window.p95()),
          ViewMapper.rounded(window.p99()));
    }
  }

  /** One tool's calls per minute, oldest first, including minutes without calls. */
  public record Series(String tool, long stepSeconds, List<Minute> points) {

    public static Series of(String tool, List<MinuteFigures> minutes) {
      return new Series(
          tool, Duration.ofMinutes(1).toSeconds(), minutes.stream().map(Minute::of).toList());
    }
  }

  /**
   * One tool's calls in one minute.
   *
   * @param time the start of the minute
   */
  public record Minute(
      Instant time,
      long calls,
      long failures,
      OptionalDouble p50Seconds,
      OptionalDouble p95Seconds) {

    static Minute of(MinuteFigures minute) {
      return new Minute(
          minute.time(),
          minute.calls(),
          minute.failures(),
          ViewMapper.rounded(minute.p50()),
          ViewMapper.rounded(minute.p95()));
    }
  }
}
