package io.switchgear.breaker.supervision;

/**
 * The work of one call; started at most once.
 *
 * @param <O> the type of its outcome
 */
@FunctionalInterface
public interface GuardedWork<O> {

  /**
   * Starts the work and returns at once; must not block. An exception is a bug: the call has then
   * crashed.
   *
   * @param deadline when the supervisor will stop the run, on the supervisor's monotonic clock, in
   *     nanoseconds
   */
  GuardedRun<O> start(long deadline);

  /**
   * Whether {@link #start} always returns at once. Such work may be started on the actor's thread.
   * Other work is started by the supervisor's launcher, where it may block.
   */
  default boolean isPrompt() {
    return false;
  }

  /**
   * Whether {@link #start} may be called on the thread of the caller, when the call needs no
   * decision of the supervisor. If it blocks there, only this caller waits.
   */
  default boolean isStartedByCaller() {
    return isPrompt();
  }

  /**
   * Whether the answer may be given on the thread on which the work ends, so that what depends on
   * the answer runs there. Otherwise it is given on the actor system's dispatcher.
   */
  default boolean isAnsweredWhereItEnds() {
    return false;
  }
}
