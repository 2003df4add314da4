package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** Which alerts fire. */
public final class AlertMetrics {

  private static final Metric.Gauge FIRING =
      Kamon.gauge("switchgear_alert_firing", "1 while the alert fires for the tool, else 0");

  private AlertMetrics() {}

  /**
   * @param alert the rule's name
   */
  public static void firing(String alert, String tool, boolean firing) {
    FIRING.withTags(TagSet.of("alert", alert).withTag("tool", tool)).update(firing ? 1 : 0);
  }
}
