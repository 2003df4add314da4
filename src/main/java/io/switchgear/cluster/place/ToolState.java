package io.switchgear.cluster.place;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Vote;
import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node publishes about one of its tools.
 *
 * @param state that calls meet there, with the quorum's verdict
 * @param retryAfter when another try makes sense, counted from the publication; zero while the node
 *     admits calls
 * @param room calls that would start at once; while half open, probes that would be admitted
 * @param queue calls that could wait for room
 * @param draining whether the tool ends and admits no call
 * @param vote for the quorum; empty if the tool has none, or the node is leaving
 */
public record ToolState(
    BreakerState state,
    Duration retryAfter,
    int room,
    int queue,
    boolean draining,
    Optional<Vote> vote)
    implements CborSerializable {

  /** Whether a call that arrives now would start. */
  public boolean admits() {
    return !draining && state != BreakerState.OPEN && room > 0;
  }
}
