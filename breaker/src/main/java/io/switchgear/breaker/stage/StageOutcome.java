package io.switchgear.breaker.stage;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;

/** How a call of a {@link CircuitBreaker} ended. */
sealed interface StageOutcome {

  /** The work ended. Its result is in its {@link StageWork}. */
  record Ended(CountedAs countedAs, String message) implements StageOutcome {}

  /** The holder of a permit gave it back without a result. */
  record GivenUp() implements StageOutcome {}

  record Rejected(Rejection rejection) implements StageOutcome {}

  record Stopped(StopReason reason, String message) implements StageOutcome {}

  /** The work threw an exception where it must not, or the supervisor has a bug. */
  record Crashed(String message) implements StageOutcome {}
}
