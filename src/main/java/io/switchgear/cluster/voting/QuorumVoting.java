package io.switchgear.cluster.voting;

import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.QuorumListener;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.cluster.voting.QuorumFollower.Become;
import io.switchgear.cluster.voting.QuorumFollower.Command;
import io.switchgear.cluster.voting.QuorumFollower.Look;
import io.switchgear.cluster.voting.QuorumFollower.Moved;
import io.switchgear.cluster.voting.QuorumFollower.Setup;
import io.switchgear.cluster.voting.ToolVote.Nodes;
import io.switchgear.config.QuorumSettings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The quorums of this node's tools. Thread-safe. */
public final class QuorumVoting {

  private final SupervisedTools tools;
  private final ActorRef<Command> follower;

  private QuorumVoting(SupervisedTools tools, ActorRef<Command> follower) {
    this.tools = tools;
    this.follower = follower;
  }

  /**
   * Votes from now on, for the tools whose settings say so.
   *
   * @param view publishes {@code states}
   * @param settings by the tool's name
   * @param nanos monotonic clock, the same as that of the breakers
   */
  public static QuorumVoting start(
      ActorSystem<?> system,
      SupervisedTools tools,
      BreakerView view,
      QuorumStates states,
      Function<String, QuorumSettings> settings,
      QuorumListener listener,
      LongSupplier nanos) {
    Setup setup =
        new Setup(
            VotingBreakers.of(tools), () -> nodes(view), states, view::changed, listener, nanos);
    ActorRef<Command> follower =
        system.systemActorOf(
            QuorumFollower.create(setup, rules(tools, settings)), "quorum", Props.empty());
    tools.subscribe(
        transition -> {
          if (states.has(transition.breaker())) {
            follower.tell(new Moved(transition));
          }
        });
    view.listen(
        () -> {
          if (!states.isEmpty()) {
            follower.tell(Look.LOOK);
          }
        });
    return new QuorumVoting(tools, follower);
  }

  private static Nodes nodes(BreakerView view) {
    NodeState self = view.self();
    return new Nodes(self.node(), self.reachable() && self.worker(), view.others());
  }

  private static Map<String, Quorum> rules(
      SupervisedTools tools, Function<String, QuorumSettings> settings) {
    Map<String, Quorum> rules = new TreeMap<>();
    for (ToolDescriptor tool : tools.descriptors()) {
      Optional.of(settings.apply(tool.name()))
          .filter(QuorumSettings::enabled)
          .ifPresent(
              on -> rules.put(tool.name(), new Quorum(on.minCalls(), on.share(), on.settle())));
    }
    return rules;
  }

  /**
   * Other settings, in effect soon.
   *
   * @param settings by the tool's name
   */
  public void become(Function<String, QuorumSettings> settings) {
    follower.tell(new Become(rules(tools, settings)));
  }
}
