package io.switchgear.breaker;

import java.time.Duration;
import java.util.Objects;

/**
 * When a breaker opens by its rate of failed or slow calls, in addition to the count of consecutive
 * failures. The same model as Resilience4j's.
 *
 * @param size the calls ({@link Type#COUNT}) or seconds ({@link Type#TIME}) looked back on; 1 to
 *     100,000 calls, 1 to 3,600 s
 * @param minimumCalls in the window before a rate counts; 1 to 100,000, and for a window of calls
 *     not above its size
 * @param failureRate share of failures that opens it, from 0.01 to 1; reaching it is enough
 * @param slowCallRate share of slow calls that opens it, from 0.01 to 1; reaching it is enough
 * @param slowCall the duration from which a call is slow; 1 ms to 1 day
 */
public record WindowPolicy(
    Type type,
    int size,
    int minimumCalls,
    double failureRate,
    double slowCallRate,
    Duration slowCall) {

  /** The extent of the window. */
  public enum Type {
    /** There is no window. */
    NONE,
    /** The last calls. */
    COUNT,
    /** The calls of the last seconds. */
    TIME
  }

  /** No window. The other values are the defaults of a window. */
  public static final WindowPolicy NONE =
      new WindowPolicy(Type.NONE, 100, 100, 0.5, 1.0, Duration.ofSeconds(60));

  /**
   * @throws PolicyException if a value is out of its range
   */
  public WindowPolicy {
    Objects.requireNonNull(type);
    int largest = type == Type.TIME ? 3_600 : 100_000;
    Require.range("size", size, 1, largest);
    Require.range("minimumCalls", minimumCalls, 1, type == Type.COUNT ? size : 100_000);
    Require.range("failureRate", failureRate, 0.01, 1.0);
    Require.range("slowCallRate", slowCallRate, 0.01, 1.0);
    Require.range("slowCall", slowCall, Duration.ofMillis(1), Duration.ofDays(1));
  }
}
