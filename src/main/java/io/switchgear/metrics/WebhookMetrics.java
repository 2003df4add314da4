package io.switchgear.metrics;

import java.util.Collection;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metric of webhook deliveries. */
public final class WebhookMetrics {

  private static final Metric.Counter DELIVERIES =
      Kamon.counter("webhook_deliveries", "Webhook events by delivery result");

  private WebhookMetrics() {}

  /** Creates the series of a webhook at 0. */
  public static void register(String hook, Collection<String> results) {
    results.forEach(each -> deliveries(hook, each));
  }

  /**
   * @param hook the webhook's number, host and port
   * @param result {@code delivered}, {@code failed} or {@code dropped}
   */
  public static void count(String hook, String result) {
    deliveries(hook, result).increment();
  }

  private static Counter deliveries(String hook, String result) {
    return DELIVERIES.withTags(TagSet.of("hook", hook).withTag("result", result));
  }
}
