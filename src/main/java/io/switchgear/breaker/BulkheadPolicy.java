package io.switchgear.breaker;

/**
 * How many calls of one tool run at once.
 *
 * @param maxConcurrent running at once; at least 1
 * @param queue waiting for room; 0 means none waits
 */
public record BulkheadPolicy(int maxConcurrent, int queue) {

  public static final BulkheadPolicy DEFAULT = new BulkheadPolicy(10, 0);
}
