package io.switchgear.cluster.voting;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.Transition;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumListener;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.voting.ToolVote.Nodes;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps this node's votes, and gives its breakers the guidance that the quorum asks for. It does
 * nothing while no tool has a quorum.
 *
 * <table>
 * <caption>Messages; none has a reply</caption>
 * <tr><th>message</th><th>what follows</th></tr>
 * <tr><td>Become</td><td>other tools have a quorum: votes begin or end</td></tr>
 * <tr><td>Moved</td><td>the tool's vote, then its verdict</td></tr>
 * <tr><td>Look</td><td>the verdicts of all tools: votes or reachable nodes may have changed, or the
 *     time to settle has passed</td></tr>
 * </table>
 */
final class QuorumFollower {

  /** Between two looks without news; shorter than what a vote needs to reach all nodes. */
  static final Duration LOOK = Duration.ofMillis(200);

  sealed interface Command {}

  /** The rules of the tools that have a quorum from now on, by name. */
  record Become(Map<String, Quorum> rules) implements Command {
    Become {
      rules = Map.copyOf(rules);
    }
  }

  record Moved(Transition transition) implements Command {}

  enum Look implements Command {
    LOOK
  }

  /**
   * @param nodes as this node sees them now
   * @param states published to the other nodes
   * @param publish soon, because a state has changed
   * @param nanos the monotonic clock of the breakers
   */
  record Setup(
      VotingBreakers breakers,
      Supplier<Nodes> nodes,
      QuorumStates states,
      Runnable publish,
      QuorumListener listener,
      LongSupplier nanos) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Setup setup;

  private QuorumFollower(
      ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
    this.context = context;
    context.setLoggerName(QuorumFollower.class);
    this.timers = timers;
    this.setup = setup;
  }

  /** A restart begins all votes anew, as a restart of the node does. */
  static Behavior<Command> create(Setup setup, Map<String, Quorum> rules) {
    Behavior<Command> follower =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new QuorumFollower(context, timers, setup)
                            .onBecome(Map.of(), new Become(rules))));
    return Behaviors.supervise(follower)
        .onFailure(RuntimeException.class, SupervisorStrategy.restart());
  }

  private Behavior<Command> following(Map<String, ToolVote> votes) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Become become -> onBecome(votes, become);
              case Moved moved -> onMoved(votes, moved.transition());
              case Look ignored -> onLook(votes);
            });
  }

  private Behavior<Command> onBecome(Map<String, ToolVote> votes, Become become) {
    votes.forEach(
        (tool, vote) -> {
          if (!become.rules().containsKey(tool)) {
            end(tool, vote);
          }
        });
    Nodes nodes = setup.nodes().get();
    Map<String, ToolVote> next = new TreeMap<>();
    become
        .rules()
        .forEach(
            (tool, rule) ->
                next.put(
                    tool,
                    votes.containsKey(tool) ? votes.get(tool).under(rule) : begun(tool, rule)));
    if (next.isEmpty()) {
      timers.cancel(Look.LOOK);
    } else if (!timers.isTimerActive(Look.LOOK)) {
      timers.startTimerWithFixedDelay(Look.LOOK, Look.LOOK, LOOK);
    }
    next.replaceAll((tool, vote) -> judged(tool, vote, nodes));
    return following(next);
  }

  private ToolVote begun(String tool, Quorum rule) {
    // Before the breaker is read, so that no later transition is missed.
    setup.states().put(tool, QuorumState.ALONE);
    ToolVote vote =
        ToolVote.begin(
            rule, setup.breakers().snapshot(tool), setup.nodes().get(), setup.nanos().getAsLong());
    setup.breakers().guide(tool, vote.guidance());
    return vote;
  }

  private void end(String tool, ToolVote vote) {
    setup.states().remove(tool);
    setup.breakers().guide(tool, Guidance.None.NONE);
    told(tool, vote.vote().own(), vote.state().verdict(), Verdict.Own.OWN);
  }

  private Behavior<Command> onMoved(Map<String, ToolVote> votes, Transition transition) {
    String tool = transition.breaker();
    ToolVote vote = votes.get(tool);
    if (vote == null) {
      return Behaviors.same();
    }
    Nodes nodes = setup.nodes().get();
    ToolVote moved = vote.moved(transition, nodes, setup.nanos().getAsLong());
    Map<String, ToolVote> next = new TreeMap<>(votes);
    next.put(tool, judged(tool, moved, nodes));
    return following(next);
  }

  private Behavior<Command> onLook(Map<String, ToolVote> votes) {
    Nodes nodes = setup.nodes().get();
    Map<String, ToolVote> next = new TreeMap<>(votes);
    next.replaceAll((tool, vote) -> judged(tool, vote, nodes));
    return following(next);
  }

  private ToolVote judged(String tool, ToolVote before, Nodes nodes) {
    BreakerSnapshot breaker = setup.breakers().snapshot(tool);
    ToolVote now = before.judged(breaker, nodes, setup.nanos().getAsLong());
    if (now.guidance() != before.guidance()) {
      setup.breakers().guide(tool, now.guidance());
    }
    if (now.asksToClose(before)) {
      setup.breakers().probedElsewhere(tool);
    }
    if (!now.state().equals(before.state())) {
      setup.states().put(tool, now.state());
      setup.publish().run();
    }
    told(tool, now.vote().own(), before.state().verdict(), now.state().verdict());
    return now;
  }

  private void told(String tool, BreakerState own, Verdict before, Verdict now) {
    if (before.equals(now)) {
      return;
    }
    switch (now) {
      case Verdict.Waits waits ->
          context
              .getLog()
              .warn(
                  "'{}' is open on most nodes: {} probes, and this node waits",
                  tool,
                  waits.prober());
      case Verdict.Probes ignored ->
          context.getLog().warn("'{}' is open on most nodes: this node probes for all", tool);
      case Verdict.StaysAdmitting ignored ->
          context
              .getLog()
              .info(
                  "'{}' goes on to admit calls: its breaker is {}, but most nodes are closed",
                  tool,
                  own.wire());
      case Verdict.Lifted ignored ->
          context.getLog().info("'{}' closes: the probe of another node has succeeded", tool);
      case Verdict.Own ignored ->
          context.getLog().info("'{}' is again as its own breaker is: {}", tool, own.wire());
    }
    setup.listener().changed(tool, own, before, now);
  }
}
