package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import java.util.Optional;

/** What a caller reports of a call that it has started under a {@link Grant}. */
sealed interface Report<O> permits GrantedCall, Report.Success {

  /** The success that is counted now; empty if the report is of something else. */
  Optional<Success<O>> countSuccess();

  /** Stops the run, if it is under way. */
  void stop(StopReason reason);

  /**
   * A call that succeeded and was answered. It can change nothing but counts.
   *
   * @param took nanoseconds
   */
  record Success<O>(Permit permit, long took) implements Report<O> {

    @Override
    public Optional<Success<O>> countSuccess() {
      return Optional.of(this);
    }

    @Override
    public void stop(StopReason reason) {}
  }
}
