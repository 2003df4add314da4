package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The callers' side of a {@link Grant}: starts calls without asking the supervisor, and reports
 * them to it.
 *
 * <p>A success that can change nothing but counts is answered at once. Every other outcome is
 * answered by the supervisor, after it has counted the call, so that a caller that has its answer
 * finds the state that the answer led to.
 */
final class GrantedCalls<O> {

  /** A call with less time is read of at once, because its deadline needs a timer. */
  private static final long SHORT = 5 * CallReports.LATEST.toNanos();

  private final PublishedState<O> published;
  private final CallReports<O> reports;
  private final Clocks clocks;
  private final ActorRef<Command<O>> supervisor;
  private final CallReports.Bell bell;
  private final Executor launcher;
  private final Executor dispatcher;

  /**
   * @param bell wakes the supervisor
   * @param launcher starts and stops work that may block
   * @param dispatcher gives answers
   */
  GrantedCalls(
      PublishedState<O> published,
      ActorRef<Command<O>> supervisor,
      CallReports.Bell bell,
      Executor launcher,
      Executor dispatcher) {
    this.published = published;
    this.reports = published.reports();
    this.clocks = published.clocks();
    this.supervisor = supervisor;
    this.bell = bell;
    this.launcher = launcher;
    this.dispatcher = dispatcher;
  }

  /**
   * Starts a call, if there is a grant for it.
   *
   * @return empty if the supervisor has to decide; otherwise a stage that never fails
   */
  Optional<CompletionStage<O>> start(
      String callId, GuardedWork<O> work, long deadline, Map<String, String> logKeys) {
    SupervisorState<O> seen = published.state();
    long now = clocks.nanos();
    // The supervisor refuses a call whose id is in use or whose deadline has passed.
    if (deadline - now <= 0
        || seen.calls().contains(callId)
        || !published.grant().take(seen.breaker().epoch())) {
      return Optional.empty();
    }
    Permit permit = new Permit(seen.breaker().epoch());
    GuardedRun<O> run = run(work, deadline);
    O outcome = StartedRun.ended(run.outcome());
    return Optional.of(
        outcome != null && isSuccess(permit, outcome)
            ? succeeded(permit, clocks.nanos() - now, outcome)
            : published
                .answers()
                .ask(
                    replyTo ->
                        follow(
                            new GrantedCall<>(
                                new RunCall<>(callId, work, deadline, logKeys, replyTo),
                                run,
                                permit,
                                now)),
                    published::shuttingDown,
                    dispatcher));
  }

  private GuardedRun<O> run(GuardedWork<O> work, long deadline) {
    String name = published.name();
    try {
      return work.isStartedByCaller()
          ? StartedRun.of(name, work, deadline, published.outcomes(), launcher)
          : new LaunchedRun<>(name, work, deadline, published.outcomes(), launcher);
    } catch (RuntimeException bug) {
      return StartedRun.crashed(name, published.outcomes(), bug);
    }
  }

  /** Whether it can be answered before it is counted. */
  private boolean isSuccess(Permit permit, O outcome) {
    return published.isUnmovedBySuccess(permit)
        && published.outcomes().countedAs(outcome) == CountedAs.SUCCESS;
  }

  /** Answers a call that has ended before anybody knew of it. */
  private CompletionStage<O> succeeded(Permit permit, long took, O outcome) {
    boolean wanted = published.grant().release();
    published.listener().callCounted(CountedAs.SUCCESS);
    reports.add(new Report.Success<>(permit, took), bell);
    if (wanted) {
      reports.wake(bell);
    }
    return CompletableFuture.completedFuture(outcome);
  }

  /** Reports a call that runs, and its end. */
  private void follow(GrantedCall<O> call) {
    reports.add(call, bell);
    if (call.request().deadline() - call.startedAt() < SHORT) {
      reports.wake(bell);
    }
    if (published.answers().isStopped()) {
      call.run().stop(StopReason.SHUTDOWN);
    }
    call.run().outcome().thenAccept(outcome -> ended(call, outcome));
  }

  private void ended(GrantedCall<O> call, O outcome) {
    long took = clocks.nanos() - call.startedAt();
    boolean success = isSuccess(call.permit(), outcome);
    boolean unread =
        success
            ? call.succeeded(took)
            : call.ended(outcome, published.outcomes().countedAs(outcome), took);
    if (!unread) {
      endedLate(call, outcome);
      return;
    }
    boolean wanted = published.grant().release();
    if (success) {
      published.listener().callCounted(CountedAs.SUCCESS);
      answer(call.request(), outcome);
    }
    // The load that the supervisor has published may have this call in it.
    if (wanted || !success || call.isCounted()) {
      reports.wake(bell);
    }
  }

  private static <O> void answer(RunCall<O> request, O outcome) {
    CallCompleted<O> completed = new CallCompleted<>(request.callId(), outcome);
    if (request.work().isAnsweredWhereItEnds()) {
      request.replyTo().tellHere(completed);
    } else {
      request.replyTo().tell(completed);
    }
  }

  /** The supervisor has read of the call while it ran. */
  private void endedLate(GrantedCall<O> call, O outcome) {
    if (call.isDisowned()) {
      published.grant().release();
      reports.wake(bell);
    } else {
      supervisor.tell(new CallEnded<>(call.request().callId(), outcome));
    }
  }
}
