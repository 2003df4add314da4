package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoundTripsTest {

  private static final long MILLI = 1_000_000L;
  private static final long CEILING = 5_000 * MILLI;

  private final RoundTrips roundTrips = new RoundTrips(CEILING);

  @Test
  void waitsASecondBeforeItKnowsAnything() {
    assertEquals(1_000 * MILLI, roundTrips.timeout(0));
    assertEquals(50 * MILLI, new RoundTrips(50 * MILLI).timeout(0));
  }

  @Test
  void theFirstAnswerSetsBothMeans() {
    roundTrips.answeredAfter(200 * MILLI);
    // SRTT + 4 × RTTVAR with RTTVAR = R / 2
    assertEquals(600 * MILLI, roundTrips.timeout(0));
  }

  @Test
  void laterAnswersMoveTheMeansByTheRfcsWeights() {
    roundTrips.answeredAfter(200 * MILLI);
    roundTrips.answeredAfter(280 * MILLI);
    // RTTVAR = 3/4 × 100 + 1/4 × 80 = 95; SRTT = 7/8 × 200 + 1/8 × 280 = 210
    assertEquals((210 + 4 * 95) * MILLI, roundTrips.timeout(0));
  }

  @Test
  void steadyAnswersBringItDownToTheFloor() {
    for (int i = 0; i < 100; i++) {
      roundTrips.answeredAfter(MILLI);
    }
    assertEquals(RoundTrips.FLOOR_NANOS, roundTrips.timeout(0));
  }

  @Test
  void erraticAnswersRaiseItUpToTheCeiling() {
    RoundTrips low = new RoundTrips(700 * MILLI);
    for (int i = 0; i < 20; i++) {
      low.answeredAfter(i % 2 == 0 ? MILLI : 900 * MILLI);
      assertTrue(low.timeout(0) <= 700 * MILLI);
    }
    assertEquals(700 * MILLI, low.timeout(0));
  }

  @Test
  void everyAttemptWaitsTwiceAsLongUpToTheCeiling() {
    roundTrips.answeredAfter(200 * MILLI);
    assertEquals(600 * MILLI, roundTrips.timeout(0));
    assertEquals(1_200 * MILLI, roundTrips.timeout(1));
    assertEquals(CEILING, roundTrips.timeout(10));
    assertEquals(CEILING, roundTrips.timeout(1_000));
  }

  @Test
  void anAnswerThatMayBelongToTheKernelsOwnRetryIsNoSample() {
    roundTrips.answeredAfter(1_500 * MILLI);
    roundTrips.answeredAfter(-1);
    assertEquals(1_000 * MILLI, roundTrips.timeout(0));
  }
}
