package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metric of firing alerts. */
public final class AlertMetrics {

  private static final Metric.Gauge FIRING =
      Kamon.gauge("switchgear_alert_firing", "1 while the alert fires for the tool, otherwise 0");

  private AlertMetrics() {}

  /**
   * @param alert the name of the alert rule
   */
  public static void firing(String alert, String tool, boolean firing) {
    FIRING.withTags(TagSet.of("alert", alert).withTag("tool", tool)).update(firing ? 1 : 0);
  }
}
