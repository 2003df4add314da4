package io.switchgear.cluster.voting;

import static io.switchgear.breaker.BreakerState.CLOSED;
import static io.switchgear.breaker.BreakerState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes that decide about a tool together, through an outage, a restart and a cut. */
@Tag("network")
@Tag("process")
class QuorumOnThreeNodesTest {

  /** Nodes that are killed stay members, so that the rest is a minority. */
  private static final Map<String, String> PATIENT =
      Map.of("pekko.cluster.split-brain-resolver.stable-after", "10m");

  private final Map<String, VotingNode> nodes = new TreeMap<>();

  private VotingNode node(String name) {
    return nodes.get(name);
  }

  /** One cluster for all of it, because founding one takes seconds. */
  @Test
  void threeNodesDecideTogether() {
    try (ClusterLab lab = new ClusterLab("a", "b")) {
      List.of("a", "b", "c").forEach(name -> lab.start(name, PATIENT));
      lab.awaitMembers();
      List.of("a", "b", "c").forEach(name -> nodes.put(name, new VotingNode(lab.node(name))));
      nodes
          .values()
          .forEach(
              node ->
                  Await.until(
                      "a majority", node::toString, () -> node.state().standing().quorum()));

      oneBadNodeOpensAlone();
      twoOfThreeOpenAll();
      aRestartedNodeWaitsToo(lab);
      oneProbeClosesAll();
      aMinorityIsAlone(lab);
    }
  }

  private void oneBadNodeOpensAlone() {
    nodes.values().forEach(VotingNode::called);
    node("c").works(false);
    node("c").called();
    Await.until(
        "c is out by its own opening",
        node("c")::toString,
        () ->
            node("c").state().standing().out().contains("c")
                && node("c").state().verdict() == Verdict.Own.OWN
                && node("c").call() instanceof Rejected);
    for (String other : List.of("a", "b")) {
      assertInstanceOf(Success.class, node(other).call());
      assertEquals(Verdict.Own.OWN, node(other).state().verdict());
    }
    node("c").works(true);
    Await.until(
        "c is back",
        node("c")::toString,
        () -> node("c").call() instanceof Success && node("c").breaker().own() == CLOSED);
    assertEquals("probes_succeeded", node("c").lastChange());
    for (VotingNode node : nodes.values()) {
      Await.until(
          "c is seen to be back", node::toString, () -> node.state().standing().out().isEmpty());
    }
  }

  private void twoOfThreeOpenAll() {
    node("c").called();
    for (String bad : List.of("a", "b")) {
      node(bad).works(false);
      node(bad).called();
      assertEquals(OPEN, node(bad).breaker().own());
    }
    node("c").await("waits");
    Await.until(
        "c refuses, though its own tool works",
        node("c")::toString,
        () -> node("c").breaker().state() == OPEN);
    assertEquals(CLOSED, node("c").breaker().own());
    Rejected rejected = assertInstanceOf(Rejected.class, node("c").call());
    assertEquals(Refusal.CIRCUIT_OPEN, rejected.refusal());
    assertTrue(
        rejected.message().matches(".* most nodes have it open, and [ab] probes; .*"),
        rejected::message);
    assertTrue(rejected.retryAfter().isPositive(), rejected::toString);
  }

  /** It has no vote that counts, and takes nothing from the others. */
  private void aRestartedNodeWaitsToo(ClusterLab lab) {
    lab.kill("c");
    lab.start("c", PATIENT);
    lab.awaitMembers();
    nodes.put("c", new VotingNode(lab.node("c")));
    node("c").await("waits");
    assertEquals(0, node("c").vote().calls());
  }

  private void oneProbeClosesAll() {
    // A probe that fails is followed by one of the other node.
    VotingNode first = prober();
    assertInstanceOf(Failed.class, first.call());
    VotingNode second = prober();
    assertTrue(second != first, second::toString);
    nodes.values().forEach(node -> node.works(true));
    Await.until("the probe", second::toString, () -> second.call() instanceof Success);
    for (VotingNode node : nodes.values()) {
      Await.until(
          "all are closed by one probe",
          node::toString,
          () -> node.breaker().state() == CLOSED && node.vote().round() == 1);
      assertInstanceOf(Success.class, node.call());
      assertEquals(Verdict.Own.OWN, node.state().verdict());
    }
    assertEquals("probes_succeeded", second.lastChange());
    assertEquals("probed_elsewhere", first.lastChange());
  }

  /** The node whose own breaker decides for all, once it is half open. */
  private VotingNode prober() {
    return Await.value(
            "a node that probes",
            () ->
                nodes.values().stream()
                    .filter(node -> node.state().verdict() == Verdict.Probes.PROBES)
                    .filter(node -> node.breaker().state() != OPEN)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void aMinorityIsAlone(ClusterLab lab) {
    nodes.values().forEach(node -> node.works(false));
    node("c").called();
    node("a").called();
    node("b").await("waits");
    node("c").await("waits");
    assertEquals(OPEN, node("c").breaker().own());
    lab.kill("a");
    lab.kill("b");
    node("c").await("own");
    node("c").works(true);
    Await.until(
        "its own probe closes it",
        node("c")::toString,
        () -> node("c").call() instanceof Success && node("c").breaker().own() == CLOSED);
    assertEquals("probes_succeeded", node("c").lastChange());
    assertEquals(1, node("c").vote().round());
    node("c").switchOff();
    Await.until("no quorum", node("c")::toString, () -> !node("c").votes());
  }
}
