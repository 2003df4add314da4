package io.switchgear.breaker;

/**
 * How many calls run and wait at once.
 *
 * @param maxConcurrent running at once; 1 to 10,000
 * @param queue waiting for room; 0 (none waits) to 10,000
 */
public record BulkheadPolicy(int maxConcurrent, int queue) {

  public static final BulkheadPolicy DEFAULT = new BulkheadPolicy(10, 0);

  /**
   * @throws PolicyException if a value is out of its range
   */
  public BulkheadPolicy {
    Require.range("maxConcurrent", maxConcurrent, 1, 10_000);
    Require.range("queue", queue, 0, 10_000);
  }
}
