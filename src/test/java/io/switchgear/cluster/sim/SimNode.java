package io.switchgear.cluster.sim;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumMember;
import io.switchgear.cluster.quorum.Vote;
import io.switchgear.cluster.sim.Step.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node remembers from its start to its crash: its breaker, its view, its calls. */
final class SimNode {

  static final String TOOL = "scan";

  /** A placed call, and the node that has it. */
  record Pending(SimCall call, int at) {}

  /**
   * @param at time of its arrival
   * @param sent by the sender's clock
   */
  private record Entry(NodeTools tools, long at, Instant sent) {}

  private final World world;
  private final Rules rules;
  private final int index;
  private final SimBreaker breaker = new SimBreaker();
  private final Entry[] view;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private Verdict verdict = Verdict.Own.OWN;
  private long beat;
  private long calls;

  SimNode(World world, Rules rules, int index) {
    this.world = world;
    this.rules = rules;
    this.index = index;
    this.view = new Entry[world.nodes()];
    // Beats of a later start are higher, as the timestamps of distributed data are.
    this.beat = world.now() << Short.SIZE;
    // A reply to an earlier start finds no call.
    this.calls = beat;
  }

  int index() {
    return index;
  }

  SimBreaker breaker() {
    return breaker;
  }

  Verdict verdict() {
    return verdict;
  }

  Map<Long, Pending> pending() {
    return pending;
  }

  long add(SimCall call, int at) {
    pending.put(++calls, new Pending(call, at));
    return calls;
  }

  boolean isOut() {
    return verdict == Verdict.Own.OWN && breaker.vote().own() != BreakerState.CLOSED;
  }

  NodeTools publication() {
    return new NodeTools(Step.name(index), ++beat, Map.of(TOOL, state()));
  }

  ToolState state() {
    BreakerState shown = verdict.shown(breaker.vote().own());
    Duration retryAfter =
        shown == BreakerState.OPEN
            ? Duration.ofMillis(Math.max(1, breaker.recoversAt() - world.now()))
            : Duration.ZERO;
    return new ToolState(
        shown, retryAfter, breaker.room(verdict), 0, false, Optional.of(breaker.vote()));
  }

  /**
   * @return whether the vote of that node is new, so far as it matters for the quorum
   */
  boolean received(int from, NodeTools tools, Instant sent) {
    world.heard(index, from);
    Entry before = view[from];
    if (world.isActive(Kind.STALE, index)
        || before != null && before.tools().beat() >= tools.beat()) {
      return false;
    }
    view[from] = new Entry(tools, world.now(), sent);
    return before == null || !vote(before.tools()).equals(vote(tools));
  }

  private static Vote vote(NodeTools tools) {
    Vote vote = tools.tools().get(TOOL).vote().orElseThrow();
    int calls = Math.min(vote.calls(), Rules.QUORUM.minCalls());
    return new Vote(vote.own(), calls, vote.round(), vote.turn(), vote.failedProbes());
  }

  NodeState self() {
    return new NodeState(Step.name(index), true, true, Duration.ZERO, Map.of(TOOL, state()));
  }

  List<NodeState> others() {
    List<NodeState> others = new ArrayList<>(view.length - 1);
    for (int node = 0; node < view.length; node++) {
      if (node != index) {
        others.add(other(node));
      }
    }
    return others;
  }

  NodeState other(int node) {
    Entry entry = view[node];
    return new NodeState(
        Step.name(node),
        world.isReachable(index, node),
        true,
        entry == null ? Duration.ofMillis(Script.END) : age(entry),
        entry == null ? Map.of() : entry.tools().tools());
  }

  private Duration age(Entry entry) {
    return rules.agesByArrival()
        ? Duration.ofMillis(world.now() - entry.at())
        : Duration.between(entry.sent(), world.clock(index));
  }

  /** Whether the node has heard from that one within the bound of placement. */
  boolean isFresh(int node) {
    return world.now() - view[node].at() <= Rules.PLACEMENT.oldest().toMillis();
  }

  List<QuorumMember> members() {
    List<QuorumMember> members = new ArrayList<>(view.length);
    members.add(self().member(SimNode.TOOL, Rules.PLACEMENT.oldest()));
    for (NodeState other : others()) {
      members.add(other.member(SimNode.TOOL, Rules.PLACEMENT.oldest()));
    }
    return members;
  }

  long latestTurn() {
    return members().stream()
        .flatMap(member -> member.vote().stream())
        .mapToLong(Vote::turn)
        .max()
        .orElse(0);
  }

  /**
   * Asks the rule what holds now.
   *
   * @return whether this changed the breaker
   */
  boolean judge() {
    verdict =
        rules
            .judge()
            .verdict(Step.name(index), Duration.ofMillis(breaker.openFor(world.now())), members());
    if (verdict instanceof Verdict.Lifted lifted) {
      breaker.lift(lifted.round());
      verdict = rules.judge().verdict(Step.name(index), Duration.ZERO, members());
      return true;
    }
    return false;
  }
}
