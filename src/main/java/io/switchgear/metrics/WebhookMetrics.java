package io.switchgear.metrics;

import java.util.Collection;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** What became of the events that webhooks were to be told. */
public final class WebhookMetrics {

  private static final Metric.Counter DELIVERIES =
      Kamon.counter("webhook_deliveries", "Events for webhooks, by what became of them");

  private WebhookMetrics() {}

  /** From now on the series of this webhook are there, at 0 until something is counted. */
  public static void watch(String hook, Collection<String> results) {
    results.forEach(each -> deliveries(hook, each));
  }

  /**
   * @param hook number, host and port
   * @param result {@code delivered}, {@code failed} or {@code dropped}
   */
  public static void count(String hook, String result) {
    deliveries(hook, result).increment();
  }

  private static Counter deliveries(String hook, String result) {
    return DELIVERIES.withTags(TagSet.of("hook", hook).withTag("result", result));
  }
}
