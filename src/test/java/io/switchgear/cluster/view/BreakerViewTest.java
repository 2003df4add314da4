package io.switchgear.cluster.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every node sees the breakers of all nodes, and how old its knowledge is. */
@Tag("network")
@Tag("process")
class BreakerViewTest {

  private final Map<String, Map<String, ToolState>> tools = new HashMap<>();
  private final Map<String, BreakerView> views = new HashMap<>();

  /** Where an exception is thrown next, once each. */
  private final Set<String> bugs = ConcurrentHashMap.newKeySet();

  private static ToolState tool(BreakerState state, int room) {
    return new ToolState(
        state,
        state == BreakerState.OPEN ? Duration.ofSeconds(30) : Duration.ZERO,
        room,
        0,
        false,
        Optional.empty());
  }

  private void follow(LabNode node) {
    Map<String, ToolState> own =
        new ConcurrentHashMap<>(Map.of("nmap", tool(BreakerState.CLOSED, 10)));
    tools.put(node.name(), own);
    views.put(
        node.name(),
        BreakerView.start(
            node.system(),
            node.name(),
            node.members(),
            () -> {
              bug("view of " + node.name());
              return Map.copyOf(own);
            },
            System::nanoTime));
  }

  private void bug(String place) {
    if (bugs.remove(place)) {
      throw new IllegalStateException("a bug");
    }
  }

  private List<NodeState> others(String node) {
    return views.get(node).others();
  }

  private Optional<ToolState> seen(String by, String node) {
    return others(by).stream()
        .filter(other -> other.node().equals(node))
        .flatMap(other -> Optional.ofNullable(other.tools().get("nmap")).stream())
        .findFirst();
  }

  @Test
  void everyNodeSeesTheBreakersOfAll() {
    try (ClusterLab lab = new ClusterLab("a", "b")) {
      lab.startAll("a", "b", "c");
      List.of("a", "b", "c").forEach(name -> follow(lab.node(name)));
      for (String node : views.keySet()) {
        Await.value(
            "the others as " + node + " sees them",
            () -> others(node),
            others ->
                others.size() == 2
                    && others.stream().allMatch(other -> other.tools().containsKey("nmap")));
      }
      assertTrue(others("a").stream().allMatch(node -> node.reachable() && node.worker()));
      assertEquals("b", others("a").getFirst().node());

      tools.get("c").put("nmap", tool(BreakerState.OPEN, 0));
      for (String node : List.of("a", "b")) {
        Await.value(
            "the open breaker of c as " + node + " sees it",
            () -> seen(node, "c"),
            state -> state.filter(open -> open.state() == BreakerState.OPEN).isPresent());
      }
      assertEquals(Duration.ofSeconds(30), seen("a", "c").orElseThrow().retryAfter());

      // An actor that has met a bug goes on.
      bugs.add("view of c");
      Await.until("the bug", () -> bugs.isEmpty());
      tools.get("c").put("nmap", tool(BreakerState.HALF_OPEN, 0));
      tools.get("a").put("nmap", tool(BreakerState.HALF_OPEN, 0));
      for (List<String> pair : List.of(List.of("a", "c"), List.of("c", "a"))) {
        Await.value(
            "the breaker after a bug, by and of " + pair,
            () -> seen(pair.getFirst(), pair.getLast()),
            state -> state.filter(it -> it.state() == BreakerState.HALF_OPEN).isPresent());
      }
      lab.node("a").members().follow(view -> bug("members of a"));
      bugs.add("members of a");

      lab.kill("c");
      Await.until(
          "c is not relied on",
          () -> others("a").toString(),
          () ->
              others("a").stream().noneMatch(node -> node.node().equals("c") && node.reachable()));
      Await.until("c is gone", () -> others("a").toString(), () -> others("a").size() == 1);

      assertTrue(bugs.isEmpty());

      // A restarted node is believed at once.
      follow(lab.start("c"));
      Await.value(
          "the closed breaker of the new c",
          () -> seen("a", "c"),
          state -> state.filter(open -> open.state() == BreakerState.CLOSED).isPresent());
    }
  }
}
