package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;

/** A call that was started and not yet answered. */
sealed interface StartedCall<O> {

  RunCall<O> request();

  /**
   * The call runs. It holds a permit that must be settled.
   *
   * @param startedAt on the monotonic clock
   */
  record Running<O>(RunCall<O> request, GuardedRun<O> run, Permit permit, long startedAt)
      implements StartedCall<O> {
    Stopping<O> stopping(StopReason reason) {
      return new Stopping<>(request, reason);
    }
  }

  /** The call was stopped. Its permit is settled; its reply waits for the outcome of the run. */
  record Stopping<O>(RunCall<O> request, StopReason reason) implements StartedCall<O> {}
}
