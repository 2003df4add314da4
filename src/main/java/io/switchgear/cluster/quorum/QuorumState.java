package io.switchgear.cluster.quorum;

import io.switchgear.cluster.quorum.Quorum.Standing;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import java.util.Optional;

/**
 * A tool with a quorum on this node.
 *
 * @param vote that the node publishes; empty while the state of its breaker is an operator's, or
 *     while the node is no full member of the cluster
 * @param verdict that holds here
 * @param standing that all nodes which see the same votes agree on
 */
public record QuorumState(Optional<Vote> vote, Verdict verdict, Standing standing) {

  /** Before the first look at the other nodes. */
  public static final QuorumState ALONE =
      new QuorumState(Optional.empty(), Verdict.Own.OWN, Standing.ALONE);
}
