package io.switchgear.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A state of the breaker, with the data of this state. */
public sealed interface Phase {

  /** The state, as people and metrics see it. */
  BreakerState state();

  /**
   * The same phase under another policy.
   *
   * @param before the policy of the window until now
   */
  default Phase under(WindowPolicy before, BreakerPolicy next, long now) {
    return switch (this) {
      case Closed closed -> closed.kept(before, next.window(), now);
      case Open open -> open;
      case HalfOpen half ->
          new HalfOpen(
              half.probes(),
              half.successes(),
              half.reopens(),
              half.canary() && next.canary(),
              half.openedBy());
      case Overridden over -> over.with(over.counts().kept(before, next.window(), now));
    };
  }

  /**
   * Calls pass.
   *
   * @param failures counted in a row
   */
  record Closed(int failures, Window window) implements Phase {

    static Closed fresh(BreakerPolicy policy) {
      return new Closed(0, Window.of(policy.window()));
    }

    private Closed kept(WindowPolicy before, WindowPolicy next, long now) {
      boolean same = before.type() == next.type() && before.size() == next.size();
      return new Closed(failures, same ? window.at(now) : Window.of(next));
    }

    Closed plus(Counts call, long now) {
      return new Closed(call.failed() == 0 ? 0 : failures + 1, window.plus(call, now));
    }

    @Override
    public BreakerState state() {
      return BreakerState.CLOSED;
    }
  }

  /**
   * Calls are refused.
   *
   * @param until end of the opening, on the monotonic clock, in nanoseconds
   * @param reopens failed recoveries since the breaker was last closed
   * @param openedBy what opened it when it was last closed; decides what closes it
   */
  record Open(long until, int reopens, Cause openedBy) implements Phase {
    @Override
    public BreakerState state() {
      return BreakerState.OPEN;
    }
  }

  /**
   * Some calls pass as probes.
   *
   * @param probes permits that are out
   * @param successes probes that succeeded
   * @param reopens failed recoveries before this one
   * @param canary the self-test comes first; until it is settled no other probe passes
   * @param openedBy what opened it when it was last closed; decides what closes it
   */
  record HalfOpen(int probes, int successes, int reopens, boolean canary, Cause openedBy)
      implements Phase {

    boolean admits(BreakerPolicy policy) {
      return !canary && probes < policy.halfOpenPermits();
    }

    HalfOpen probing() {
      return new HalfOpen(probes + 1, successes, reopens, canary, openedBy);
    }

    HalfOpen givenBack() {
      return new HalfOpen(probes - 1, successes, reopens, false, openedBy);
    }

    HalfOpen succeeded() {
      return new HalfOpen(probes - 1, successes + 1, reopens, false, openedBy);
    }

    /** After an opening for slowness, a probe that takes that long has failed. */
    Optional<Duration> probeLimit(WindowPolicy window) {
      return openedBy == Cause.SLOW_CALL_RATE && window.type() != WindowPolicy.Type.NONE
          ? Optional.of(window.slowCall())
          : Optional.empty();
    }

    @Override
    public BreakerState state() {
      return BreakerState.HALF_OPEN;
    }
  }

  /**
   * An operator's order stands: to hold open, to admit without counting, or to count only.
   *
   * @param due when the order ends, on the monotonic clock; empty if it stands until lifted
   * @param counts what is counted meanwhile
   */
  record Overridden(OperatorOrder order, OptionalLong due, Closed counts) implements Phase {

    static Overridden by(OperatorOrder order, Closed counts, long now, Instant at) {
      OptionalLong due =
          order
              .expires()
              .map(end -> OptionalLong.of(now + Duration.between(at, end).toNanos()))
              .orElse(OptionalLong.empty());
      return new Overridden(order, due, counts);
    }

    Overridden with(Closed others) {
      return new Overridden(order, due, others);
    }

    boolean admits() {
      return order.action() != OperatorOrder.Action.HOLD_OPEN;
    }

    boolean counting() {
      return order.action() != OperatorOrder.Action.DISABLED;
    }

    boolean expired(long now) {
      return due.isPresent() && due.getAsLong() - now <= 0;
    }

    @Override
    public BreakerState state() {
      return admits() ? BreakerState.CLOSED : BreakerState.OPEN;
    }
  }
}
