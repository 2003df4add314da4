package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.metrics.BreakerMetrics;
import io.switchgear.metrics.BreakerMetrics.Result;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.UntrustedText;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where callers meet a supervisor: holds what it last published, and turns calls away on the
 * caller's own thread while the breaker is open. What it lets through the supervisor decides about
 * again, so a stale answer costs a message, never a wrong admission.
 *
 * <p>It outlives a restart of its supervisor, which goes on from what it published.
 */
final class PublishedCircuit {

  /**
   * How long a refusal is given to everyone who asks. Its words cost more than all the rest; and
   * who waits a millisecond longer than needed is let in all the same.
   */
  private static final long RETOLD_NANOS = 1_000_000;

  /**
   * A refusal, told of this circuit until that time.
   *
   * @param until on the monotonic clock; not after the circuit is due
   */
  private record Told(Circuit circuit, long until, Optional<Rejected> refusal) {}

  private final String name;
  private final BreakerMetrics metrics;
  private final Clocks clocks;
  private final Transitions listeners;
  private final Callers callers = new Callers();
  private final LongAdder turnedAway = new LongAdder();
  private volatile Circuit circuit;
  private volatile Protection rules;

  /** Not volatile: it is immutable, and a thread that sees an old one only makes another. */
  private Told told;

  PublishedCircuit(
      String name,
      Protection rules,
      Clocks clocks,
      Transitions listeners,
      Optional<BreakerMemento> memento) {
    this.name = name;
    this.rules = rules;
    this.metrics = new BreakerMetrics(name);
    tellRoom();
    this.clocks = clocks;
    this.listeners = listeners;
    this.circuit = Circuit.of(first(memento));
    metrics.state(circuit.breaker().state().code());
    tellMode();
  }

  private void tellMode() {
    metrics.mode(snapshot().mode().wire());
  }

  private Breaker first(Optional<BreakerMemento> memento) {
    long seed = new SecureRandom().nextLong();
    BreakerPolicy policy = policy().breaker();
    return memento
        .map(saved -> saved.restored(policy, seed, clocks.nanos(), clocks.wall().instant()))
        .orElseGet(() -> Breaker.closed(policy, seed));
  }

  String name() {
    return name;
  }

  ProtectionPolicy policy() {
    return rules.policy();
  }

  Optional<Work> canary() {
    return rules.canary();
  }

  /** From now on goes by these; by its supervisor alone. */
  void adopt(Protection next) {
    rules = next;
    tellRoom();
  }

  private void tellRoom() {
    BulkheadPolicy bulkhead = rules.policy().bulkhead();
    metrics.room(bulkhead.maxConcurrent(), bulkhead.queue());
  }

  BreakerMetrics metrics() {
    return metrics;
  }

  Clocks clocks() {
    return clocks;
  }

  Callers callers() {
    return callers;
  }

  Circuit circuit() {
    return circuit;
  }

  /**
   * Makes the circuit known to callers; then its transition, if there was one, to those who listen.
   */
  void publish(Circuit next) {
    long epoch = circuit.breaker().epoch();
    circuit = next;
    metrics.load(next.calls().started().size(), next.calls().waiting().size());
    if (next.breaker().epoch() != epoch) {
      Transition transition = next.ledger().history().getLast();
      metrics.state(transition.to().code());
      tellMode();
      if (transition.from() != transition.to()) {
        metrics.transition(transition.from().wire(), transition.to().wire());
      }
      listeners.tell(transition);
    }
  }

  /** An operator's order as of now. */
  OperatorOrder order(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    return new OperatorOrder(
        action,
        UntrustedText.line(operator),
        UntrustedText.line(reason),
        lasting.map(
            time -> OperatorOrder.Expiry.in(time, clocks.nanos(), clocks.wall().instant())));
  }

  /** Forgets how many it turned away. */
  void reset() {
    turnedAway.reset();
  }

  /** Counts and returns the refusal of a call that need not be sent on; empty to send it. */
  Optional<Rejected> refusal() {
    Circuit seen = circuit;
    long now = clocks.nanos();
    Told last = told;
    if (last == null || last.circuit() != seen || last.until() - now <= 0) {
      if (!refuses(seen, now)) {
        return Optional.empty();
      }
      last = tell(seen, now);
      told = last;
    }
    turnedAway.increment();
    metrics.call(Result.REJECTED);
    return last.refusal();
  }

  private static boolean refuses(Circuit seen, long now) {
    Breaker breaker = seen.breaker();
    return seen.draining()
        || switch (breaker.phase()) {
          case Open open -> open.until() - now > 0;
          case Overridden overridden ->
              overridden.state() == BreakerState.OPEN && breaker.advanced(now) == breaker;
          case Closed ignored -> false;
          case HalfOpen ignored -> false;
        };
  }

  private Told tell(Circuit seen, long now) {
    if (seen.draining()) {
      return new Told(seen, now + RETOLD_NANOS, Optional.of(Outcomes.shuttingDown(name)));
    }
    long left = seen.breaker().dueAt().orElse(now + RETOLD_NANOS) - now;
    return new Told(
        seen,
        now + Math.min(left, RETOLD_NANOS),
        Optional.of(Outcomes.circuitOpen(name, seen.breaker(), now)));
  }

  BreakerSnapshot snapshot() {
    return snapshotOf(circuit);
  }

  BreakerSnapshot snapshotOf(Circuit seen) {
    Breaker breaker = seen.breaker();
    return new BreakerSnapshot(
        name,
        breaker.state(),
        breaker.epoch(),
        breaker.reason(),
        breaker.phase() instanceof Overridden over ? Optional.of(over.order()) : Optional.empty(),
        breaker.phase() instanceof Closed closed ? closed.failures() : 0,
        breaker.phase() instanceof HalfOpen half ? half.successes() : 0,
        breaker.phase() instanceof HalfOpen half && half.probes() > 0,
        breaker.phase() instanceof HalfOpen half ? Optional.of(half.openedBy()) : Optional.empty(),
        breaker.failureThreshold(),
        breaker.retryAfter(clocks.nanos()),
        seen.calls().started().size(),
        seen.calls().waiting().size(),
        seen.draining());
  }

  ToolStats statsOf(Circuit seen) {
    return ToolStats.of(snapshotOf(seen), seen, policy(), turnedAway.sum());
  }

  BreakerMemento memento() {
    return BreakerMemento.of(circuit.breaker(), clocks.nanos(), clocks.wall().instant());
  }
}
