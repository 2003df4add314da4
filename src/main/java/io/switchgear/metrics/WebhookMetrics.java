package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** What became of the events that webhooks were to be told. */
public final class WebhookMetrics {

  private static final Metric.Counter DELIVERIES =
      Kamon.counter("webhook_deliveries", "Events for webhooks, by what became of them");

  private WebhookMetrics() {}

  /**
   * @param hook number, host and port
   * @param result {@code delivered}, {@code failed} or {@code dropped}
   */
  public static void count(String hook, String result) {
    DELIVERIES.withTags(TagSet.of("hook", hook).withTag("result", result)).increment();
  }
}
