package io.switchgear.supervisor;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * A tool's breaker at one moment, read without disturbing its actor.
 *
 * @param epoch number of transitions so far
 * @param reason why it is in that state
 * @param standing the operator's order that overrides it
 * @param failureCount failures in a row that count towards opening; 0 unless closed
 * @param successCount probes that succeeded; 0 unless half open
 * @param probing whether a probe is under way; if not, a half-open breaker waits for the next call
 * @param openedBy what opened it when it was last closed; there while it is half open
 * @param failureThreshold how many of them open it now
 * @param retryAfter when asking again makes sense; zero while closed
 * @param running calls under way
 * @param waiting calls that wait for room
 * @param draining no call is let in any more, because the server goes down
 */
public record BreakerSnapshot(
    String name,
    BreakerState state,
    long epoch,
    Reason reason,
    Optional<OperatorOrder> standing,
    int failureCount,
    int successCount,
    boolean probing,
    Optional<Cause> openedBy,
    int failureThreshold,
    Duration retryAfter,
    int running,
    int waiting,
    boolean draining) {

  /** The standing order's action, or {@link OperatorOrder.Action#AUTO}. */
  public OperatorOrder.Action mode() {
    return standing.map(OperatorOrder::action).orElse(OperatorOrder.Action.AUTO);
  }
}
