package io.switchgear.app;

import io.switchgear.config.AlertSettings;
import io.switchgear.config.MetricsSettings;
import io.switchgear.front.http.AlertEndpoints;
import io.switchgear.front.http.Endpoint;
import io.switchgear.front.http.MetricsEndpoints;
import io.switchgear.mcp.CatalogChange;
import io.switchgear.mcp.ResourceCatalog;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.metrics.MetricsBook;
import io.switchgear.watch.alerts.AlertListener;
import io.switchgear.watch.alerts.Alerts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** What is measured of one server, and what reads it. */
final class Metering {

  /** The finest step of the windows. */
  private static final Duration TICK = Duration.ofSeconds(5);

  private final CallStatistics calls;
  private final HttpMetrics http = new HttpMetrics();
  private final MetricsBook book;
  private final Alerts alerts;
  private final Duration alertInterval;
  private volatile Duration snapshotInterval;

  /**
   * @param tools names of those that can be called
   */
  Metering(
      MetricsSettings metrics,
      AlertSettings alerts,
      Supplier<List<String>> tools,
      AlertListener listener) {
    this.calls = new CallStatistics(limits(metrics));
    this.book = new MetricsBook(calls, http, tools);
    this.alerts = new Alerts(alerts.rules(), calls::figures, listener);
    this.alertInterval = alerts.interval();
    this.snapshotInterval = metrics.snapshotInterval();
  }

  private static CallStatistics.Limits limits(MetricsSettings metrics) {
    return new CallStatistics.Limits(metrics.maxTools(), metrics.idle(), metrics.retention());
  }

  /** Changes what can be changed while it runs, which is all but the interval between looks. */
  void use(MetricsSettings metrics, AlertSettings changed) {
    calls.limit(limits(metrics));
    snapshotInterval = metrics.snapshotInterval();
    alerts.use(changed.rules());
  }

  CallStatistics calls() {
    return calls;
  }

  HttpMetrics http() {
    return http;
  }

  /** Until the system ends. */
  void start(ActorSystem<?> system) {
    every(TICK, this::tick, system);
    every(alertInterval, alerts::look, system);
  }

  private static void every(Duration interval, Runnable task, ActorSystem<?> system) {
    system.scheduler().scheduleWithFixedDelay(interval, interval, task, system.executionContext());
  }

  /**
   * Tells readers of {@link #resource} of other figures, until the system ends.
   *
   * @param interval between two words at least; not looked at more often than every {@link #TICK}
   */
  void tell(ActorSystem<?> system, Supplier<Duration> interval, Consumer<CatalogChange> readers) {
    every(
        TICK,
        new MetricsReaders(calls::figures, interval, readers, System::nanoTime)::look,
        system);
  }

  private void tick() {
    calls.tick();
    book.takeSnapshotAfter(snapshotInterval);
  }

  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>(MetricsEndpoints.of(book, this::reset));
    endpoints.add(AlertEndpoints.of(alerts));
    return endpoints;
  }

  private void reset() {
    book.reset();
    alerts.reset();
  }

  ResourceCatalog resource() {
    return Resources.document(
        MetricsReaders.URI,
        "tool_metrics",
        "Metrics of tools",
        "How often each tool was called, how well and how fast: totals, and windows of 1m, 5m and"
            + " 1h. Read it before long work, to choose the tool that answers soonest.",
        () -> CompletableFuture.completedFuture(book.all()));
  }
}
