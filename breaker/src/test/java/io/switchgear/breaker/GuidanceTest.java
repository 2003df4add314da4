package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.OperatorOrder.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guidance over every state, and operators' orders over guidance. */
class GuidanceTest {

  private static final long SECOND = 1_000_000_000L;

  /** Opens at 2 failures for 10 s; one probe closes it; a self-test comes first. */
  private static final BreakerPolicy POLICY =
      new BreakerPolicy(2, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0, 1, 1)
          .withCanary(true);

  private static final Guidance REFUSE = new Guidance.Refuse("others are open", 7 * SECOND);

  private static Breaker in(String state) {
    Breaker closed = Breaker.closed(POLICY, 1);
    return switch (state) {
      case "closed" -> closed;
      case "open" -> opened(closed);
      case "half_open" -> halfOpen();
      case "probing" -> assertInstanceOf(Admitted.class, halfOpen().admit(0)).breaker();
      case "canary_due" -> opened(closed).advanced(10 * SECOND);
      case "operator_open" -> ordered(closed, Action.OPEN);
      case "operator_probes" -> ordered(closed, Action.OPEN).advanced(10 * SECOND);
      case "operator_close" -> ordered(opened(closed), Action.CLOSE);
      case "operator_reset" -> ordered(opened(closed), Action.RESET);
      case "hold_open" -> ordered(closed, Action.HOLD_OPEN);
      case "disabled" -> ordered(opened(closed), Action.DISABLED);
      case "metrics_only" -> ordered(opened(closed), Action.METRICS_ONLY);
      case "lifted" -> ordered(ordered(closed, Action.DISABLED), Action.AUTO);
      default -> throw new IllegalArgumentException(state);
    };
  }

  private static Breaker opened(Breaker closed) {
    Permit permit = assertInstanceOf(Admitted.class, closed.admit(0)).permit();
    return closed.failed(permit, Duration.ZERO, 0).failed(permit, Duration.ZERO, 0);
  }

  /** Its self-test has ended without evidence. */
  private static Breaker halfOpen() {
    Admitted canary = opened(in("closed")).advanced(10 * SECOND).admitCanary().orElseThrow();
    return canary.breaker().released(canary.permit());
  }

  private static Breaker ordered(Breaker breaker, Action action) {
    OperatorOrder order =
        OperatorOrder.given(action, "ann", "drill", Optional.empty(), Instant.EPOCH);
    return breaker.ordered(order, 0, Instant.EPOCH).orElseThrow();
  }

  private static String met(Breaker breaker) {
    boolean admits = breaker.admit(0) instanceof Admitted;
    assertEquals(!admits, breaker.retryAfter(0).isPositive(), breaker::toString);
    return (admits ? "admits, " : "refuses, ") + breaker.met().wire();
  }

  @ParameterizedTest
  @CsvSource({
    "closed,          'admits, closed',     'admits, closed',     'refuses, open'",
    "open,            'refuses, open',      'admits, closed',     'refuses, open'",
    "half_open,       'admits, half_open',  'admits, closed',     'refuses, open'",
    "probing,         'refuses, half_open', 'admits, closed',     'refuses, open'",
    "canary_due,      'refuses, half_open', 'admits, closed',     'refuses, open'",
    "operator_open,   'refuses, open',      'refuses, open',      'refuses, open'",
    "operator_probes, 'refuses, half_open', 'refuses, half_open', 'refuses, half_open'",
    "operator_close,  'admits, closed',     'admits, closed',     'admits, closed'",
    "operator_reset,  'admits, closed',     'admits, closed',     'admits, closed'",
    "hold_open,       'refuses, open',      'refuses, open',      'refuses, open'",
    "disabled,        'admits, closed',     'admits, closed',     'admits, closed'",
    "metrics_only,    'admits, closed',     'admits, closed',     'admits, closed'",
    "lifted,          'admits, closed',     'admits, closed',     'refuses, open'",
  })
  void everyStateUnderEveryGuidance(String state, String none, String admit, String refuse) {
    Breaker breaker = in(state);
    assertEquals(none, met(breaker));
    assertEquals(admit, met(breaker.guided(Guidance.Admit.ADMIT)));
    assertEquals(refuse, met(breaker.guided(REFUSE)));
    assertEquals(none, met(breaker.guided(REFUSE).guided(Guidance.None.NONE)));
    assertEquals(breaker.state(), breaker.guided(REFUSE).state());
    assertEquals(breaker.epoch(), breaker.guided(REFUSE).epoch());
  }

