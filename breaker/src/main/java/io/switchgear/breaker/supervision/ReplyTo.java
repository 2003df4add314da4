package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;

/** Receives the reply to a call. Returns at once and never throws. */
@FunctionalInterface
interface ReplyTo<O> {

  void tell(CallCompleted<O> completed);
}
