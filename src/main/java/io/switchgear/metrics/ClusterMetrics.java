package io.switchgear.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of a cluster, as one of its nodes sees it. Not thread-safe. */
public final class ClusterMetrics {

  private static final Metric.Gauge MEMBERS =
      Kamon.gauge("cluster_members", "Members of the cluster by status");
  private static final Metric.Gauge UNREACHABLE =
      Kamon.gauge("cluster_unreachable_members", "Members that this node cannot reach");
  private static final Metric.Counter LOST =
      Kamon.counter("cluster_lost_members", "Members that were removed without leaving");
  private static final Metric.Gauge LEADER =
      Kamon.gauge("cluster_leader", "1 if this node leads the cluster, otherwise 0");
  private static final Metric.Gauge AGE =
      Kamon.gauge(
          "cluster_view_age_seconds", "Time since this node heard the breakers of each node");

  private Set<String> nodes = Set.of();

  /**
   * @param statuses wire names of all that there are
   * @param members number of members by status; a status that is missing has none
   */
  public void members(Collection<String> statuses, Map<String, Long> members) {
    statuses.forEach(
        status ->
            MEMBERS.withTags(TagSet.of("status", status)).update(members.getOrDefault(status, 0L)));
  }

  public void unreachable(long members) {
    UNREACHABLE.withoutTags().update(members);
  }

  /**
   * @param more since the last time; 0 creates the series
   */
  public void lost(long more) {
    LOST.withoutTags().increment(more);
  }

  public void leads(boolean leads) {
    LEADER.withoutTags().update(leads ? 1 : 0);
  }

  /**
   * @param seconds by the node's name; the series of nodes that are missing end
   */
  public void ages(Map<String, Double> seconds) {
    Set<String> gone = new HashSet<>(nodes);
    gone.removeAll(seconds.keySet());
    gone.forEach(node -> AGE.remove(TagSet.of("node", node)));
    seconds.forEach((node, age) -> AGE.withTags(TagSet.of("node", node)).update(age));
    nodes = Set.copyOf(seconds.keySet());
  }
}
