package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 1_000, 33_333})
  void letsThroughTheRateAndNoMore(int rate) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    long taken = 0;
    for (long now = 0; now < 10 * SECOND; now += SECOND / 5_000) {
      while (bucket.tryTake(now)) {
        taken++;
      }
    }
    long expected = 10L * rate;
    long seen = taken;
    assertTrue(Math.abs(seen - expected) <= 2 + rate / 50, () -> seen + " of " + expected);
  }

  @Test
  void aPauseDoesNotTurnIntoABurst() {
    TokenBucket bucket = new TokenBucket(1_000, 0);
    long now = 60 * SECOND;
    int burst = 0;
    while (bucket.tryTake(now)) {
      burst++;
    }
    assertEquals(20, burst);
  }

  @Test
  void saysWhenTheNextTokenComes() {
    TokenBucket bucket = new TokenBucket(4, 0);
    assertTrue(bucket.tryTake(0));
    assertFalse(bucket.tryTake(0));
    assertEquals(SECOND / 4, bucket.untilNext());
    assertFalse(bucket.tryTake(SECOND / 4 - 1_000));
    assertTrue(bucket.tryTake(SECOND / 4 + 1_000));
  }

  @Test
  void noRateIsNoBound() {
    TokenBucket bucket = new TokenBucket(0, 0);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(bucket.tryTake(0));
    }
    assertEquals(0, bucket.untilNext());
  }
}
