package io.switchgear.breaker;

import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The part of a breaker that outlives its process. It has durations and wall-clock times only,
 * because a monotonic clock means nothing to another process. It has no window, because the calls
 * in it would be too old.
 *
 * @param savedAt when it was taken
 * @param openLeft until recovery is due, at that time; zero unless open
 * @param reopens failed recoveries since it was last closed
 * @param failures counted in a row while closed
 * @param successes of probes while half open
 * @param openedBy what opened it when it was last closed; empty if it is neither open nor half
 *     open, or if the saved state lacks it
 * @param order the operator's order in effect
 */
public record BreakerMemento(
    Instant savedAt,
    long epoch,
    BreakerState state,
    Duration openLeft,
    int reopens,
    int failures,
    int successes,
    Optional<Cause> openedBy,
    Optional<OperatorOrder> order) {

  public BreakerMemento {
    Objects.requireNonNull(savedAt);
    Objects.requireNonNull(state);
    Objects.requireNonNull(openLeft);
    Objects.requireNonNull(openedBy);
    Objects.requireNonNull(order);
  }

  /**
   * @param now on the monotonic clock
   * @param at the same moment, on the wall clock
   */
  public static BreakerMemento of(Breaker breaker, long now, Instant at) {
    return switch (breaker.phase()) {
      case Closed closed ->
          new BreakerMemento(
              at,
              breaker.epoch(),
              BreakerState.CLOSED,
              Duration.ZERO,
              0,
              closed.failures(),
              0,
              Optional.empty(),
              Optional.empty());
      case Open open ->
          new BreakerMemento(
              at,
              breaker.epoch(),
              BreakerState.OPEN,
              Duration.ofNanos(Math.max(0, open.until() - now)),
              open.reopens(),
              0,
              0,
              Optional.of(open.openedBy()),
              Optional.empty());
      case HalfOpen half ->
          new BreakerMemento(
              at,
              breaker.epoch(),
              BreakerState.HALF_OPEN,
              Duration.ZERO,
              half.reopens(),
              0,
              half.successes(),
              Optional.of(half.openedBy()),
              Optional.empty());
      case Overridden overridden ->
          new BreakerMemento(
              at,
              breaker.epoch(),
              overridden.state(),
              Duration.ZERO,
              0,
              overridden.counts().failures(),
              0,
              Optional.empty(),
              Optional.of(overridden.order()));
    };
  }

  /**
   * The breaker after the time in between. An opening and an order continue while the process is
   * not running. Neither a clock that was set back nor another policy makes an opening longer than
   * the policy allows.
   *
   * @param now on the monotonic clock
   * @param at the same moment, on the wall clock
   */
  public Breaker restored(BreakerPolicy policy, long seed, long now, Instant at) {
    Duration away = Duration.between(savedAt, at);
    Closed closed =
        new Closed(
            Math.clamp(failures, 0, policy.failureThreshold() - 1), Window.of(policy.window()));
    Cause cause = openedBy.orElse(Cause.RESTORED);
    Phase phase =
        order
            .map(stood -> (Phase) Overridden.by(stood, closed, now, at))
            .orElseGet(
                () ->
                    switch (state) {
                      case CLOSED -> closed;
                      case OPEN -> new Open(now + left(away, policy), reopens, cause);
                      case HALF_OPEN ->
                          new HalfOpen(
                              0,
                              Math.clamp(successes, 0, policy.successThreshold() - 1),
                              reopens,
                              policy.canary(),
                              cause);
                    });
    Reason reason =
        phase instanceof Overridden overridden
            ? new Reason(Cause.RESTORED, Optional.of(overridden.order()))
            : Reason.of(Cause.RESTORED);
    return new Breaker(policy, epoch + 1, phase, reason, seed, Recent.NONE).advanced(now);
  }

  /**
   * The same state under another order, or under none: a breaker that was held open then probes.
   */
  public BreakerMemento under(Optional<OperatorOrder> next) {
    boolean lifted = order.isPresent() && next.isEmpty();
    return new BreakerMemento(
        savedAt, epoch, state, openLeft, reopens, lifted ? 0 : failures, successes, openedBy, next);
  }

  private long left(Duration away, BreakerPolicy policy) {
    Duration gone = away.isNegative() ? Duration.ZERO : away;
    long longest = policy.openTime(Integer.MAX_VALUE, 1).toNanos();
    return Math.clamp(openLeft.minus(gone).toNanos(), 0, longest);
  }
}
