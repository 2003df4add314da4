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
 * What one HTTP front serves. Lock-free and callable from any thread. Labels are templates of
 * routes, methods that the front knows and classes of statuses, so their number is bounded.
 */
public final class HttpMetrics {

  /** The route of what is at no route. */
  public static final String NO_ROUTE = "other";

  private static final Metric.Counter REQUESTS =
      Kamon.counter("http_requests", "HTTP requests answered, by route and class of status");
  private static final Metric.Histogram SECONDS =
      Kamon.histogram(
          "http_request_seconds",
          "Time to the head of the answer of HTTP requests",
          MeasurementUnit.time().microseconds());
  private static final Metric.Gauge CONNECTIONS =
      Kamon.gauge("http_connections", "TCP connections open");
  private static final Metric.Gauge STREAMS =
      Kamon.gauge("http_streams", "Answers being sent bit by bit, such as event streams");

  /** The classes of status that a route answers with, as the first digit. */
  private static final List<Integer> CLASSES = List.of(2, 3, 4, 5);

  private final Gauge connectionsGauge = CONNECTIONS.withoutTags();
  private final Gauge streamsGauge = STREAMS.withoutTags();
  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentHashMap<Key, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Histogram> durations = new ConcurrentHashMap<>();

  private record Key(String route, int hundreds) {}

  /** From now on the series of this route are there, at 0 until something is counted. */
  public void watch(String route) {
    CLASSES.forEach(hundreds -> counter(new Key(route, hundreds)));
    durations(route);
  }

  /**
   * A request was answered.
   *
   * @param route the template of its path, or {@link #NO_ROUTE}
   * @param status 100 to 599; from 500 on it is an error
   * @param took until the head of the answer was there
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
        TagSet.of("route", key.route()).withTag("status_class", key.hundreds() + "xx"));
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

  /** Forgets what was answered; what is open stays open. The instruments go on. */
  void reset() {
    requests.reset();
    errors.reset();
  }
}
