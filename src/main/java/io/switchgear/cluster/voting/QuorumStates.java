package io.switchgear.cluster.voting;

import io.switchgear.cluster.quorum.QuorumState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tools of this node that have a quorum, for readers on any thread. */
public final class QuorumStates {

  private final Map<String, QuorumState> states = new ConcurrentHashMap<>();

  /** Empty if the tool has no quorum. */
  public Optional<QuorumState> of(String tool) {
    return Optional.ofNullable(states.get(tool));
  }

  void put(String tool, QuorumState state) {
    states.put(tool, state);
  }

  void remove(String tool) {
    states.remove(tool);
  }

  boolean has(String tool) {
    return states.containsKey(tool);
  }

  boolean isEmpty() {
    return states.isEmpty();
  }
}
