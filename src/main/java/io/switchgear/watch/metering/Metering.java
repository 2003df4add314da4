package io.switchgear.watch.metering;

import io.switchgear.config.AlertSettings;
import io.switchgear.config.MetricsSettings;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.watch.alerts.AlertListener;
import io.switchgear.watch.alerts.Alerts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** The statistics of one server and the alerts on them, updated at fixed intervals. */
public final class Metering {

  /** The finest step of the windows. */
  private static final Duration TICK = Duration.ofSeconds(5);

  private final CallStatistics calls;
  private final HttpMetrics http = new HttpMetrics();
  private final JobFigures jobs = new JobFigures(InstantSource.system());
  private final MetricsRegistry book;
  private final Alerts alerts;
  private final Duration alertInterval;
  private volatile Duration snapshotInterval;

  /**
   * @param tools names of the tools that can be called now
   * @param listener told of each alert that fires or is resolved
   */
  public Metering(
      MetricsSettings metrics,
      AlertSettings alerts,
      Supplier<List<String>> tools,
      AlertListener listener) {
    this.calls = new CallStatistics(limits(metrics));
    this.book = new MetricsRegistry(calls, http, tools);
    this.alerts = new Alerts(alerts.rules(), calls::figures, jobs, listener);
    this.alertInterval = alerts.interval();
    this.snapshotInterval = metrics.snapshotInterval();
  }

  private static CallStatistics.Limits limits(MetricsSettings metrics) {
    return new CallStatistics.Limits(metrics.maxTools(), metrics.idle(), metrics.retention());
  }

  /** Applies other settings, except the interval between looks at the alerts. */
  public void use(MetricsSettings metrics, AlertSettings changed) {
    calls.limit(limits(metrics));
    snapshotInterval = metrics.snapshotInterval();
    alerts.use(changed.rules());
  }

  public CallStatistics calls() {
    return calls;
  }

  public HttpMetrics http() {
    return http;
  }

  /** Listens to jobs and schedules. */
  public JobFigures jobs() {
    return jobs;
  }

  public MetricsRegistry book() {
    return book;
  }

  public Alerts alerts() {
    return alerts;
  }

  /** Updates everything at its interval until the system ends. */
  public void start(ActorSystem<?> system) {
    every(TICK, this::tick, system);
    every(alertInterval, alerts::look, system);
  }

  private static void every(Duration interval, Runnable task, ActorSystem<?> system) {
    system.scheduler().scheduleWithFixedDelay(interval, interval, task, system.executionContext());
  }

  /**
   * Tells a listener of changed tool metrics, until the system ends.
   *
   * @param interval the least time between two calls of the listener; 5 s at least
   */
  public void onChange(ActorSystem<?> system, Supplier<Duration> interval, Runnable listener) {
    every(
        TICK,
        new FigureChanges(calls::figures, interval, listener, System::nanoTime)::look,
        system);
  }

  private void tick() {
    calls.tick();
    book.takePeriodicSnapshot(snapshotInterval);
  }

  /** Forgets all figures and alerts. */
  public void reset() {
    book.reset();
    alerts.reset();
  }
}
