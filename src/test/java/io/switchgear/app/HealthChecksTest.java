package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.Order;
import io.switchgear.breaker.Reason;
import io.switchgear.drill.Drill;
import io.switchgear.health.HealthCheck.Finding;
import io.switchgear.supervisor.BreakerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

  private static final Drill DRILL =
      new Drill(
          "nmap",
          Drill.Fault.FAIL,
          5,
          3,
          Duration.ZERO,
          "ann",
          "Tuesday",
          Instant.parse("2030-01-02T03:04:05Z"));

  private static BreakerSnapshot breaker(BreakerState state, Optional<Order> standing) {
    return breaker(state, standing, false);
  }

  private static BreakerSnapshot breaker(
      BreakerState state, Optional<Order> standing, boolean probing) {
    Reason reason =
        new Reason(standing.isPresent() ? Cause.OPERATOR : Cause.CONSECUTIVE_FAILURES, standing);
    return new BreakerSnapshot(
        "nmap",
        state,
        1,
        reason,
        standing,
        0,
        0,
        probing,
        5,
        Duration.ofMillis(1_500),
        2,
        0,
        false);
  }

  private static Order order(Order.Action action) {
    return new Order(action, "ann", "maintenance", Optional.empty());
  }

  @Test
  void aDrillIsToldWhateverTheStateIs() {
    assertEquals(
        Finding.healthy(
            "Closed; 2 calls under way. A drill is on: it fails the next 3 calls of 'nmap' (ann:"
                + " Tuesday)."),
        HealthChecks.breaker(breaker(BreakerState.CLOSED, Optional.empty()), Optional.of(DRILL)));
    assertEquals(
        Finding.unhealthy(
            "Open, because calls failed one after the other; tries again in 1.5 s. A drill is on:"
                + " it fails the next 3 calls of 'nmap' (ann: Tuesday)."),
        HealthChecks.breaker(breaker(BreakerState.OPEN, Optional.empty()), Optional.of(DRILL)));
  }

  @Test
  void anOrderThatStandsIsToldWithItsReason() {
    assertEquals(
        Finding.healthy(
            "Closed; 2 calls under way. It cannot open, because ann ordered disabled:"
                + " maintenance."),
        HealthChecks.breaker(
            breaker(BreakerState.CLOSED, Optional.of(order(Order.Action.DISABLED))),
            Optional.empty()));
    assertEquals(
        Finding.unhealthy(
            "Open, because ann ordered hold-open: maintenance; held until the order is lifted or"
                + " expires."),
        HealthChecks.breaker(
            breaker(BreakerState.OPEN, Optional.of(order(Order.Action.HOLD_OPEN))),
            Optional.empty()));
  }

  @Test
  void aHalfOpenBreakerSaysWhetherAnythingTries() {
    assertEquals(
        Finding.degraded("Half open: a probe tries whether the tool is back."),
        HealthChecks.breaker(
            breaker(BreakerState.HALF_OPEN, Optional.empty(), true), Optional.empty()));
    assertEquals(
        Finding.healthy("Half open: waits for the next call, which is let in as a probe."),
        HealthChecks.breaker(
            breaker(BreakerState.HALF_OPEN, Optional.empty(), false), Optional.empty()));
  }
}
