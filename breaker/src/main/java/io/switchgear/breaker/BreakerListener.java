package io.switchgear.breaker;

/**
 * Measures one breaker. Its methods are called on the threads that do the work: the breaker's actor
 * and, for rejections by an open breaker, the caller. So they must return at once, and must be safe
 * for use by many threads. An exception is logged and has no other effect.
 *
 * <p>For anything that takes time, use a {@link TransitionListener}, which has a queue and a thread
 * of its own.
 */
public interface BreakerListener {

  /** Measures nothing. */
  BreakerListener NONE = new BreakerListener() {};

  /** The breaker was created or restored. */
  default void created(BreakerSnapshot breaker) {}

  /** The breaker has made a transition. The state may be the same as before. */
  default void transitioned(Transition transition, BreakerSnapshot breaker) {}

  /** The breaker has other guidance, so that calls may meet another state. */
  default void guided(BreakerSnapshot breaker) {}

  /** A call was counted: it ended, or it was not admitted. */
  default void callCounted(CountedAs countedAs) {}

  /**
   * The bulkhead may have a different load.
   *
   * @param running calls under way
   * @param waiting calls that wait for room
   */
  default void load(int running, int waiting) {}

  /** The bulkhead's limits were set: at creation and after a change of the policy. */
  default void limits(BulkheadPolicy bulkhead) {}
}
