package io.switchgear.metrics;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
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
 * kamon.metric.tick-interval}, so they are at most that old.
 */
public final class PrometheusExposition implements AutoCloseable {

  /** Media type of the text format, version 0.0.4. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Shows that the figures of the JVM were not collected yet. */
  private static final String NOT_COLLECTED = "\njvm_threads_total 0.0\n";

  private final PrometheusReporter reporter = PrometheusReporter.create();
  private final EmptyHistograms empty = new EmptyHistograms(ConfigFactory.load());
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
    return firstValues.thenApply(arrived -> clean(empty.addTo(reporter.scrapeData())));
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

  /** Forwards Kamon's reports, and completes {@link #firstValues} on the first one. */
  private final class Receiver implements MetricReporter {

    @Override
    public void reportPeriodSnapshot(PeriodSnapshot snapshot) {
      reporter.reportPeriodSnapshot(snapshot);
      empty.update(snapshot);
      firstValues.complete(null);
    }

    @Override
    public void stop() {
      reporter.stop();
      firstValues.complete(null);
    }

    @Override
    public void reconfigure(Config config) {
      reporter.reconfigure(config);
    }
  }
}
