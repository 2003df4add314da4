package io.switchgear.app;

import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.HealthStatus;
import java.time.Duration;
import java.util.Locale;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Whether this node is a member of its cluster, and reaches the others. */
final class ClusterCheck {

  /** To join takes a second or two, and is no fault. */
  private static final Duration JOINING = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final long startedAt = System.nanoTime();

  ClusterCheck(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  Finding finding() {
    CurrentClusterState state = cluster.state();
    int unreachable = state.getUnreachable().size();
    int members = state.members().size();
    MemberStatus mine = cluster.selfMember().status();
    boolean joining = mine == MemberStatus.joining() || mine == MemberStatus.weaklyUp();
    if (joining && System.nanoTime() - startedAt < JOINING.toNanos()) {
      return Finding.healthy("Joining.");
    }
    if (mine != MemberStatus.up()) {
      return new Finding(
          joining ? HealthStatus.DEGRADED : HealthStatus.UNHEALTHY,
          "This node is %s; if that stays so, start it anew."
              .formatted(mine.toString().toLowerCase(Locale.ROOT)));
    }
    return unreachable == 0
        ? Finding.healthy("Up, one of " + members + ".")
        : Finding.degraded(
            "Up, but %d of %d members cannot be reached; see to the network between them."
                .formatted(unreachable, members));
  }
}
