package io.switchgear.breaker.supervision;

import java.util.concurrent.CompletionStage;

/**
 * Work under way.
 *
 * @param <O> the type of its outcome
 */
public interface GuardedRun<O> {

  /** Completes once. A failed stage is a bug: the call has then crashed. */
  CompletionStage<O> outcome();

  /**
   * Asks the run to end now; returns at once. May be called more than once and after the end. The
   * outcome then has to follow within {@link CallSupervisor#GRACE}, or the call is answered without
   * it.
   */
  void stop(StopReason reason);

  /** Why a run is stopped. */
  enum StopReason {
    /** The call's deadline passed. */
    DEADLINE,
    /** The caller has cancelled the call. */
    CANCELLED,
    /** The supervisor shuts down. */
    SHUTDOWN
  }
}
