package io.switchgear.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * The metrics of one HTTP server. Lock-free; callable from any thread. Label values are route
 * templates and status classes, so the number of series is bounded.
 */
public final class HttpMetrics {

  /** The label for requests that match no route. */
  public static final String NO_ROUTE = "other";

  private static final Metric.Counter REQUESTS =
      Kamon.counter("http_requests", "HTTP requests answered, by route and status class");
  private static final Metric.Histogram SECONDS =
      Kamon.histogram(
          "http_request_seconds",
          "Time until the head of the HTTP response",
          MeasurementUnit.time().microseconds());
  private static final Metric.Gauge CONNECTIONS =
      Kamon.gauge("http_connections", "Open TCP connections");
  private static final Metric.Gauge STREAMS =
      Kamon.gauge("http_streams", "Open streaming responses, such as event streams");

  /** The status classes of responses, as the first digit. */
  private static final List<Integer> CLASSES = List.of(2, 3, 4, 5);

  private final Gauge connectionsGauge = CONNECTIONS.withoutTags();
  private final Gauge streamsGauge = STREAMS.withoutTags();
  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentHashMap<Key, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Histogram> durations = new ConcurrentHashMap<>();

  private record Key(String route, int statusClass) {}

  /** Creates the series of a route at 0. */
  public void register(String route) {
    CLASSES.forEach(statusClass -> counter(new Key(route, statusClass)));
    durations(route);
  }

  /**
   * Counts an answered request.
   *
   * @param route the template of its path, or {@link #NO_ROUTE}
   * @param status 100 to 599; from 500 on it is an error
   * @param took time until the head of the response
   */
  public void answered(String route, int status, Duration took) {
    requests.increment();
    if (status >= 500) {
      errors.increment();
    }
    counter(new Key(route, status / 100)).increment();
    durations(route).record(Math.max(0, took.toNanos() / 1_000));
  }

  private Histogram durations(String route) {
    return durations.computeIfAbsent(route, each -> SECONDS.withTags(TagSet.of("route", each)));
  }

  private Counter counter(Key key) {
    return counters.computeIfAbsent(key, HttpMetrics::instrument);
  }

  private static Counter instrument(Key key) {
    return REQUESTS.withTags(
        TagSet.of("route", key.route()).withTag("status_class", key.statusClass() + "xx"));
  }

  public void connected() {
    connections.incrementAndGet();
    connectionsGauge.increment();
  }

  public void disconnected() {
    connections.decrementAndGet();
    connectionsGauge.decrement();
  }

  public void streamBegan() {
    streamsGauge.increment();
  }

  public void streamEnded() {
    streamsGauge.decrement();
  }

  long requests() {
    return requests.sum();
  }

  long errors() {
    return errors.sum();
  }

  int connections() {
    return Math.max(0, connections.get());
  }

  /** Resets the request counts. Open connections and the Kamon instruments keep their values. */
  void reset() {
    requests.reset();
    errors.reset();
  }
}
