package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.metrics.ToolMetrics;
import io.switchgear.tool.ToolOutcome.Rejected;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where callers meet a supervisor: holds what it last published, and turns calls away on the
 * caller's own thread while the breaker is open. What it lets through the supervisor decides about
 * again, so a stale answer costs a message, never a wrong admission.
 *
 * <p>It outlives a restart of its supervisor, which goes on from what it published.
 */
final class Gate {

  private final String name;
  private final ProtectionPolicy policy;
  private final ToolMetrics metrics;
  private final Clocks clocks;
  private final LongAdder turnedAway = new LongAdder();
  private volatile Circuit circuit;

  Gate(String name, ProtectionPolicy policy, Clocks clocks, long seed) {
    this.name = name;
    this.policy = policy;
    this.metrics = new ToolMetrics(name);
    this.clocks = clocks;
    this.circuit = Circuit.of(Breaker.closed(policy.breaker(), seed));
  }

  String name() {
    return name;
  }

  ProtectionPolicy policy() {
    return policy;
  }

  ToolMetrics metrics() {
    return metrics;
  }

  Clocks clocks() {
    return clocks;
  }

  Circuit circuit() {
    return circuit;
  }

  void publish(Circuit next) {
    circuit = next;
  }

  /** Counts and returns the refusal of a call that need not be sent on; empty to send it. */
  Optional<Rejected> refusal() {
    Circuit seen = circuit;
    long now = clocks.nanos();
    Optional<Rejected> refusal =
        seen.draining()
            ? Optional.of(Outcomes.shuttingDown(name))
            : switch (seen.breaker().phase()) {
              case Open open when open.until() - now > 0 ->
                  Optional.of(Outcomes.circuitOpen(name, seen.breaker(), now));
              case Open ignored -> Optional.empty();
              case Closed ignored -> Optional.empty();
              case HalfOpen ignored -> Optional.empty();
            };
    refusal.ifPresent(
        rejected -> {
          turnedAway.increment();
          metrics.breakerCall("rejected");
        });
    return refusal;
  }

  BreakerSnapshot snapshot() {
    Circuit seen = circuit;
    Breaker breaker = seen.breaker();
    return new BreakerSnapshot(
        name,
        breaker.state(),
        breaker.epoch(),
        breaker.cause(),
        breaker.phase() instanceof Closed closed ? closed.failures() : 0,
        breaker.retryAfter(clocks.nanos()),
        seen.calls().started().size(),
        seen.calls().waiting().size(),
        seen.draining());
  }

  ToolStats stats() {
    return ToolStats.of(snapshot(), circuit, policy, turnedAway.sum());
  }
}
