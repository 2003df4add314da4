package io.switchgear.cluster.members;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nodes of the cluster, as this node sees them.
 *
 * @param self {@code HOST:PORT} of this node
 * @param leader {@code HOST:PORT} of the node that changes members' states; empty while there is
 *     none
 * @param nodes by address; this node is among them once it has asked to join
 */
public record ClusterView(String self, Optional<String> leader, List<NodeView> nodes) {

  public ClusterView {
    nodes = List.copyOf(nodes);
  }

  /** This node; empty before it has joined. */
  public Optional<NodeView> own() {
    return nodes.stream().filter(node -> node.address().equals(self)).findFirst();
  }

  /** Whether this node is a full member. */
  public boolean isUp() {
    return own().filter(node -> node.status() == NodeView.Status.UP).isPresent();
  }

  /** The names of the nodes that have told them, also of those that cannot be reached. */
  public Set<String> names() {
    return nodes.stream()
        .map(NodeView::name)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether this node is a full member and reaches more than half of all, itself included. */
  public boolean isMajority() {
    return isUp() && 2 * nodes.stream().filter(NodeView::reachable).count() > nodes.size();
  }
}
