package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.Reason;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.Rejection.Kind;
import java.time.Duration;

/** The rejections of one breaker, and its refusals of orders. */
final class Rejections {

  /** Estimate: the bulkhead has room when a call ends, and when that will be is unknown. */
  private static final Duration FULL_RETRY = Duration.ofSeconds(1);

  private static final Duration SHUTDOWN_RETRY = Duration.ofSeconds(5);

  private final String name;

  Rejections(String name) {
    this.name = name;
  }

  Rejection circuitOpen(Breaker breaker, long now) {
    String why =
        breaker.followed() instanceof Guidance.Refuse refuse
            ? refuse.why()
            : breaker.reason().sentence();
    String state =
        breaker.met() == BreakerState.HALF_OPEN
            ? "is half open and its probes are under way"
            : "is open because " + why;
    return new Rejection(
        Kind.CIRCUIT_OPEN,
        name,
        "The circuit breaker of '%s' %s; the call was not run.".formatted(name, state),
        breaker.retryAfter(now));
  }

  Rejection bulkheadFull(BulkheadPolicy policy) {
    int most = policy.maxConcurrent();
    String calls = most == 1 ? "1 call" : most + " calls";
    String full =
        policy.queue() == 0
            ? "runs %s at once and no more".formatted(calls)
            : "runs %s at once with %d waiting, and no more".formatted(calls, policy.queue());
    return new Rejection(
        Kind.BULKHEAD_FULL,
        name,
        "'%s' %s; the call was not run.".formatted(name, full),
        FULL_RETRY);
  }

  Rejection shuttingDown() {
    return new Rejection(
        Kind.SHUTTING_DOWN,
        name,
        "'%s' is shutting down; the call was not run.".formatted(name),
        SHUTDOWN_RETRY);
  }

  Rejection callIdInUse(String callId) {
    return new Rejection(
        Kind.CALL_ID_IN_USE,
        name,
        "The call id '%s' is in use. Ask again with a new id.".formatted(callId),
        FULL_RETRY);
  }

  OrderResult.Refused noMoreOrders() {
    return new OrderResult.Refused("'%s' is shutting down.".formatted(name));
  }

  OrderResult.Refused overridden(Reason standing) {
    return new OrderResult.Refused(
        "'%s' is under a standing order because %s. Lift it with auto first, or give another standing order."
            .formatted(name, standing.sentence()));
  }
}
