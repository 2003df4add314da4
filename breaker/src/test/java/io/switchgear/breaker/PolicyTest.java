package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PolicyTest {

  private static final Duration TEN = Duration.ofSeconds(10);

  @Test
  void everyFieldIsHeldInItsRange() {
    refused("failureThreshold = 0: must be from 1 to 10000", () -> policy(0, TEN, 1, TEN, 0));
    refused(
        "recoveryTimeout = 0 s: must be from 1 ms to 86400 s",
        () -> policy(1, Duration.ZERO, 1, TEN, 0));
    refused("multiplier = 0.5: must be from 1.0 to 10.0", () -> policy(1, TEN, 0.5, TEN, 0));
    refused("multiplier = NaN: must be from 1.0 to 10.0", () -> policy(1, TEN, Double.NaN, TEN, 0));
    refused(
        "maxRecoveryTimeout = 9 s: must be from 10 s to 604800 s",
        () -> policy(1, TEN, 1, Duration.ofSeconds(9), 0));
    refused("jitter = 1.0: must be from 0.0 to 0.9", () -> policy(1, TEN, 1, TEN, 1));
    refused(
        "successThreshold = 0: must be from 1 to 1000",
        () -> new BreakerPolicy(1, TEN, 1, TEN, 0, 0, 1));
    refused(
        "halfOpenPermits = 0: must be from 1 to 1000",
        () -> new BreakerPolicy(1, TEN, 1, TEN, 0, 1, 0));
    refused("maxConcurrent = 0: must be from 1 to 10000", () -> new BulkheadPolicy(0, 0));
    refused("queue = -1: must be from 0 to 10000", () -> new BulkheadPolicy(1, -1));
    refused(
        "callTimeout = 0 s: must be from 1 ms to 604800 s",
        () -> new ProtectionPolicy(Duration.ZERO, BreakerPolicy.DEFAULT, BulkheadPolicy.DEFAULT));
  }

  @Test
  void openTimeGrowsToItsBoundAndIsThenMovedByTheJitter() {
    BreakerPolicy policy = policy(1, TEN, 2, Duration.ofSeconds(30), 0.1);
    assertEquals(Duration.ofSeconds(10), policy.openTime(0, 0));
    assertEquals(Duration.ofSeconds(22), policy.openTime(1, 1));
    assertEquals(Duration.ofSeconds(27), policy.openTime(2, -1));
    assertEquals(Duration.ofSeconds(33), policy.openTime(Integer.MAX_VALUE, 1));
  }

  @Test
  void everyFieldOfAWindowIsHeldInItsRange() {
    refused(
        "size = 3601: must be from 1 to 3600",
        () -> window(WindowPolicy.Type.TIME, 3601, 1, 0.5, 0.5, TEN));
    refused(
        "minimumCalls = 11: must be from 1 to 10",
        () -> window(WindowPolicy.Type.COUNT, 10, 11, 0.5, 0.5, TEN));
    refused(
        "failureRate = 0.0: must be from 0.01 to 1.0",
        () -> window(WindowPolicy.Type.COUNT, 10, 1, 0, 0.5, TEN));
    refused(
        "slowCallRate = 50.0: must be from 0.01 to 1.0",
        () -> window(WindowPolicy.Type.COUNT, 10, 1, 0.5, 50, TEN));
    refused(
        "slowCall = 0 s: must be from 1 ms to 86400 s",
        () -> window(WindowPolicy.Type.COUNT, 10, 1, 0.5, 0.5, Duration.ZERO));
  }

  private static WindowPolicy window(
      WindowPolicy.Type type,
      int size,
      int minimum,
      double failureRate,
      double slowRate,
      Duration slowCall) {
    return new WindowPolicy(type, size, minimum, failureRate, slowRate, slowCall);
  }

  private static BreakerPolicy policy(
      int threshold, Duration recovery, double multiplier, Duration max, double jitter) {
    return new BreakerPolicy(threshold, recovery, multiplier, max, jitter, 1, 1);
  }

  private static void refused(String message, Executable construction) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }

  @Test
  void eachWitherChangesWhatItSays() {
    BreakerPolicy changed =
        BreakerPolicy.DEFAULT
            .withFailureThreshold(3)
            .withRecovery(Duration.ofSeconds(2), 4, Duration.ofSeconds(9))
            .withJitter(0.5)
            .withProbes(6, 7);
    assertEquals(
        new BreakerPolicy(3, Duration.ofSeconds(2), 4, Duration.ofSeconds(9), 0.5, 6, 7), changed);
    assertEquals(
        new BreakerPolicy(3, Duration.ofHours(2), 1, Duration.ofHours(2), 0.5, 6, 7),
        changed.withRecoveryTimeout(Duration.ofHours(2)));
    BulkheadPolicy one = new BulkheadPolicy(1, 0);
    assertEquals(
        new ProtectionPolicy(Duration.ofSeconds(1), changed, one),
        ProtectionPolicy.DEFAULT.withCallTimeout(Duration.ofSeconds(1)).with(changed).with(one));
  }
}
