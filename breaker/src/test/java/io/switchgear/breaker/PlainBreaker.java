package io.switchgear.breaker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The breaker once more, as plainly as it can be written: mutable, with every call kept and every
 * rate counted anew. What {@link Breaker} is held against.
 */
final class PlainBreaker {

  /** A call that was counted, and when the first call of the same second was. */
  private record Seen(boolean failed, boolean slow, long second) {}

  BreakerPolicy policy;
  BreakerState state = BreakerState.CLOSED;
  long epoch;
  int failures;
  int successes;
  int probes;
  int reopens;
  long openedAt;
  boolean canaryFirst;
  boolean openedForSlowness;
  OperatorOrder standing;
  Guidance guidance = Guidance.None.NONE;
  boolean orderedOnce;
  boolean openedByOperator;
  long counted;
  final List<Seen> window = new ArrayList<>();
  final List<Boolean> recent = new ArrayList<>();

  PlainBreaker(BreakerPolicy policy) {
    this.policy = policy;
  }

  Guidance followed() {
    boolean ordered = standing != null || orderedOnce || openedByOperator;
    return ordered ? Guidance.None.NONE : guidance;
  }

  boolean admits() {
    if (followed() != Guidance.None.NONE) {
      return followed() == Guidance.Admit.ADMIT;
    }
    if (standing != null) {
      return standing.action() != OperatorOrder.Action.HOLD_OPEN;
    }
    return switch (state) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> !canaryFirst && probes < policy.halfOpenPermits();
    };
  }

  void admitted() {
    if (state == BreakerState.HALF_OPEN) {
      probes++;
    }
  }

  void ended(long permitEpoch, boolean failed, boolean slow, long now) {
    if (permitEpoch != epoch) {
      return;
    }
    if (standing != null && standing.action() == OperatorOrder.Action.DISABLED) {
      return;
    }
    if (policy.adaptive()) {
      remember(failed);
    }
    counted++;
    if (state == BreakerState.OPEN) {
      return;
    }
    if (state == BreakerState.HALF_OPEN) {
      probes--;
      boolean selfTest = canaryFirst;
      canaryFirst = false;
      if (failed || slow && slowProbesFail()) {
        reopen(now);
      } else if (!selfTest || !slowProbesFail()) {
        successes++;
        if (successes >= policy.successThreshold()) {
          close();
        }
      }
      return;
    }
    failures = failed ? failures + 1 : 0;
    look(failed, slow, now);
    if (standing == null) {
      openIfTooMany(now);
    }
  }

  /** A probe still runs when it is slow already. */
  void overdue(long permitEpoch, long now) {
    if (permitEpoch == epoch && state == BreakerState.HALF_OPEN && slowProbesFail()) {
      if (policy.adaptive()) {
        remember(false);
      }
      counted++;
      reopen(now);
    }
  }

  private boolean slowProbesFail() {
    return openedForSlowness && policy.window().type() != WindowPolicy.Type.NONE;
  }

  private void reopen(long now) {
    boolean slowness = openedForSlowness;
    boolean byOperator = openedByOperator;
    open(reopens + 1, now);
    openedForSlowness = slowness;
    openedByOperator = byOperator;
  }

  private void remember(boolean failed) {
    recent.add(failed);
    if (recent.size() > 100) {
      recent.removeFirst();
    }
  }

  private void openIfTooMany(long now) {
    boolean failing =
        failures >= threshold() || tooMany(Seen::failed, policy.window().failureRate());
    boolean slow = tooMany(Seen::slow, policy.window().slowCallRate());
    if (failing || slow) {
      open(0, now);
      openedForSlowness = !failing;
    }
  }

  void reconfigure(BreakerPolicy next, long now) {
    WindowPolicy before = policy.window();
    policy = next;
    if (!next.adaptive()) {
      recent.clear();
    }
    if (before.type() != next.window().type() || before.size() != next.window().size()) {
      window.clear();
    } else if (before.type() == WindowPolicy.Type.TIME) {
      window.removeIf(seen -> now - seen.second() >= before.size() * 1_000_000_000L);
    }
    canaryFirst &= next.canary();
    if (standing != null) {
      return;
    }
    if (state == BreakerState.HALF_OPEN && successes >= next.successThreshold()) {
      close();
    } else if (state == BreakerState.CLOSED) {
      openIfTooMany(now);
    }
  }

  private void look(boolean failed, boolean slow, long now) {
    boolean timed = policy.window().type() == WindowPolicy.Type.TIME;
    long size = policy.window().size();
    if (timed) {
      window.removeIf(seen -> now - seen.second() >= size * 1_000_000_000L);
    }
    boolean sameSecond = !window.isEmpty() && now - window.getLast().second() < 1_000_000_000L;
    window.add(new Seen(failed, slow, sameSecond ? window.getLast().second() : now));
    if (!timed && window.size() > size) {
      window.removeFirst();
    }
  }

  void released(long permitEpoch) {
    if (permitEpoch == epoch && state == BreakerState.HALF_OPEN) {
      probes--;
      canaryFirst = false;
    }
  }

  int threshold() {
    int configured = policy.failureThreshold();
    if (!policy.adaptive() || recent.size() < 100) {
      return configured;
    }
    long succeeded = recent.stream().filter(failed -> !failed).count();
    if (succeeded > 95 && configured < 10) {
      return Math.min(10, configured + 2);
    }
    if (succeeded < 80 && configured > 2) {
      return configured - 1;
    }
    return configured;
  }

  private boolean tooMany(Predicate<Seen> bad, double share) {
    WindowPolicy rates = policy.window();
    return rates.type() != WindowPolicy.Type.NONE
        && window.size() >= rates.minimumCalls()
        && (double) window.stream().filter(bad).count() / window.size() >= share;
  }

  /** How long the opening lasts without jitter, in nanoseconds. */
  double openNanos() {
    double nanos = policy.recoveryTimeout().toNanos();
    for (int i = 0; i < reopens && nanos < policy.maxRecoveryTimeout().toNanos(); i++) {
      nanos *= policy.multiplier();
    }
    return Math.min(nanos, policy.maxRecoveryTimeout().toNanos());
  }

  void recover() {
    epoch++;
    state = BreakerState.HALF_OPEN;
    orderedOnce = false;
    probes = 0;
    successes = 0;
    canaryFirst = policy.canary();
  }

  void lift() {
    boolean held = standing.action() == OperatorOrder.Action.HOLD_OPEN;
    standing = null;
    if (held) {
      reopens = 0;
      openedForSlowness = false;
      openedByOperator = true;
      recover();
    } else {
      close();
    }
  }

  void stand(OperatorOrder order) {
    close();
    standing = order;
    state =
        order.action() == OperatorOrder.Action.HOLD_OPEN ? BreakerState.OPEN : BreakerState.CLOSED;
  }

  void open(int afterReopens, long now) {
    epoch++;
    state = BreakerState.OPEN;
    reopens = afterReopens;
    openedAt = now;
    openedForSlowness = false;
    orderedOnce = false;
    openedByOperator = false;
    failures = 0;
  }

  void close() {
    epoch++;
    state = BreakerState.CLOSED;
    orderedOnce = false;
    openedByOperator = false;
    counted = 0;
    failures = 0;
    reopens = 0;
    window.clear();
  }
}
