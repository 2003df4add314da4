package io.switchgear.app;

import io.switchgear.calls.step.CallStep;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.remote.Hops;
import io.switchgear.cluster.remote.PlacedCalls;
import io.switchgear.cluster.remote.RemoteCalls;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.cluster.view.OwnTools;
import io.switchgear.cluster.voting.QuorumStates;
import io.switchgear.config.ClusterSettings;
import io.switchgear.config.ClusterSettings.Role;
import io.switchgear.config.Settings;
import io.switchgear.metrics.PlacementMetrics;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolCatalog;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Gives the placement of calls its parts. A node without other nodes runs all calls itself. */
final class PlacementWiring {

  private final ActorSystem<?> system;
  private final Members members;
  private final ClusterSettings cluster;
  private final OwnTools own;
  private final BreakerView view;
  private final SupervisedTools supervised;
  private final QuorumStates quorums;

  PlacementWiring(
      ActorSystem<?> system,
      Supplier<Settings> settings,
      Members members,
      SupervisedTools supervised,
      QuorumStates quorums) {
    this.system = system;
    this.members = members;
    this.cluster = settings.get().cluster();
    this.supervised = supervised;
    this.quorums = quorums;
    this.own =
        new OwnTools(
            supervised, tool -> settings.get().tool(tool).protection().bulkhead(), quorums::of);
    this.view =
        BreakerView.start(system, settings.get().nodeName(), members, own::read, System::nanoTime);
    supervised.subscribe(transition -> view.changed());
  }

  /** The breakers of all nodes. */
  BreakerView view() {
    return view;
  }

  /**
   * @param movable names of the tools whose calls may run on another node
   */
  CallStep step(Set<String> movable) {
    if (cluster.alone()) {
      return CallStep.NONE;
    }
    movable.forEach(PlacementMetrics::register);
    boolean worker = cluster.is(Role.WORKER);
    return new PlacedCalls(
        new PlacedCalls.Parts(
            view,
            Hops.start(system, view.self().node(), members),
            movable::contains,
            tool -> worker ? Optional.of(own.read(tool)) : Optional.empty(),
            supervised::find,
            tool -> quorums.of(tool).flatMap(on -> on.verdict().waitsFor()).isPresent()));
  }

  /** Lets other nodes place calls here, if this node runs tools. */
  void accept(ToolCatalog tools) {
    if (!cluster.alone() && cluster.is(Role.WORKER)) {
      RemoteCalls.start(system, members, tools);
    }
  }
}
