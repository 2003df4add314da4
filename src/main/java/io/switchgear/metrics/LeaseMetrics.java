package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of leases of limits that nodes share; all 0 on a server that is alone. */
public final class LeaseMetrics {

  private static final Metric.Counter RENEWALS =
      Kamon.counter("cluster_lease_renewals", "Renewals of this node's parts of shared limits");

  private LeaseMetrics() {}

  /** Creates the series at 0. */
  public static void register() {
    counter(true).increment(0);
    counter(false).increment(0);
  }

  /**
   * Counts a renewal of all leases of this node.
   *
   * @param stored whether the database took it
   */
  public static void renewed(boolean stored) {
    counter(stored).increment();
  }

  private static kamon.metric.Counter counter(boolean stored) {
    return RENEWALS.withTags(TagSet.of("result", stored ? "renewed" : "failed"));
  }
}
