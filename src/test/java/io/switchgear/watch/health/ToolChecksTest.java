package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.Reason;
import io.switchgear.calls.drill.Drill;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolChecksTest {

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

  private static BreakerSnapshot breaker(BreakerState state, Optional<OperatorOrder> standing) {
    return breaker(state, standing, false, Cause.CONSECUTIVE_FAILURES);
  }

  private static BreakerSnapshot breaker(
      BreakerState state, Optional<OperatorOrder> standing, boolean probing, Cause openedBy) {
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
        Optional.of(openedBy),
        5,
        Duration.ofMillis(1_500),
        2,
        0,
        false,
        Optional.empty(),
        0);
  }

  private static OperatorOrder order(OperatorOrder.Action action) {
    return new OperatorOrder(action, "ann", "maintenance", Optional.empty());
  }

  @Test
  void aDrillIsToldWhateverTheStateIs() {
    assertEquals(
        Finding.healthy(
            "Closed; 2 calls running. A drill is active: it fails the next 3 calls of 'nmap' (ann:"
                + " Tuesday)."),
        ToolChecks.breaker(
            breaker(BreakerState.CLOSED, Optional.empty()), true, Optional.of(DRILL)));
    assertEquals(
        Finding.unhealthy(
            "Open, because calls failed one after the other; the next probe is possible in 1.5 s. A"
                + " drill is active: it fails the next 3 calls of 'nmap' (ann: Tuesday)."),
        ToolChecks.breaker(breaker(BreakerState.OPEN, Optional.empty()), true, Optional.of(DRILL)));
  }

  @Test
  void anOrderThatStandsIsToldWithItsReason() {
    assertEquals(
        Finding.healthy(
            "Closed; 2 calls running. It cannot open, because ann ordered disabled:"
                + " maintenance."),
        ToolChecks.breaker(
            breaker(BreakerState.CLOSED, Optional.of(order(OperatorOrder.Action.DISABLED))),
            true,
            Optional.empty()));
    assertEquals(
        Finding.unhealthy(
            "Open, because ann ordered hold-open: maintenance; held until the order is lifted or"
                + " expires."),
        ToolChecks.breaker(
            breaker(BreakerState.OPEN, Optional.of(order(OperatorOrder.Action.HOLD_OPEN))),
            true,
            Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // probing, opened by, lately, status, message
        "true  | CONSECUTIVE_FAILURES | true  | DEGRADED | a probe call is running.",
        "true  | OPERATOR             | false | DEGRADED | a probe call is running.",
        "false | CONSECUTIVE_FAILURES | true  | DEGRADED | the next call is admitted"
            + " as a probe.",
        "false | SLOW_CALL_RATE       | true  | DEGRADED | the next call is admitted"
            + " as a probe.",
        "false | CONSECUTIVE_FAILURES | false | HEALTHY  | the next call is admitted"
            + " as a probe.",
        "false | OPERATOR             | true  | HEALTHY  | the next call is admitted"
            + " as a probe.",
      })
  void aHalfOpenBreakerSaysWhetherAnythingTries(
      boolean probing, Cause openedBy, boolean lately, HealthStatus status, String message) {
    assertEquals(
        new Finding(status, "Half open: " + message),
        ToolChecks.breaker(
            breaker(BreakerState.HALF_OPEN, Optional.empty(), probing, openedBy),
            lately,
            Optional.empty()));
  }
}
