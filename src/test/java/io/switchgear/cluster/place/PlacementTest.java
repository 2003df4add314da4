package io.switchgear.cluster.place;

import static io.switchgear.breaker.BreakerState.CLOSED;
import static io.switchgear.breaker.BreakerState.HALF_OPEN;
import static io.switchgear.breaker.BreakerState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.cluster.place.Placement.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of where a call runs. */
class PlacementTest {

  private static final Duration OLDEST = Duration.ofSeconds(5);
  private static final Placement PLACEMENT = new Placement(OLDEST);
  private static final Decision HERE = Decision.Local.HERE;
  private static final int DRAWS = 3_200;

  private final RandomGenerator random = new SplittableRandom(1);

  private static ToolState tool(BreakerState state, int room) {
    return new ToolState(state, Duration.ZERO, room, 0, false, Optional.empty());
  }

  private static ToolState open(long retrySeconds) {
    return new ToolState(OPEN, Duration.ofSeconds(retrySeconds), 0, 0, false, Optional.empty());
  }

  private static ToolState queueing(BreakerState state) {
    return new ToolState(state, Duration.ZERO, 0, 3, false, Optional.empty());
  }

  private static ToolState draining() {
    return new ToolState(CLOSED, Duration.ZERO, 9, 3, true, Optional.empty());
  }

  private static NodeState node(String name, ToolState state) {
    return new NodeState(name, true, true, Duration.ZERO, Map.of("scan", state));
  }

  private static NodeState aged(NodeState node, Duration age) {
    return new NodeState(node.node(), node.reachable(), node.worker(), age, node.tools());
  }

  private static NodeState unreachable(NodeState node) {
    return new NodeState(node.node(), false, node.worker(), node.age(), node.tools());
  }

  private static NodeState gateway(NodeState node) {
    return new NodeState(node.node(), node.reachable(), false, node.age(), node.tools());
  }

  private static NodeState without(String name) {
    return new NodeState(name, true, true, Duration.ZERO, Map.of());
  }

  private static Decision on(String node) {
    return new Decision.Remote(node);
  }

  private static Decision refused(long millis, Reason reason) {
    return new Decision.Refused(Duration.ofMillis(millis), reason);
  }

  private static Arguments row(
      String name, NodeState self, List<NodeState> others, Decision expected) {
    return Arguments.of(name, self, others, expected);
  }

