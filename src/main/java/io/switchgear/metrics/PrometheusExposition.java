package io.switchgear.metrics;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import kamon.Kamon;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;

/**
 * All metrics of this process in Prometheus's text format. Kamon reports values every {@code
 * kamon.metric.tick-interval}, so they are at most that old. The text is made when it is asked for,
 * because making it every second takes a tenth of a processor with a thousand tools.
 */
public final class PrometheusExposition implements AutoCloseable {

  /** Media type of the text format, version 0.0.4. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Shows that the figures of the JVM were not collected yet. */
  private static final String NOT_COLLECTED = "\njvm_threads_total 0.0\n";

  /** Longer than any process runs: values are summed up over the whole run, and none is dropped. */
  private static final Duration ALWAYS = Duration.ofDays(5 * 365);

  private final PeriodSnapshot.Accumulator sums =
      PeriodSnapshot.accumulator(ALWAYS, Duration.ZERO, ALWAYS);
  private final EmptyHistograms empty = new EmptyHistograms(ConfigFactory.load());

  /** The last report, if the text does not have it yet. */
  private Optional<PeriodSnapshot> latest = Optional.empty();

  private String text = "";
  private final CompletableFuture<Void> firstValues = new CompletableFuture<>();
  private final Module.Registration registration;
  private final ProcessSampler process;

  public PrometheusExposition() {
    Kamon.initWithoutAttaching(ConfigFactory.load());
    registration = Kamon.addReporter("prometheus-exposition", new Receiver());
    process = new ProcessSampler();
  }

  /**
   * The text. Metrics of the JVM are missing until they are first collected, a few seconds after
   * the start. The stage completes at once, except before Kamon's first report, shortly after the
   * start.
   */
  public CompletionStage<String> text() {
    return firstValues.thenApply(arrived -> current());
  }

  /** Makes the text at most once for each report. */
  private synchronized String current() {
    Optional<PeriodSnapshot> values = changedValues();
    if (values.isPresent()) {
      // A reporter adds each report to all earlier ones. This one gets their sum.
      PrometheusReporter reporter = PrometheusReporter.create();
      reporter.reportPeriodSnapshot(values.get());
      text = clean(empty.addTo(reporter.scrapeData()));
    }
    return text;
  }

  private Optional<PeriodSnapshot> changedValues() {
    synchronized (sums) {
      Optional<PeriodSnapshot> found = latest.map(report -> summedUpTo(report.to()));
      latest = Optional.empty();
      return found;
    }
  }

  /**
   * The sums alone end years from now, and a reporter would take that for the end of its period.
   */
  private PeriodSnapshot summedUpTo(Instant end) {
    PeriodSnapshot all = sums.peek();
    return new PeriodSnapshot(
        all.from(),
        end,
        all.counters(),
        all.gauges(),
        all.histograms(),
        all.timers(),
        all.rangeSamplers());
  }

  private static String clean(String text) {
    return renamed(text.contains(NOT_COLLECTED) ? withoutJvm(text) : text);
  }

  private static String withoutJvm(String text) {
    return text.lines()
        .filter(line -> !line.replaceFirst("^# (HELP|TYPE) ", "").startsWith("jvm_"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * Renames two gauges: the suffixes _total and _count are reserved for counters and histograms.
   */
  private static String renamed(String text) {
    return text.replace("jvm_threads_total", "jvm_threads_live")
        .replace("jvm_memory_buffer_pool_count", "jvm_memory_buffer_pool_buffers");
  }

  @Override
  public void close() {
    process.close();
    registration.cancel();
  }

  /** Sums up Kamon's reports, and completes {@link #firstValues} on the first one. */
  private final class Receiver implements MetricReporter {

    @Override
    public void reportPeriodSnapshot(PeriodSnapshot snapshot) {
      synchronized (sums) {
        sums.add(snapshot);
        empty.update(snapshot);
        latest = Optional.of(snapshot);
      }
      firstValues.complete(null);
    }

    @Override
    public void stop() {
      firstValues.complete(null);
    }

    @Override
    public void reconfigure(Config config) {
      // The configuration does not change while the process runs.
    }
  }
}
