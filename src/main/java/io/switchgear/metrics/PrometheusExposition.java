package io.switchgear.metrics;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import kamon.Kamon;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;

/**
 * All instruments of this process in Prometheus's text format. Kamon hands a reporter the values at
 * every {@code kamon.metric.tick-interval}, so what is shown is at most that old.
 */
public final class PrometheusExposition implements AutoCloseable {

  /** Of the text format, version 0.0.4. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusReporter reporter = PrometheusReporter.create();
  private final CompletableFuture<Void> firstValues = new CompletableFuture<>();
  private final Module.Registration registration;

  public PrometheusExposition() {
    Kamon.initWithoutAttaching(ConfigFactory.load());
    registration = Kamon.addReporter("prometheus-exposition", new Receiver());
  }

  /** Completes at once, except before the first values are there, shortly after the start. */
  public CompletionStage<String> text() {
    return firstValues.thenApply(arrived -> clean(reporter.scrapeData()));
  }

  /** Only counters end in _total, and only histograms in _count; these two are gauges. */
  private static String clean(String text) {
    return text.replace("jvm_threads_total", "jvm_threads_live")
        .replace("jvm_memory_buffer_pool_count", "jvm_memory_buffer_pool_buffers");
  }

  @Override
  public void close() {
    registration.cancel();
  }

  /** An empty page would be taken for a server without metrics; this tells when it no longer is. */
  private final class Receiver implements MetricReporter {

    @Override
    public void reportPeriodSnapshot(PeriodSnapshot snapshot) {
      reporter.reportPeriodSnapshot(snapshot);
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
