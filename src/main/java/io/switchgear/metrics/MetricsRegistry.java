package io.switchgear.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /** All current figures: {@code {"timestamp": …, "system": …, "tools": {name: …}}}. */
  public ObjectNode all() {
    return MetricsJson.all(now(0, ""));
  }

  /** Whether the tool exists, or existed and was called. */
  public boolean knows(String tool) {
    return tools.get().contains(tool) || calls.figures(tool).executions() > 0;
  }

  /** One tool's current figures, as in {@link #all}. */
  public ObjectNode tool(String name) {
    return MetricsJson.tool(calls.figures(name));
  }

  /**
   * A tool's figures per minute.
   *
   * @param last how far back; whole minutes, at least one
   */
  public ObjectNode series(String name, Duration last) {
    return MetricsJson.series(
        name, calls.firstMinute(last), calls.thisMinute(), calls.points(name, last));
  }

  /** Which tools failed in the same minutes of the last hour. */
  public ObjectNode correlation() {
    return Correlation.of(calls.failedMinutes());
  }

  /** The current figures of all tools as CSV, a line per tool. */
  public String csv() {
    return MetricsCsv.of(now(0, ""));
  }

  /** Takes a snapshot on request. */
  public ObjectNode takeSnapshot() {
    return MetricsJson.snapshot(keep("requested"));
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

  /** The ids, times and reasons of the snapshots, oldest first. */
  public synchronized ObjectNode snapshots() {
    ObjectNode json = MetricsJson.object();
    ArrayNode array = json.putArray("snapshots");
    snapshots.forEach(each -> array.add(MetricsJson.head(each)));
    return json;
  }

  /**
   * A snapshot with its figures.
   *
   * @param id a snapshot's id, {@code latest} or {@code oldest}
   */
  public Optional<ObjectNode> snapshot(String id) {
    return find(id).map(MetricsJson::snapshot);
  }

  /**
   * Compares two snapshots; the order of the arguments does not matter.
   *
   * @param from as in {@link #snapshot}
   * @param to as in {@link #snapshot}, or {@code now}
   * @return empty if one of the snapshots does not exist
   */
  public Optional<ObjectNode> compare(String from, String to) {
    Optional<Snapshot> later = to.equals("now") ? Optional.of(now(0, "now")) : find(to);
    return find(from)
        .flatMap(
            one ->
                later.map(
                    other ->
                        one.at().isAfter(other.at())
                            ? Comparison.of(other, one)
                            : Comparison.of(one, other)));
  }

  private synchronized Optional<Snapshot> find(String id) {
    return switch (id) {
      case "latest" -> Optional.ofNullable(snapshots.peekLast());
      case "oldest" -> Optional.ofNullable(snapshots.peekFirst());
      default -> snapshots.stream().filter(each -> id.equals("" + each.id())).findFirst();
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
