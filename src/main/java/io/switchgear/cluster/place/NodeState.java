package io.switchgear.cluster.place;

import io.switchgear.cluster.quorum.QuorumMember;
import io.switchgear.cluster.quorum.Vote;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A member of the cluster, as one node sees it.
 *
 * @param node its name
 * @param reachable whether it is up and reachable from here
 * @param worker whether it has the role to run tools
 * @param age time since its entry arrived here; zero for the own node
 * @param tools of its entry, by name; empty if none has arrived
 */
public record NodeState(
    String node, boolean reachable, boolean worker, Duration age, Map<String, ToolState> tools) {

  public NodeState {
    tools = Map.copyOf(tools);
  }

  /** The tool, if this node runs it. */
  Optional<ToolState> runs(String tool) {
    return worker ? Optional.ofNullable(tools.get(tool)) : Optional.empty();
  }

  /** Whether the entry may be relied on. */
  boolean isKnown(Duration oldest) {
    return reachable && age.compareTo(oldest) <= 0;
  }

  /**
   * This node's part in the quorum of a tool.
   *
   * @param oldest age up to which its entry is fresh
   */
  public QuorumMember member(String tool, Duration oldest) {
    Optional<Vote> vote = runs(tool).flatMap(ToolState::vote);
    return new QuorumMember(node, isKnown(oldest), vote);
  }
}
