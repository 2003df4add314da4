package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final long SECOND = 1_000_000_000L;

  /** Opens at 2, for 10 s, 20 s, 40 s, 40 s …; closes at 2; 2 probes at once. */
  private static final BreakerPolicy POLICY =
      new BreakerPolicy(2, Duration.ofSeconds(10), 2, Duration.ofSeconds(40), 0, 2, 2);

  private final Breaker closed = Breaker.closed(POLICY, 1);

  @Test
  void closedAdmitsAndCountsFailuresInARow() {
    Breaker once = closed.failed(permit(closed), Duration.ZERO, 0);
    assertEquals(closedWith(1), once.phase());
    assertEquals(closedWith(0), once.succeeded(permit(once), Duration.ZERO, 0).phase());
    assertEquals(closedWith(1), once.released(permit(once)).phase());
  }

  @Test
  void closedOpensAtTheThreshold() {
    Breaker open = opened(5 * SECOND);
    assertEquals(new Open(15 * SECOND, 0, Cause.CONSECUTIVE_FAILURES), open.phase());
    assertEquals(Cause.CONSECUTIVE_FAILURES, open.reason().cause());
    assertEquals(1, open.epoch());
  }

  @Test
  void openRefusesWithTheTimeThatIsLeft() {
    Refused refused = assertInstanceOf(Refused.class, opened(0).admit(4 * SECOND));
    assertEquals(Duration.ofSeconds(6), refused.retryAfter());
  }

  @Test
  void openNeverSaysToAskAgainAtOnce() {
    Refused refused = assertInstanceOf(Refused.class, opened(0).admit(11 * SECOND));
    assertEquals(Duration.ofMillis(1), refused.retryAfter());
  }

  @Test
  void openBecomesHalfOpenByTimeAlone() {
    Breaker open = opened(0);
    assertSame(open, open.advanced(10 * SECOND - 1));
    Breaker half = open.advanced(10 * SECOND);
    assertEquals(new HalfOpen(0, 0, 0, false, Cause.CONSECUTIVE_FAILURES), half.phase());
    assertEquals(2, half.epoch());
    assertSame(half, half.advanced(100 * SECOND));
    assertSame(closed, closed.advanced(100 * SECOND));
  }

  @Test
  void theClockMayWrapAround() {
    Breaker open = opened(Long.MAX_VALUE - SECOND);
    assertSame(open, open.advanced(Long.MAX_VALUE));
    assertEquals(BreakerState.HALF_OPEN, open.advanced(Long.MAX_VALUE + 9 * SECOND).state());
  }

  @Test
  void halfOpenAdmitsAsManyProbesAsThereArePermits() {
    Breaker one = probing(halfOpen());
    Breaker two = probing(one);
    assertEquals(new HalfOpen(2, 0, 0, false, Cause.CONSECUTIVE_FAILURES), two.phase());
    assertEquals(new Refused(Breaker.PROBING_RETRY), two.admit(0));
  }

  @Test
  void halfOpenClosesWhenProbesEnoughSucceed() {
    Breaker half = probing(probing(halfOpen()));
    Permit permit = new Permit(half.epoch());
    Breaker once = half.succeeded(permit, Duration.ZERO, 0);
    assertEquals(new HalfOpen(1, 1, 0, false, Cause.CONSECUTIVE_FAILURES), once.phase());
    Breaker twice = once.succeeded(permit, Duration.ZERO, 0);
    assertEquals(closedWith(0), twice.phase());
    assertEquals(Cause.PROBES_SUCCEEDED, twice.reason().cause());
  }

  @Test
  void halfOpenReopensLongerAtAnyFailureUpToTheBound() {
    Breaker breaker = opened(0);
    long now = 0;
    for (long expected : new long[] {20, 40, 40}) {
      now = ((Open) breaker.phase()).until();
      breaker = breaker.advanced(now);
      breaker = probing(breaker).failed(new Permit(breaker.epoch()), Duration.ZERO, now);
      assertEquals(expected * SECOND, ((Open) breaker.phase()).until() - now);
      assertEquals(Cause.PROBE_FAILED, breaker.reason().cause());
    }
  }

  @Test
  void closingResetsTheBackoff() {
    Breaker half = halfOpen();
    Breaker reopened = probing(half).failed(new Permit(half.epoch()), Duration.ZERO, 0);
    Breaker again = probing(probing(reopened.advanced(20 * SECOND)));
    Permit permit = new Permit(again.epoch());
    Breaker healed = again.succeeded(permit, Duration.ZERO, 0).succeeded(permit, Duration.ZERO, 0);
    assertEquals(
        new Open(10 * SECOND, 0, Cause.CONSECUTIVE_FAILURES), failed(failed(healed)).phase());
  }

  @Test
  void lateResultsChangeNothing() {
    Permit early = permit(closed);
    Breaker half = probing(halfOpen());
    assertSame(half, half.succeeded(early, Duration.ZERO, 0));
    assertSame(half, half.failed(early, Duration.ZERO, 0));
    assertSame(half, half.released(early));
    Breaker open = opened(0);
    assertSame(open, open.failed(early, Duration.ZERO, 0));
  }

  @Test
  void aProbeThatSaysNothingGivesItsPermitBack() {
    Breaker half = halfOpen();
    assertEquals(half, probing(half).released(new Permit(half.epoch())));
  }

  @Test
  void jitterIsDrawnOncePerOpening() {
    BreakerPolicy jittery =
        new BreakerPolicy(1, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.5, 1, 1);
    Breaker one = Breaker.closed(jittery, 1);
    Breaker open = one.failed(permit(one), Duration.ZERO, 0);
    long until = ((Open) open.phase()).until();
    assertEquals(open.admit(SECOND), open.admit(SECOND));
    assertEquals(Duration.ofNanos(until - SECOND), open.retryAfter(SECOND));
    Breaker other = Breaker.closed(jittery, 2);
    assertNotEquals(until, ((Open) other.failed(permit(other), Duration.ZERO, 0).phase()).until());
    Breaker half = probing(open.advanced(until));
    Breaker next = half.failed(new Permit(half.epoch()), Duration.ZERO, 0);
    assertNotEquals(until, ((Open) next.phase()).until());
  }

  private static Closed closedWith(int failures) {
    return new Closed(failures, Window.of(WindowPolicy.NONE));
  }

  private Breaker opened(long now) {
    Breaker once = closed.failed(permit(closed), Duration.ZERO, now);
    return once.failed(permit(once), Duration.ZERO, now);
  }

  private Breaker halfOpen() {
    return opened(0).advanced(10 * SECOND);
  }

  private static Breaker failed(Breaker breaker) {
    return breaker.failed(permit(breaker), Duration.ZERO, 0);
  }

  private static Breaker probing(Breaker breaker) {
    return assertInstanceOf(Admitted.class, breaker.admit(0)).breaker();
  }

  private static Permit permit(Breaker breaker) {
    return assertInstanceOf(Admitted.class, breaker.admit(0)).permit();
  }
}
