package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.StartedCall.Running;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call that was started under a {@link Grant}, and at the same time its report to the supervisor.
 * Most such calls have ended when the supervisor reads the report; it then only counts them. A call
 * that still runs becomes the supervisor's: from then on it is a call like any other, with a
 * deadline. Whichever comes first, the end or the reading, decides.
 */
final class GrantedCall<O> implements Report<O> {

  /** What has become of the call. */
  private sealed interface Fate permits Simple, Ended, Succeeded {}

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
   * The call ended before its report was read, and waits for its answer.
   *
   * @param took nanoseconds
   */
  record Ended<O>(O outcome, CountedAs countedAs, long took) implements Fate {}

  /** The call succeeded and was answered before its report was read. */
  private record Succeeded(long took) implements Fate {}

  private final RunCall<O> request;
  private final GuardedRun<O> run;
  private final Permit permit;
  private final long startedAt;
  private final AtomicReference<Fate> fate = new AtomicReference<>(Simple.RUNNING);

  GrantedCall(RunCall<O> request, GuardedRun<O> run, Permit permit, long startedAt) {
    this.request = request;
    this.run = run;
    this.permit = permit;
    this.startedAt = startedAt;
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

  /** Notes an end that waits for its answer; false if the call is the supervisor's, or disowned. */
  boolean ended(O outcome, CountedAs countedAs, long took) {
    return fate.compareAndSet(Simple.RUNNING, new Ended<>(outcome, countedAs, took));
  }

  /** Notes a success that can be answered now; false as above. */
  boolean succeeded(long took) {
    return fate.compareAndSet(Simple.RUNNING, new Succeeded(took));
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

  /** Marks an end without an answer as counted, and returns it; empty if there is no such end. */
  @SuppressWarnings("unchecked") // Only ended() puts such an end here.
  Optional<Ended<O>> countEnd() {
    return fate.get() instanceof Ended<?> end && fate.compareAndSet(end, Simple.COUNTED)
        ? Optional.of((Ended<O>) end)
        : Optional.empty();
  }

  @Override
  public Optional<Success<O>> countSuccess() {
    return fate.get() instanceof Succeeded end && fate.compareAndSet(end, Simple.COUNTED)
        ? Optional.of(new Success<>(permit, end.took()))
        : Optional.empty();
  }

  @Override
  public void stop(StopReason reason) {
    run.stop(reason);
  }

  boolean isCounted() {
    return fate.get() == Simple.COUNTED;
  }
}
