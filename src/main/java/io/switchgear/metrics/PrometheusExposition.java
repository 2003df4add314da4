package io.switchgear.metrics;

import com.typesafe.config.ConfigFactory;
import kamon.Kamon;
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
  private final Module.Registration registration;

  public PrometheusExposition() {
    Kamon.initWithoutAttaching(ConfigFactory.load());
    registration = Kamon.addReporter("prometheus-exposition", reporter);
  }

  public String text() {
    return reporter.scrapeData();
  }

  @Override
  public void close() {
    registration.cancel();
  }
}
