package io.switchgear.watch.view;

import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The nodes of the cluster, as one node sees them.
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
   */
  public record Node(
      String address,
      Optional<String> name,
      List<String> roles,
      String status,
      boolean reachable,
      Optional<String> version,
      Optional<Instant> upSince) {

    public static Node of(NodeView node) {
      return new Node(
          node.address(),
          Optional.of(node.name()).filter(name -> !name.isEmpty()),
          node.roles(),
          node.status().name().toLowerCase(Locale.ROOT),
          node.reachable(),
          Optional.of(node.version()).filter(version -> !version.isEmpty()),
          node.upSince());
    }
  }

  public static ClusterJson of(ClusterView view) {
    return new ClusterJson(
        view.self(), view.leader(), view.nodes().stream().map(Node::of).toList());
  }
}
