package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.StartedCall.Running;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call that was started under a {@link Grant}, and at the same time its report to the supervisor.
 * Most such calls have ended when the supervisor reads the report; it then only counts them. A call
 * that still runs becomes the supervisor's: from then on it is a call like any other, with a
 * deadline. Whichever comes first, the end or the reading, decides.
 */
final class GrantedCall<O> {

  /** What has become of the call. */
  private sealed interface Fate permits Simple, End {}

  private enum Simple implements Fate {
    /** It runs, and its report is unread. */
    RUNNING,
    /** It is the supervisor's. */
    ADOPTED,
    /** The supervisor has refused it, because its id is in use. */
    DISOWNED,
    /** It ended before its report was read, and is counted. */
    COUNTED
  }

  /**
   * The call ended before its report was read.
   *
   * @param took nanoseconds
   * @param answered its caller has the outcome, and the listener was told
   */
  record End<O>(O outcome, CountedAs countedAs, long took, boolean answered) implements Fate {}

  private final RunCall<O> request;
  private final GuardedRun<O> run;
  private final Permit permit;
  private final long startedAt;
  private final AtomicReference<Fate> fate;

  /** A call that runs. */
  GrantedCall(RunCall<O> request, GuardedRun<O> run, Permit permit, long startedAt) {
    this(request, run, permit, startedAt, Simple.RUNNING);
  }

  /** A call that has ended. */
  GrantedCall(RunCall<O> request, GuardedRun<O> run, Permit permit, long startedAt, End<O> end) {
    this(request, run, permit, startedAt, (Fate) end);
  }

  private GrantedCall(
      RunCall<O> request, GuardedRun<O> run, Permit permit, long startedAt, Fate fate) {
    this.request = request;
    this.run = run;
    this.permit = permit;
    this.startedAt = startedAt;
    this.fate = new AtomicReference<>(fate);
  }

  RunCall<O> request() {
    return request;
  }

  GuardedRun<O> run() {
    return run;
  }

  Permit permit() {
    return permit;
  }

  /** On the monotonic clock. */
  long startedAt() {
    return startedAt;
  }

  /** As an entry of the supervisor's table. */
  Running<O> running() {
    return new Running<>(request, run, permit, startedAt);
  }

  /** Notes the end; false if the call is the supervisor's, or disowned. */
  boolean endedWith(End<O> end) {
    return fate.compareAndSet(Simple.RUNNING, end);
  }

  /** Makes a call that runs the supervisor's; false if it has ended. */
  boolean adopted() {
    return fate.compareAndSet(Simple.RUNNING, Simple.ADOPTED);
  }

  /** Gives up a call that runs; false if it has ended. */
  boolean disowned() {
    return fate.compareAndSet(Simple.RUNNING, Simple.DISOWNED);
  }

  boolean isDisowned() {
    return fate.get() == Simple.DISOWNED;
  }

  /** The end, once; empty if the call has not ended or was counted. */
  @SuppressWarnings("unchecked") // Only endedWith puts an end here.
  Optional<End<O>> count() {
    return fate.get() instanceof End<?> end && fate.compareAndSet(end, Simple.COUNTED)
        ? Optional.of((End<O>) end)
        : Optional.empty();
  }

  boolean isCounted() {
    return fate.get() == Simple.COUNTED;
  }
}
