package io.switchgear.cluster.remote;

import io.switchgear.tool.ToolOutcome;

/** How a call on another node has ended. */
sealed interface HopEnd {

  /**
   * It has an outcome.
   *
   * @param leaving whether that node is leaving the cluster
   */
  record Answered(ToolOutcome outcome, boolean leaving) implements HopEnd {}

  /** The node did not get the call: it is certain that it does not run. */
  enum NotSent implements HopEnd {
    NOT_SENT
  }

  /** The node is lost, and whether the call has run is not known. */
  enum Lost implements HopEnd {
    LOST
  }
}
