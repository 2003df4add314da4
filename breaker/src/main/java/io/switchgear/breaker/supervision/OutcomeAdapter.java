package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import java.time.Duration;
import java.util.Optional;

/**
 * Creates and classifies outcomes for a supervisor, which does not know their type. The
 * supervisor's actor calls it, so it must return at once; it must be safe for use by many threads.
 *
 * @param <O> the type of the outcomes
 */
public interface OutcomeAdapter<O> {

  /** The outcome of a call that was not admitted. */
  O rejected(Rejection rejection);

  /**
   * The outcome of a call that was stopped.
   *
   * @param found the run's outcome after the stop; empty if there is none yet
   */
  O stopped(Stopped stopped, Optional<O> found);

  /**
   * The outcome of a call whose work, or whose supervisor, threw an exception.
   *
   * @param name of the breaker
   */
  O crashed(String name, Throwable bug);

  /** How an outcome counts. If this throws, the outcome counts as a failure. */
  CountedAs countedAs(O outcome);

  /** Describes an outcome for the statistics and the log. */
  Description describe(O outcome);

  /**
   * @param started false if the call was still waiting for room
   * @param limit the call timeout
   */
  record Stopped(StopReason reason, boolean started, Duration limit) {}

  /**
   * @param kind a short name, to count by
   * @param message for people
   */
  record Description(String kind, String message) {}
}
