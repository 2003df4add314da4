package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;

/** Receives the reply to a call. Returns at once and never throws. */
@FunctionalInterface
interface ReplyTo<O> {

  void tell(CallCompleted<O> completed);

  /** As above, and what depends on the reply may run on this thread. */
  default void tellHere(CallCompleted<O> completed) {
    tell(completed);
  }
}
