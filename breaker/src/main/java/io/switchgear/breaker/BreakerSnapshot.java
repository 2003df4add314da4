package io.switchgear.breaker;

import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.util.Optional;

/**
 * A breaker at one moment. Reading one sends no message to the breaker's actor.
 *
 * @param epoch number of transitions so far
 * @param reason for the state
 * @param standing the operator's order that overrides the state
 * @param failureCount consecutive failures; 0 unless closed
 * @param successCount successful probes; 0 unless half open
 * @param probing whether a probe is under way; a half-open breaker without one waits for a call
 * @param openedBy the cause of the last opening, while half open
 * @param failureThreshold consecutive failures that open the breaker now
 * @param retryAfter when another try makes sense; zero while calls are admitted
 * @param running calls under way
 * @param waiting calls that wait for room
 * @param draining the breaker is shutting down and admits no call
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

  /**
   * @param now on the monotonic clock, in nanoseconds
   */
  public static BreakerSnapshot of(
      String name, Breaker breaker, int running, int waiting, boolean draining, long now) {
    Optional<HalfOpen> half =
        breaker.phase() instanceof HalfOpen phase ? Optional.of(phase) : Optional.empty();
    return new BreakerSnapshot(
        name,
        breaker.state(),
        breaker.epoch(),
        breaker.reason(),
        breaker.phase() instanceof Overridden over ? Optional.of(over.order()) : Optional.empty(),
        breaker.phase() instanceof Closed closed ? closed.failures() : 0,
        half.map(HalfOpen::successes).orElse(0),
        half.map(HalfOpen::probes).orElse(0) > 0,
        half.map(HalfOpen::openedBy),
        breaker.failureThreshold(),
        breaker.retryAfter(now),
        running,
        waiting,
        draining);
  }

  /** The standing order's action, or {@link OperatorOrder.Action#AUTO}. */
  public OperatorOrder.Action mode() {
    return standing.map(OperatorOrder::action).orElse(OperatorOrder.Action.AUTO);
  }
}
