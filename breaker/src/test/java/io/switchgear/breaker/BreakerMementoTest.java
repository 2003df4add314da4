package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** B15: what a breaker was before a restart it is after. */
class BreakerMementoTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final BreakerPolicy POLICY =
      new BreakerPolicy(2, Duration.ofSeconds(10), 2, Duration.ofSeconds(40), 0, 3, 2);

  private final Breaker closed = Breaker.closed(POLICY, 1);

  @Test
  void closedKeepsItsFailures() {
    assertEquals(1, assertInstanceOf(Closed.class, back(failed(closed), 5).phase()).failures());
  }

  @Test
  void openKeepsTheTimeThatIsLeftAndItsReopens() {
    Breaker reopened = failed(opened().advanced(10 * SECOND));
    Open open = assertInstanceOf(Open.class, back(reopened, 5).phase());
    assertEquals(1, open.reopens());
    assertEquals(15 * SECOND, open.until() - 777);
  }

  @Test
  void openThatWasDueWhileAwayIsHalfOpen() {
    assertInstanceOf(HalfOpen.class, back(opened(), 10).phase());
  }

  @Test
  void aWallClockThatWasSetBackDoesNotLengthenAnOpening() {
    Open open = assertInstanceOf(Open.class, back(opened(), -3600).phase());
    assertEquals(10 * SECOND, open.until() - 777);
  }

  @Test
  void anOpeningIsNotLongerThanThePolicyNowAllows() {
    BreakerPolicy shorter =
        new BreakerPolicy(2, Duration.ofSeconds(1), 1, Duration.ofSeconds(2), 0, 3, 2);
    Breaker restored = BreakerMemento.of(opened(), 0, NOON).restored(shorter, 1, 0, NOON);
    assertEquals(SECOND, assertInstanceOf(Open.class, restored.phase()).until());
  }

  @Test
  void halfOpenKeepsItsSuccessesButNotItsProbes() {
    Breaker half = opened().advanced(10 * SECOND);
    Admitted first = assertInstanceOf(Admitted.class, half.admit(0));
    Breaker once = first.breaker().succeeded(first.permit(), Duration.ZERO, 0);
    Breaker probing = assertInstanceOf(Admitted.class, once.admit(0)).breaker();
    assertEquals(
        new HalfOpen(0, 1, 0, false, Cause.CONSECUTIVE_FAILURES), back(probing, 5).phase());
  }

  @Test
  void anOrderStandsUntilItsOwnTime() {
    OperatorOrder hold =
        OperatorOrder.given(
            OperatorOrder.Action.HOLD_OPEN,
            "alice",
            "maintenance",
            Optional.of(Duration.ofHours(1)),
            NOON);
    Breaker held = closed.ordered(hold, 0, NOON).orElseThrow();
    Breaker back = back(held, 600);
    assertEquals("alice ordered hold-open: maintenance", back.reason().sentence());
    Overridden stands = assertInstanceOf(Overridden.class, back.phase());
    assertEquals("alice", stands.order().operator());
    assertEquals(3000 * SECOND, stands.due().orElseThrow() - 777);
    assertInstanceOf(HalfOpen.class, back(held, 3600).phase());
  }

  @Test
  void permitsFromBeforeTheRestartChangeNothing() {
    Permit before = new Permit(closed.epoch());
    Breaker after = back(closed, 1);
    assertEquals(after, after.failed(before, Duration.ZERO, 0));
  }

  @Test
  void isPlainData() throws Exception {
    ObjectMapper json =
        JsonMapper.builder().addModules(new JavaTimeModule(), new Jdk8Module()).build();
    OperatorOrder hold =
        new OperatorOrder(OperatorOrder.Action.HOLD_OPEN, "alice", "maintenance", Optional.empty());
    for (Breaker breaker :
        new Breaker[] {closed, opened(), closed.ordered(hold, 0, NOON).orElseThrow()}) {
      BreakerMemento memento = BreakerMemento.of(breaker, 0, NOON);
      assertEquals(memento, json.readValue(json.writeValueAsString(memento), BreakerMemento.class));
    }
  }

  private Breaker opened() {
    return failed(failed(closed));
  }

  private static Breaker failed(Breaker breaker) {
    Admitted admitted = assertInstanceOf(Admitted.class, breaker.admit(0));
    return admitted.breaker().failed(admitted.permit(), Duration.ZERO, 0);
  }

  /** After so many seconds, in a process whose monotonic clock stands at 777. */
  private static Breaker back(Breaker breaker, long secondsAway) {
    return BreakerMemento.of(breaker, 0, NOON)
        .restored(POLICY, 1, 777, NOON.plusSeconds(secondsAway));
  }
}