  static Stream<Arguments> calls() {
    NodeState free = node("b", tool(CLOSED, 5));
    NodeState shut = node("a", open(30));
    Duration tooOld = OLDEST.plusMillis(1);
    return Stream.of(
        row("closed with room", node("a", tool(CLOSED, 1)), List.of(free), HERE),
        row("half open with a probe left", node("a", tool(HALF_OPEN, 1)), List.of(free), HERE),
        row("half open, probing", node("a", tool(HALF_OPEN, 0)), List.of(free), on("b")),
        row("open", shut, List.of(free), on("b")),
        row("full", node("a", tool(CLOSED, 0)), List.of(free), on("b")),
        row("full before queueing", node("a", queueing(CLOSED)), List.of(free), on("b")),
        row(
            "all full, queue",
            node("a", queueing(CLOSED)),
            List.of(node("b", tool(CLOSED, 0))),
            HERE),
        row("open, queue", node("a", queueing(OPEN)), List.of(free), on("b")),
        row("draining", node("a", draining()), List.of(free), on("b")),
        row("a gateway", gateway(node("a", tool(CLOSED, 5))), List.of(free), on("b")),
        row("not there", without("a"), List.of(free), on("b")),
        row("fresh enough", shut, List.of(aged(free, OLDEST)), on("b")),
        row("too old", shut, List.of(aged(free, tooOld)), refused(30_000, Reason.OPEN)),
        row("unreachable", shut, List.of(unreachable(free)), refused(30_000, Reason.OPEN)),
        row("other is no worker", shut, List.of(gateway(free)), refused(30_000, Reason.OPEN)),
        row("other without it", shut, List.of(without("b")), refused(30_000, Reason.OPEN)),
        row("other draining", shut, List.of(node("b", draining())), refused(30_000, Reason.OPEN)),
        row("other open", shut, List.of(node("b", open(9))), refused(9_000, Reason.OPEN)),
        row(
            "the soonest, less its age",
            shut,
            List.of(aged(node("b", open(9)), Duration.ofSeconds(4)), node("c", open(7))),
            refused(5_000, Reason.OPEN)),
        row(
            "soonest of those that count",
            shut,
            List.of(unreachable(node("b", open(1))), node("c", open(7))),
            refused(7_000, Reason.OPEN)),
        row(
            "never at once",
            shut,
            List.of(aged(node("b", open(2)), Duration.ofSeconds(4))),
            refused(100, Reason.OPEN)),
        row("other full", shut, List.of(node("b", tool(CLOSED, 0))), refused(1_000, Reason.FULL)),
        row(
            "other's queue is not used",
            shut,
            List.of(node("b", queueing(CLOSED))),
            refused(1_000, Reason.FULL)),
        row("other half open", shut, List.of(node("b", tool(HALF_OPEN, 1))), on("b")),
        row(
            "other probing",
            shut,
            List.of(node("b", tool(HALF_OPEN, 0))),
            refused(1_000, Reason.OPEN)),
        row("alone and open", shut, List.of(), refused(30_000, Reason.OPEN)),
        row("alone and full", node("a", tool(CLOSED, 0)), List.of(), refused(1_000, Reason.FULL)),
        row("nobody", without("a"), List.of(), refused(5_000, Reason.NO_WORKER)),
        row(
            "nobody but those that drain",
            node("a", draining()),
            List.of(node("b", draining())),
            refused(5_000, Reason.NO_WORKER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aCallOfAClient(String name, NodeState self, List<NodeState> others, Decision expected) {
    assertEquals(expected, PLACEMENT.decide("scan", false, self, others, random));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aCallOfAnotherNodeStays(
      String name, NodeState self, List<NodeState> others, Decision expected) {
    assertEquals(HERE, PLACEMENT.decide("scan", true, self, others, random));
  }

  private Map<String, Integer> draws(List<NodeState> others) {
    Map<String, Integer> chosen = new HashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      Decision decision = PLACEMENT.decide("scan", false, node("a", open(9)), others, random);
      if (decision instanceof Decision.Remote remote) {
        chosen.merge(remote.node(), 1, Integer::sum);
      }
    }
    return chosen;
  }

  /** Nodes with the same old view do not all choose the same node. */
  @Test
  void theOneWithMostRoomDoesNotGetEverything() {
    Map<String, Integer> chosen =
        draws(
            List.of(
                node("b", tool(CLOSED, 9)),
                node("c", tool(CLOSED, 6)),
                node("d", tool(CLOSED, 3))));
    assertTrue(chosen.get("b") > DRAWS / 2 && chosen.get("b") < DRAWS * 3 / 4, chosen.toString());
    assertTrue(chosen.get("c") > DRAWS / 4, chosen.toString());
    assertEquals(null, chosen.get("d"), "the least room loses each draw of two");
  }

  /** A worker without clients would stay half open for ever. */
  @Test
  void fewCallsProbeAHalfOpenNode() {
    Map<String, Integer> chosen =
        draws(List.of(node("b", tool(CLOSED, 9)), node("c", tool(HALF_OPEN, 1))));
    assertTrue(chosen.get("c") > DRAWS / 32 && chosen.get("c") < DRAWS / 8, chosen.toString());
  }

  @Test
  void theOrderOfTheViewChangesNothing() {
    List<NodeState> others =
        List.of(node("b", tool(CLOSED, 4)), node("c", tool(CLOSED, 4)), node("d", tool(CLOSED, 4)));
    for (int seed = 0; seed < 50; seed++) {
      assertEquals(
          PLACEMENT.decide("scan", false, node("a", open(9)), others, new SplittableRandom(seed)),
          PLACEMENT.decide(
              "scan", false, node("a", open(9)), others.reversed(), new SplittableRandom(seed)));
    }
  }
}
