package io.switchgear.cluster.quorum;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Verdict;

/** Told of each change of a verdict on this node. Must return at once. */
@FunctionalInterface
public interface QuorumListener {

  /**
   * @param own state of the node's own breaker
   */
  void changed(String tool, BreakerState own, Verdict before, Verdict now);
}
