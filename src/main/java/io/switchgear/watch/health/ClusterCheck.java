package io.switchgear.watch.health;

import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.Duration;
import java.util.Locale;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Checks whether this node is a member of its cluster and reaches the other members. */
public final class ClusterCheck {

  /**
   * Time to join, during which the node is not reported as degraded; joining usually takes one or
   * two seconds.
   */
  private static final Duration JOINING = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final long startedAt = System.nanoTime();
  private volatile boolean wasUp;

  public ClusterCheck(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  /** The current state of the cluster extension. */
  public Finding finding() {
    CurrentClusterState state = cluster.state();
    int unreachable = state.getUnreachable().size();
    int members = state.members().size();
    MemberStatus mine = cluster.selfMember().status();
    wasUp |= mine == MemberStatus.up();
    // A node that has not joined yet has the status of one that was removed.
    boolean joining =
        mine == MemberStatus.joining()
            || mine == MemberStatus.weaklyUp()
            || mine == MemberStatus.removed() && !wasUp;
    if (joining && System.nanoTime() - startedAt < JOINING.toNanos()) {
      return Finding.healthy("Joining.");
    }
    if (mine != MemberStatus.up()) {
      return new Finding(
          joining ? HealthStatus.DEGRADED : HealthStatus.UNHEALTHY,
          "This node is %s; restart it if this lasts."
              .formatted(
                  mine == MemberStatus.removed() && !wasUp
                      ? "in no cluster yet"
                      : mine.toString().toLowerCase(Locale.ROOT)));
    }
    return unreachable == 0
        ? Finding.healthy("Up, one of " + members + ".")
        : Finding.degraded(
            "Up, but %d of %d members cannot be reached; check the network between them."
                .formatted(unreachable, members));
  }
}
