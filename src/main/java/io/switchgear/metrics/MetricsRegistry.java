package io.switchgear.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One server's metrics for the operator API: current figures, time series and snapshots.
 * Thread-safe; no method waits for a call.
 */
public final class MetricsRegistry {

  /** Maximum number of retained snapshots; another one evicts the oldest. */
  public static final int MAX_SNAPSHOTS = 100;

  private final CallStatistics calls;
  private final HttpMetrics http;
  private final Supplier<List<String>> tools;
  private final InstantSource clock;
  private final Instant start;

  // Guarded by this.
  private final ArrayDeque<Snapshot> snapshots = new ArrayDeque<>();
  private long lastId;
  private Instant lastPeriodic;

  /**
   * @param tools the names of all callable tools; they are included before their first call
   */
  public MetricsRegistry(CallStatistics calls, HttpMetrics http, Supplier<List<String>> tools) {
    this(calls, http, tools, InstantSource.system());
  }

  MetricsRegistry(
      CallStatistics calls, HttpMetrics http, Supplier<List<String>> tools, InstantSource clock) {
    this.calls = calls;
    this.http = http;
    this.tools = tools;
    this.clock = clock;
    this.start = clock.instant();
    this.lastPeriodic = start;
  }

  private Snapshot now(long id, String reason) {
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

  /** All current figures. */
  public Snapshot now() {
    return now(0, "now");
  }

  /** Whether the tool exists, or existed and was called. */
  public boolean knows(String tool) {
    return tools.get().contains(tool) || calls.figures(tool).executions() > 0;
  }

  /** One tool's current figures. */
  public ToolFigures tool(String name) {
    return calls.figures(name);
  }

  /**
   * A tool's figures of each minute, oldest first.
   *
   * @param last how far back; whole minutes, at least one
   */
  public List<MinuteFigures> minutes(String tool, Duration last) {
    return calls.minutes(tool, last);
  }

  /** Which tools failed in the same minutes of the last hour. */
  public Correlation correlation() {
    return Correlation.of(calls.failedMinutes());
  }

  /** The current figures of all tools as CSV, a line per tool. */
  public String csv() {
    return MetricsCsv.of(now());
  }

  /** Takes a snapshot on request. */
  public Snapshot takeSnapshot() {
    return keep("requested");
  }

  /** Takes a periodic snapshot if the last periodic one is at least {@code interval} old. */
  public void takePeriodicSnapshot(Duration interval) {
    boolean due;
    synchronized (this) {
      due = !clock.instant().isBefore(lastPeriodic.plus(interval));
      if (due) {
        lastPeriodic = clock.instant();
      }
    }
    if (due) {
      keep("periodic");
    }
  }

  private synchronized Snapshot keep(String reason) {
    Snapshot taken = now(++lastId, reason);
    snapshots.addLast(taken);
    if (snapshots.size() > MAX_SNAPSHOTS) {
      snapshots.removeFirst();
    }
    return taken;
  }

  /** The retained snapshots, oldest first. */
  public synchronized List<Snapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /**
   * Compares two snapshots; the order of the arguments does not matter.
   *
   * @param from a snapshot's id, {@code latest} or {@code oldest}
   * @param to the same, or {@code now}
   * @return empty if one of the snapshots does not exist
   */
  public Optional<Comparison> compare(String from, String to) {
    Optional<Snapshot> later = to.equals("now") ? Optional.of(now()) : snapshot(to);
    return snapshot(from)
        .flatMap(
            one ->
                later.map(
                    other ->
                        one.at().isAfter(other.at())
                            ? new Comparison(other, one)
                            : new Comparison(one, other)));
  }

  /**
   * A retained snapshot.
   *
   * @param id a snapshot's id, {@code latest} or {@code oldest}
   */
  public synchronized Optional<Snapshot> snapshot(String id) {
    return switch (id) {
      case "latest" -> Optional.ofNullable(snapshots.peekLast());
      case "oldest" -> Optional.ofNullable(snapshots.peekFirst());
      default -> snapshots.stream().filter(each -> id.equals(each.name())).findFirst();
    };
  }

  /** Clears statistics and snapshots. The Kamon instruments keep their values. */
  public synchronized void reset() {
    calls.reset();
    http.reset();
    snapshots.clear();
    lastPeriodic = clock.instant();
  }
}
