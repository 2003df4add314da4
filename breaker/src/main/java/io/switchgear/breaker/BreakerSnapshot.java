package io.switchgear.breaker;

import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.util.Optional;

/**
 * A breaker at one moment. Reading one sends no message to the breaker's actor.
 *
 * @param state that calls meet; differs from the breaker's own while there is guidance
 * @param epoch number of transitions so far
 * @param reason for the breaker's own state
 * @param standing the operator's order that overrides the state
 * @param failureCount consecutive failures; 0 unless closed
 * @param successCount successful probes; 0 unless half open
 * @param probing whether a probe is under way; a half-open breaker without one waits for a call
 * @param openedBy the cause of the last opening, while open or half open
 * @param failureThreshold consecutive failures that open the breaker now
 * @param retryAfter when another try makes sense; zero while calls are admitted
 * @param running calls under way
 * @param waiting calls that wait for room
 * @param draining the breaker is shutting down and admits no call
 * @param guided empty unless guidance decides about calls
 * @param counted calls that succeeded or failed since it was last closed or an order began to stand
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
    boolean draining,
    Optional<Guided> guided,
    long counted) {

  /**
   * A breaker that follows guidance.
   *
   * @param own the breaker's own state
   * @param why calls are refused: text that completes "is open because …"; empty if they are
   *     admitted
   */
  public record Guided(BreakerState own, Optional<String> why) {

    private static Optional<Guided> of(Breaker breaker) {
      return switch (breaker.followed()) {
        case Guidance.None ignored -> Optional.empty();
        case Guidance.Admit ignored -> Optional.of(new Guided(breaker.state(), Optional.empty()));
        case Guidance.Refuse refuse ->
            Optional.of(new Guided(breaker.state(), Optional.of(refuse.why())));
      };
    }
  }

  /**
   * @param now on the monotonic clock, in nanoseconds
   */
  public static BreakerSnapshot of(
      String name, Breaker breaker, int running, int waiting, boolean draining, long now) {
    Optional<HalfOpen> half =
        breaker.phase() instanceof HalfOpen phase ? Optional.of(phase) : Optional.empty();
    return new BreakerSnapshot(
        name,
        breaker.met(),
        breaker.epoch(),
        breaker.reason(),
        breaker.phase() instanceof Overridden over ? Optional.of(over.order()) : Optional.empty(),
        breaker.phase() instanceof Closed closed ? closed.failures() : 0,
        half.map(HalfOpen::successes).orElse(0),
        half.map(HalfOpen::probes).orElse(0) > 0,
        breaker.openedBy(),
        breaker.failureThreshold(),
        breaker.retryAfter(now),
        running,
        waiting,
        draining,
        Guided.of(breaker),
        breaker.counted());
  }

  /** The breaker's own state, whatever the guidance. */
  public BreakerState own() {
    return guided.map(Guided::own).orElse(state);
  }

  /** Whether the own state is an operator's, as {@link Breaker#ordered}. */
  public boolean ordered() {
    return standing.isPresent() || reason.ordered() || openedBy.equals(Breaker.BY_OPERATOR);
  }

  /** Why calls meet this state: text that completes "…, because". */
  public String why() {
    return guided.flatMap(Guided::why).orElseGet(reason::sentence);
  }

  /** The standing order's action, or {@link OperatorOrder.Action#AUTO}. */
  public OperatorOrder.Action mode() {
    return standing.map(OperatorOrder::action).orElse(OperatorOrder.Action.AUTO);
  }
}
