package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a change of policy leaves as it was; {@link BreakerModelTest} walks through the rest. */
class ReconfiguredTest {

  private static final BreakerPolicy POLICY = BreakerPolicy.DEFAULT.withFailureThreshold(5);

  private static Breaker failing(Breaker breaker, int times) {
    Breaker failing = breaker;
    for (int i = 0; i < times; i++) {
      Admitted admitted = (Admitted) failing.admit(0);
      failing = admitted.breaker().failed(admitted.permit(), Duration.ofMillis(1), 0);
    }
    return failing;
  }

  @Test
  void failuresStandAndMeetTheNewThreshold() {
    Breaker three = failing(Breaker.closed(POLICY, 1), 3);
    Breaker higher = three.reconfigured(POLICY.withFailureThreshold(4), 0);
    assertEquals(3, ((Closed) higher.phase()).failures());
    assertEquals(three.epoch(), higher.epoch(), "no transition");
    assertEquals(BreakerState.OPEN, failing(higher, 1).state());
    Breaker lower = three.reconfigured(POLICY.withFailureThreshold(3), 0);
    assertEquals(BreakerState.OPEN, lower.state());
    assertEquals(Cause.CONSECUTIVE_FAILURES, lower.reason().cause());
  }

  @Test
  void anOpeningKeepsItsEndAndTheNextOneIsOfTheNewPolicy() {
    Breaker open = failing(Breaker.closed(POLICY.withJitter(0), 1), 5);
    BreakerPolicy longer = POLICY.withJitter(0).withRecoveryTimeout(Duration.ofHours(1));
    Breaker after = open.reconfigured(longer, 5);
    assertEquals(((Open) open.phase()).until(), ((Open) after.phase()).until());
    assertEquals(open.epoch(), after.epoch());
    Breaker half = after.advanced(((Open) after.phase()).until());
    long now = ((Open) after.phase()).until();
    Admitted probe = (Admitted) half.admit(now);
    Breaker again = probe.breaker().failed(probe.permit(), Duration.ZERO, now);
    assertEquals(now + Duration.ofHours(1).toNanos(), ((Open) again.phase()).until());
  }

  @Test
  void aPermitThatIsOutCountsUnderTheNewPolicy() {
    Admitted admitted = (Admitted) Breaker.closed(POLICY, 1).admit(0);
    Breaker one = admitted.breaker().reconfigured(POLICY.withFailureThreshold(1), 0);
    assertEquals(BreakerState.OPEN, one.failed(admitted.permit(), Duration.ofMillis(1), 0).state());
  }

  @Test
  void anOrderStands() {
    OperatorOrder order =
        new OperatorOrder(OperatorOrder.Action.HOLD_OPEN, "ann", "moving", Optional.empty());
    Breaker held = Breaker.closed(POLICY, 1).ordered(order, 0, Instant.EPOCH).orElseThrow();
    Breaker after = held.reconfigured(POLICY.withFailureThreshold(1), 0);
    assertEquals(held.epoch(), after.epoch());
    assertEquals(BreakerState.OPEN, after.state());
  }

  @Test
  void theSamePolicyIsNoChange() {
    Breaker breaker = failing(Breaker.closed(POLICY, 1), 2);
    assertSame(breaker, breaker.reconfigured(POLICY.withFailureThreshold(5), 0));
  }
}
