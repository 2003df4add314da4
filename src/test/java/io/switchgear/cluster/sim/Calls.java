package io.switchgear.cluster.sim;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.Quorum.Standing;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.sim.Step.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Gateways, workers and breakers: nodes publish their states, take calls of clients, place them by
 * {@code Placement}, and follow {@code Quorum}.
 */
final class Calls implements Model {

  private static final long PUBLISH = 500;
  private static final int SLOWEST_GOSSIP = 300;
  private static final int SLOWEST_MESSAGE = 20;
  private static final long CALL_PERIOD = 120;
  private static final long CALM_PERIOD = 600;
  private static final long DEADLINE = 3_000;
  private static final int LONGEST_RUN = 200;
  private static final long HANGS = 1_000;

  /** Every node has heard of every change then, and has asked the rule again. */
  private static final long SETTLED = 4_000;

  /** Two nodes have probed by then. */
  private static final long RECOVERED = 8_000;

  /** Entries that are older, with the longest delay of a message, are in no view. */
  private static final long FORGOTTEN = 6_000;

  private final World world;
  private final Rules rules;
  private final Tally tally;
  private final Links gossip;
  private final Links messages;
  private final SplittableRandom[] randoms;
  private final SimNode[] nodes;
  private final long[] openedAt;
  private final List<SimCall> calls = new ArrayList<>();

  Calls(World world, Rules rules, Tally tally) {
    this.world = world;
    this.rules = rules;
    this.tally = tally;
    this.gossip = world.links(SLOWEST_GOSSIP);
    this.messages = world.links(SLOWEST_MESSAGE);
    this.randoms = world.randoms();
    this.nodes = new SimNode[world.nodes()];
    this.openedAt = new long[world.nodes()];
    Arrays.fill(openedAt, -FORGOTTEN - 1);
    for (int node = 0; node < world.nodes(); node++) {
      int called = node;
      for (long at = Script.CALM; at < Script.SILENCE; at += CALM_PERIOD) {
        world.at(at + 20L * node, () -> call(called));
      }
    }
  }

  @Override
  public void started(int index) {
    SimNode node = new SimNode(world, rules, index);
    nodes[index] = node;
    world.on(index, randoms[index].nextLong(PUBLISH), () -> tick(node));
  }

  @Override
  public void crashed(int index) {
    nodes[index] = null;
  }

  @Override
  public void began(Step step) {
    if (step.kind() == Kind.CALLS) {
      for (long at = step.at(); at < step.end(); at += CALL_PERIOD) {
        world.at(at, () -> call(step.node()));
      }
    }
  }

  private void tick(SimNode node) {
    nodeLost(node);
    judge(node);
    publish(node);
    world.on(node.index(), PUBLISH, () -> tick(node));
  }

  private void publish(SimNode node) {
    NodeTools tools = node.publication();
    Instant sent = world.clock(node.index());
    for (int to = 0; to < nodes.length; to++) {
      if (to != node.index()) {
        int other = to;
        gossip.send(node.index(), other, () -> received(other, node.index(), tools, sent));
      }
    }
  }

  private void received(int at, int from, NodeTools tools, Instant sent) {
    if (nodes[at].received(from, tools, sent)) {
      judge(nodes[at]);
    }
  }

  private void judge(SimNode node) {
    Verdict before = node.verdict();
    if (node.breaker().vote().own() != BreakerState.CLOSED) {
      openedAt[node.index()] = world.now();
    }
    boolean lifted = node.judge();
    Verdict verdict = node.verdict();
    tally.verdict(before, verdict, lifted);
    if (verdict.isForAll()) {
      checkMajority(node);
      checkOneBadNode(node);
      checkProbes(node);
    }
    if (node.isOut()) {
      checkShare();
    }
    if (lifted || !Objects.equals(before, verdict)) {
      publish(node);
    }
  }

  private void checkOneBadNode(SimNode node) {
    long open = Arrays.stream(openedAt).filter(at -> world.now() - at <= FORGOTTEN).count();
    if (open < 2) {
      throw new Violation(
          "one bad node does not open all",
          "%s at %d ms, with %d breakers open".formatted(node.verdict(), world.now(), open));
    }
  }

  private void checkMajority(SimNode node) {
    int reachable = 0;
    for (int other = 0; other < nodes.length; other++) {
      reachable += world.isReachable(node.index(), other) ? 1 : 0;
    }
    boolean lost =
        node.verdict() instanceof Verdict.Waits waits
            && !world.isReachable(node.index(), Step.index(waits.prober()));
    if (2 * reachable <= nodes.length || lost) {
      throw new Violation(
          "a majority that is reachable decides, and a node that is reachable probes",
          "%s at %s, which reaches %d of %d"
              .formatted(node.verdict(), Step.name(node.index()), reachable, nodes.length));
    }
  }

  /** With calls to probe with, the tool comes back to all nodes but the one that is broken. */
  private void checkProbes(SimNode node) {
    if (world.isActiveFor(Kind.CALLS, RECOVERED)
        && world.isQuietFor(RECOVERED)
        && world.isOverFor(Kind.OUTAGE, RECOVERED)
        && world.count(Kind.BAD_TOOL) <= 1) {
      throw new Violation(
          "one bad node does not keep a tool from the others",
          "%s at %s at %d ms".formatted(node.verdict(), Step.name(node.index()), world.now()));
    }
  }

