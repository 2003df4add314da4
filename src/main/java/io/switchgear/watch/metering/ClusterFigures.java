package io.switchgear.watch.metering;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.metrics.ClusterMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** Copies what this node sees of its cluster into the metrics, every second. */
public final class ClusterFigures {

  private static final Duration TICK = Duration.ofSeconds(1);

  private static final List<String> STATUSES =
      Stream.of(NodeView.Status.values()).map(ClusterFigures::wire).toList();

  private final ClusterMetrics metrics = new ClusterMetrics();
  private final Members members;
  private final BreakerView view;
  private long lost;

  private ClusterFigures(Members members, BreakerView view) {
    this.members = members;
    this.view = view;
  }

  /** Starts; ends with the system. */
  public static void start(ActorSystem<?> system, Members members, BreakerView view) {
    ClusterFigures figures = new ClusterFigures(members, view);
    system
        .scheduler()
        .scheduleWithFixedDelay(Duration.ZERO, TICK, figures::tick, system.executionContext());
  }

  private synchronized void tick() {
    ClusterView now = members.view();
    metrics.members(
        STATUSES,
        now.nodes().stream().collect(groupingBy(node -> wire(node.status()), counting())));
    metrics.unreachable(now.nodes().stream().filter(node -> !node.reachable()).count());
    long lostByNow = members.lost();
    metrics.lost(lostByNow - lost);
    lost = lostByNow;
    metrics.leads(now.leader().filter(now.self()::equals).isPresent());
    metrics.ages(
        view.all().stream()
            .collect(
                toMap(
                    NodeState::node, node -> node.age().toMillis() / 1e3, (one, other) -> other)));
  }

  private static String wire(NodeView.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
