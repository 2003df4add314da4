package io.switchgear.cluster.quorum;

import io.switchgear.breaker.BreakerState;
import io.switchgear.tool.CborSerializable;

/**
 * What a node publishes about its own breaker of one tool, for {@link Quorum}. The methods are the
 * changes that the node makes when its breaker changes.
 *
 * <p>Rounds and turns are logical numbers, so that clocks that differ change nothing. A probe that
 * closes the tool for all starts a new round; votes of earlier rounds count no more.
 *
 * @param own state of the node's own breaker, without the quorum's verdict; operators' orders aside
 * @param calls outcomes that the breaker has counted since it last closed; at least 0. They do not
 *     grow old while the node admits no calls
 * @param round number of the round; at least 0
 * @param turn place in the order of openings: higher than every turn that the node had seen when
 *     its breaker left {@code CLOSED}; 0 while closed
 * @param failedProbes probes that failed since the breaker left {@code CLOSED}; 0 while closed
 */
public record Vote(BreakerState own, int calls, long round, long turn, int failedProbes)
    implements CborSerializable {

  /** A closed breaker that has counted nothing. */
  public static final Vote NONE = new Vote(BreakerState.CLOSED, 0, 0, 0, 0);

  /**
   * The breaker has counted outcomes.
   *
   * @param outcomes since it last closed
   */
  public Vote counted(long outcomes) {
    int most = (int) Math.min(outcomes, Integer.MAX_VALUE);
    return most == calls ? this : new Vote(own, most, round, turn, failedProbes);
  }

  /**
   * The breaker has opened. Out of {@code HALF_OPEN} a probe has failed.
   *
   * @param latestTurn the highest turn in the votes that this node sees
   */
  public Vote opened(long latestTurn) {
    return switch (own) {
      case CLOSED -> new Vote(BreakerState.OPEN, calls, round, latestTurn + 1, 0);
      case HALF_OPEN -> new Vote(BreakerState.OPEN, calls, round, turn, failedProbes + 1);
      case OPEN -> this;
    };
  }

  /** The breaker waits for a probe. */
  public Vote halfOpened() {
    return new Vote(BreakerState.HALF_OPEN, calls, round, turn, failedProbes);
  }

  /**
   * The breaker has closed.
   *
   * @param forAll whether the tool was open by majority, so that this probe closes it on all nodes
   */
  public Vote closed(boolean forAll) {
    return new Vote(BreakerState.CLOSED, 0, forAll ? round + 1 : round, 0, 0);
  }

  /** The breaker was closed because the probe of another node has succeeded. */
  public Vote lifted(long newRound) {
    return new Vote(BreakerState.CLOSED, 0, newRound, 0, 0);
  }
}