  @ParameterizedTest
  @CsvSource({
    "closed, CLOSED, true",
    "open, CLOSED, true",
    "half_open, CLOSED, true",
    "probing, CLOSED, true",
    "operator_open, OPEN, false",
    "operator_probes, HALF_OPEN, false",
    "operator_close, CLOSED, false",
    "hold_open, OPEN, false",
    "disabled, CLOSED, false",
    "lifted, CLOSED, true",
  })
  void aProbeElsewhereClosesWhatIsNoOperators(String state, BreakerState then, boolean moves) {
    Breaker breaker = in(state);
    Breaker after = breaker.probedElsewhere();
    assertEquals(then, after.state());
    assertEquals(moves ? 1 : 0, after.epoch() - breaker.epoch());
    assertEquals(moves, after.reason().cause() == Cause.PROBED_ELSEWHERE);
    assertEquals(moves ? 0 : breaker.counted(), after.counted());
  }

  @Test
  void whileItAdmitsAnOpenBreakerCountsAndRecovers() {
    Breaker open = in("open").guided(Guidance.Admit.ADMIT);
    Admitted call = assertInstanceOf(Admitted.class, open.admit(0));
    Breaker failed = call.breaker().failed(call.permit(), Duration.ZERO, 0);
    assertEquals(open.phase(), failed.phase());
    assertEquals(3, failed.counted());
    Breaker half = failed.advanced(10 * SECOND);
    assertEquals(BreakerState.HALF_OPEN, half.state());
    assertSame(half, half.failed(call.permit(), Duration.ZERO, 0), "a late result");
    Admitted canary = half.admitCanary().orElseThrow();
    Admitted beside = assertInstanceOf(Admitted.class, canary.breaker().admit(0));
    Breaker closed = beside.breaker().succeeded(beside.permit(), Duration.ZERO, 0);
    assertEquals(BreakerState.CLOSED, closed.state());
    assertEquals(0, closed.counted());
    assertEquals(Guidance.Admit.ADMIT, closed.guidance());
  }

  @Test
  void whileItRefusesItRecoversWithoutASelfTest() {
    Breaker half = in("open").guided(REFUSE).advanced(10 * SECOND);
    assertEquals(BreakerState.HALF_OPEN, half.state());
    assertEquals(Optional.empty(), half.admitCanary());
    assertEquals(BreakerState.OPEN, half.met());
    assertEquals(Duration.ofSeconds(5), half.retryAfter(2 * SECOND));
    assertEquals(Duration.ofSeconds(1), half.retryAfter(9 * SECOND), "later than it said");
    assertEquals(
        BreakerState.HALF_OPEN,
        half.guided(Guidance.None.NONE).admitCanary().orElseThrow().breaker().state());
  }

  @Test
  void theSnapshotSaysWhatCallsMeetAndWhatIsBelow() {
    Breaker guided = in("closed").guided(REFUSE);
    BreakerSnapshot snapshot = BreakerSnapshot.of("nmap", guided, 0, 0, false, 0);
    assertEquals(BreakerState.OPEN, snapshot.state());
    assertEquals(BreakerState.CLOSED, snapshot.own());
    assertEquals("others are open", snapshot.why());
    assertEquals(Duration.ofSeconds(7), snapshot.retryAfter());
    BreakerSnapshot ordered =
        BreakerSnapshot.of(
            "nmap", in("operator_probes").guided(Guidance.Admit.ADMIT), 0, 0, false, 0);
    assertEquals(BreakerState.HALF_OPEN, ordered.state());
    assertEquals(Optional.empty(), ordered.guided());
    assertEquals(true, ordered.ordered());
  }

  @Test
  void guidanceIsNotStored() {
    Breaker guided = in("open").guided(REFUSE);
    Breaker restored =
        BreakerMemento.of(guided, 0, Instant.EPOCH).restored(POLICY, 1, 0, Instant.EPOCH);
    assertEquals(Guidance.None.NONE, restored.guidance());
    assertEquals(BreakerState.OPEN, restored.state());
  }
}
