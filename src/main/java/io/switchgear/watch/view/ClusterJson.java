package io.switchgear.watch.view;

import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The nodes of the cluster and their breakers, as one node sees them.
 *
 * @param self address of the node that answers
 * @param leader address of the node that changes members' states; empty while there is none
 */
public record ClusterJson(String self, Optional<String> leader, List<Node> nodes) {

  /**
   * @param address {@code HOST:PORT} for other nodes
   * @param name empty until the node has told it
   * @param status joining, weakly_up, up, leaving, exiting, down or removed
   * @param version empty until the node has told it
   * @param breakersAge seconds since the node was last heard to tell the state of its breakers;
   *     empty if it never was
   * @param breakers by the tool's name
   */
  public record Node(
      String address,
      Optional<String> name,
      List<String> roles,
      String status,
      boolean reachable,
      Optional<String> version,
      Optional<Instant> upSince,
      Optional<Double> breakersAge,
      Map<String, Breaker> breakers) {

    static Node of(NodeView node, Optional<NodeState> tools) {
      Map<String, Breaker> breakers = new TreeMap<>();
      tools.ifPresent(
          told -> told.tools().forEach((name, tool) -> breakers.put(name, Breaker.of(tool))));
      return new Node(
          node.address(),
          Optional.of(node.name()).filter(name -> !name.isEmpty()),
          node.roles(),
          node.status().name().toLowerCase(Locale.ROOT),
          node.reachable(),
          Optional.of(node.version()).filter(version -> !version.isEmpty()),
          node.upSince(),
          tools.filter(told -> !told.tools().isEmpty()).map(told -> seconds(told.age())),
          breakers);
    }
  }

  /**
   * A tool's breaker on one node.
   *
   * @param state closed, open or half_open
   * @param retryAfter seconds, counted from when the node told it; 0 while calls are admitted
   * @param room calls that would start at once
   */
  public record Breaker(String state, double retryAfter, int room) {

    static Breaker of(ToolState tool) {
      return new Breaker(
          tool.state().name().toLowerCase(Locale.ROOT), seconds(tool.retryAfter()), tool.room());
    }
  }

  private static double seconds(Duration duration) {
    return Math.round(duration.toMillis() / 10.0) / 100.0;
  }

  /**
   * @param tools of all members that have told them
   */
  public static ClusterJson of(ClusterView view, List<NodeState> tools) {
    return new ClusterJson(
        view.self(), view.leader(), view.nodes().stream().map(node -> node(node, tools)).toList());
  }

  /** A node as it was when an order for it was given. */
  public static Node node(NodeView node, List<NodeState> tools) {
    return Node.of(
        node, tools.stream().filter(told -> told.node().equals(node.name())).findFirst());
  }
}
