package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.ReportsDue;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GrantedCall.End;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The callers' side of a {@link Grant}: starts calls without asking the supervisor, and reports
 * them to it.
 *
 * <p>A success that can change nothing but counts is answered at once. Every other outcome is
 * answered by the supervisor, after it has counted the call, so that a caller that has its answer
 * finds the state that the answer led to.
 */
final class GrantedCalls<O> implements CallReports.Bell {

  /** A call with less time is read of at once, because its deadline needs a timer. */
  private static final long SHORT = 5 * CallReports.LATEST.toNanos();

  private final ReplyTo<O> nobody = completed -> {};
  private final PublishedState<O> published;
  private final Clocks clocks;
  private final ActorRef<Command<O>> supervisor;
  private final ActorSystem<?> system;
  private final Executor launcher;

  GrantedCalls(
      PublishedState<O> published,
      ActorRef<Command<O>> supervisor,
      ActorSystem<?> system,
      Executor launcher) {
    this.published = published;
    this.clocks = published.clocks();
    this.supervisor = supervisor;
    this.system = system;
    this.launcher = launcher;
  }

  @Override
  public void ring() {
    supervisor.tell(new ReportsDue<>());
  }

  @Override
  public void ringIn(Duration delay) {
    system.scheduler().scheduleOnce(delay, this::ring, system.executionContext());
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
    if (outcome != null) {
      End<O> end = end(permit, now, outcome);
      if (end.answered()) {
        RunCall<O> request = new RunCall<>(callId, work, deadline, logKeys, nobody);
        return Optional.of(answered(new GrantedCall<>(request, run, permit, now, end), end));
      }
    }
    return Optional.of(
        published
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
                system.executionContext()));
  }

  private GuardedRun<O> run(GuardedWork<O> work, long deadline) {
    String name = published.name();
    return work.isStartedByCaller()
        ? StartedRun.of(name, work, deadline, published.outcomes(), launcher)
        : new LaunchedRun<>(name, work, deadline, published.outcomes(), launcher);
  }

  private End<O> end(Permit permit, long startedAt, O outcome) {
    CountedAs countedAs = published.outcomes().countedAs(outcome);
    boolean atOnce = countedAs == CountedAs.SUCCESS && published.isUnmovedBySuccess(permit);
    return new End<>(outcome, countedAs, clocks.nanos() - startedAt, atOnce);
  }

  /** Answers a call that has ended before anybody knew of it. */
  private CompletionStage<O> answered(GrantedCall<O> call, End<O> end) {
    boolean wanted = published.grant().release();
    published.listener().callCounted(end.countedAs());
    published.reports().add(call, this);
    if (wanted) {
      published.reports().wake(this);
    }
    return CompletableFuture.completedFuture(end.outcome());
  }

  /** Reports a call that runs, and its end. */
  private void follow(GrantedCall<O> call) {
    published.reports().add(call, this);
    if (call.request().deadline() - call.startedAt() < SHORT) {
      published.reports().wake(this);
    }
    if (published.answers().isStopped()) {
      call.run().stop(StopReason.SHUTDOWN);
    }
    call.run().outcome().thenAccept(outcome -> ended(call, outcome));
  }

  private void ended(GrantedCall<O> call, O outcome) {
    End<O> end = end(call.permit(), call.startedAt(), outcome);
    if (!call.endedWith(end)) {
      endedLate(call, outcome);
      return;
    }
    boolean wanted = published.grant().release();
    if (end.answered()) {
      published.listener().callCounted(end.countedAs());
      call.request().replyTo().tell(new CallCompleted<>(call.request().callId(), outcome));
    }
    // The load that the supervisor has published may have this call in it.
    if (wanted || !end.answered() || call.isCounted()) {
      published.reports().wake(this);
    }
  }

  /** The supervisor has read of the call while it ran. */
  private void endedLate(GrantedCall<O> call, O outcome) {
    if (call.isDisowned()) {
      published.grant().release();
      published.reports().wake(this);
    } else {
      supervisor.tell(new CallEnded<>(call.request().callId(), outcome));
    }
  }
}