  private void checkShare() {
    long out = Arrays.stream(nodes).filter(node -> node != null && node.isOut()).count();
    if (out > 1 && world.isQuietFor(SETTLED)) {
      throw new Violation(
          "one node of ten, at least one, is out by its own opening alone",
          "%d of %d at %d ms".formatted(out, nodes.length, world.now()));
    }
  }

  private void changed(SimNode node) {
    if (node.breaker().vote().own() == BreakerState.OPEN) {
      long epoch = node.breaker().epoch();
      long delay = Math.max(0, node.breaker().recoversAt() - world.now());
      world.on(node.index(), delay, () -> recover(node, epoch));
    }
    judge(node);
    publish(node);
  }

  private void recover(SimNode node, long epoch) {
    if (node.breaker().epoch() == epoch && node.breaker().recover(world.now())) {
      changed(node);
    }
  }

  /** Clients call only gateways that accept connections. */
  private void call(int gateway) {
    if (world.isAlive(gateway)) {
      SimCall call = new SimCall(gateway, world.incarnation(gateway), world.now());
      calls.add(call);
      world.on(gateway, 0, () -> place(nodes[gateway], call));
    }
  }

  private void place(SimNode node, SimCall call) {
    Decision decision =
        rules
            .placer()
            .decide(SimNode.TOOL, false, node.self(), node.others(), randoms[node.index()]);
    tally.decision(decision);
    switch (decision) {
      case Decision.Local ignored -> run(node, call, call::answered);
      case Decision.Refused ignored -> call.answered();
      case Decision.Remote remote -> send(node, call, Step.index(remote.node()));
    }
  }

  private void send(SimNode node, SimCall call, int to) {
    checkView(node, to);
    call.sent(node.index(), to);
    long number = node.add(call, to);
    int from = node.index();
    world.on(from, DEADLINE, () -> answer(node, number));
    messages.send(from, to, () -> arrived(nodes[to], from, call, number));
  }

  private void checkView(SimNode node, int to) {
    NodeState seen = node.other(to);
    ToolState tool = seen.tools().get(SimNode.TOOL);
    boolean admits =
        tool != null
            && !tool.draining()
            && tool.state() != BreakerState.OPEN
            && tool.room() > 0
            && seen.reachable()
            && node.isFresh(to);
    if (to == node.index() || !admits) {
      throw new Violation(
          "a call goes only to a node that is seen to admit it",
          "%s sends to %s at %d ms".formatted(Step.name(node.index()), seen, world.now()));
    }
  }

  private void arrived(SimNode node, int from, SimCall call, long number) {
    Decision decision =
        rules
            .placer()
            .decide(SimNode.TOOL, true, node.self(), node.others(), randoms[node.index()]);
    switch (decision) {
      case Decision.Local ignored ->
          run(
              node,
              call,
              () -> messages.send(node.index(), from, () -> answer(nodes[from], number)));
      case Decision.Refused ignored ->
          messages.send(node.index(), from, () -> answer(nodes[from], number));
      case Decision.Remote remote -> send(node, call, Step.index(remote.node()));
    }
  }

  private void answer(SimNode gateway, long number) {
    SimNode.Pending pending =
        rules.answersOnce() ? gateway.pending().remove(number) : gateway.pending().get(number);
    if (pending != null) {
      pending.call().answered();
    }
  }

  /** Answers calls on nodes that became unreachable. */
  private void nodeLost(SimNode node) {
    List<Long> lost =
        node.pending().entrySet().stream()
            .filter(entry -> !world.isReachable(node.index(), entry.getValue().at()))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(number -> answer(node, number));
  }

  private void run(SimNode node, SimCall call, Runnable reply) {
    if (!node.breaker().admit(node.verdict())) {
      tally.rejected();
      reply.run();
      return;
    }
    boolean success = !world.isActive(Kind.BAD_TOOL, node.index()) && !world.isActive(Kind.OUTAGE);
    long takes = 5 + randoms[node.index()].nextInt(LONGEST_RUN);
    boolean hangs = !success && randoms[node.index()].nextBoolean();
    long epoch = node.breaker().epoch();
    world.on(
        node.index(),
        hangs ? HANGS : takes,
        () -> {
          if (node.breaker().ended(success, epoch, node.verdict(), node::latestTurn, world.now())) {
            changed(node);
          }
          reply.run();
        });
  }

  @Override
  public void ended() {
    for (SimCall call : calls) {
      if (!call.isAnswered() && !call.isLost(world)) {
        throw new Violation("a call is answered once", call + " has no answer");
      }
    }
    Standing standing = null;
    for (SimNode node : nodes) {
      Standing seen = Rules.QUORUM.standing(node.members());
      if (standing != null && !standing.equals(seen)) {
        throw new Violation(
            "nodes that reach each other agree after calm",
            "%s and %s see %s and %s"
                .formatted(Step.name(0), Step.name(node.index()), standing, seen));
      }
      standing = seen;
      if (node.breaker().vote().own() != BreakerState.CLOSED || node.verdict() != Verdict.Own.OWN) {
        throw new Violation(
            "a tool that works again is closed again",
            "%s: %s, %s".formatted(Step.name(node.index()), node.breaker().vote(), node.verdict()));
      }
    }
    tally.calls(calls.size());
  }
}
