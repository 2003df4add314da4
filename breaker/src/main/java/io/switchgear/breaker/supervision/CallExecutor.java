package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CallError;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.CallEnded;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinePassed;
import io.switchgear.breaker.supervision.CallSupervisor.GraceOver;
import io.switchgear.breaker.supervision.CallSupervisor.OfCall;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.OutcomeAdapter.Description;
import io.switchgear.breaker.supervision.OutcomeAdapter.Stopped;
import io.switchgear.breaker.supervision.StartedCall.Running;
import io.switchgear.breaker.supervision.StartedCall.Stopping;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The part of a {@link CallSupervisor} that is the same in every state: it starts, counts, stops
 * and answers calls. It has no state of its own; it returns the supervisor's next one.
 */
final class CallExecutor<O> {

  private final ActorRef<Command<O>> self;
  private final CallTimers<O> timers;
  private final String name;
  private final PublishedState<O> published;
  private final Grant grant;
  private final SupervisorLog<O> log;
  private final BreakerListener listener;
  private final Clocks clocks;
  private final OutcomeAdapter<O> outcomes;
  private final Rejections rejections;
  private final Executor launcher;

  CallExecutor(
      ActorRef<Command<O>> self,
      TimerScheduler<Command<O>> timers,
      PublishedState<O> published,
      SupervisorLog<O> log,
      Executor launcher) {
    this.self = self;
    this.timers = new CallTimers<>(timers, published.clocks());
    this.name = published.name();
    this.published = published;
    this.grant = published.grant();
    this.log = log;
    this.listener = published.listener();
    this.clocks = published.clocks();
    this.outcomes = published.outcomes();
    this.rejections = published.rejections();
    this.launcher = launcher;
  }

  SupervisorState<O> joinOrReject(SupervisorState<O> state, RunCall<O> call) {
    Optional<SupervisorState<O>> unfit = refuseUnfit(state, call);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    BulkheadPolicy bulkhead = published.policy().bulkhead();
    // Shortcut for most calls, which find room and an empty queue.
    if (state.calls().waiting().isEmpty()
        && hasRoom(state)
        && state.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      return timers.underDeadline(
          start(state.with(admitted.breaker()), call, admitted.permit()), call);
    }
    boolean roomToWait =
        state.calls().waiting().size() < bulkhead.queue()
            || (state.calls().waiting().isEmpty() && hasRoom(state));
    if (!roomToWait) {
      return reject(state, call, rejections.bulkheadFull(bulkhead));
    }
    return timers.underDeadline(state.with(state.calls().joined(call)), call);
  }

  SupervisorState<O> startOrReject(SupervisorState<O> state, RunCall<O> call) {
    Optional<SupervisorState<O>> unfit = refuseUnfit(state, call);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    long now = clocks.nanos();
    return switch (state.breaker().admit(now)) {
      case Refused ignored -> reject(state, call, rejections.circuitOpen(state.breaker(), now));
      case Admitted ignored when !hasRoom(state) ->
          reject(state, call, rejections.bulkheadFull(published.policy().bulkhead()));
      case Admitted admitted ->
          timers.underDeadline(
              start(state.with(admitted.breaker()), call, admitted.permit()), call);
    };
  }

  SupervisorState<O> startWaiting(SupervisorState<O> state) {
    SupervisorState<O> served = state;
    while (!served.calls().waiting().isEmpty()
        && hasRoom(served)
        && served.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      RunCall<O> first = served.calls().waiting().first();
      served = start(served.with(admitted.breaker()), first, admitted.permit());
    }
    return served;
  }

  /**
   * Whether one more call may run. The place is then reserved: no caller can take it under a grant
   * before the state with the call is published.
   */
  private boolean hasRoom(SupervisorState<O> state) {
    return grant.reserve(state.calls().room(published.policy().bulkhead()));
  }

  /** Starts the self-test if the breaker is due for one. Its reply is discarded. */
  SupervisorState<O> sendCanary(SupervisorState<O> state) {
    Optional<GuardedWork<O>> canary = published.canary();
    Optional<Admitted> permitted = state.breaker().admitCanary();
    if (permitted.isEmpty() || canary.isEmpty()) {
      return state;
    }
    RunCall<O> call =
        new RunCall<>(
            "canary-" + state.breaker().epoch(),
            canary.get(),
            clocks.nanos() + limit().toNanos(),
            Map.of(),
            ignored -> {});
    return timers.underDeadline(
        start(state.with(permitted.get().breaker()), call, permitted.get().permit()), call);
  }

  /** Sets the timers of the calls that a restarted supervisor finds. */
  SupervisorState<O> resume(SupervisorState<O> state) {
    for (StartedCall<O> call : state.calls().started()) {
      switch (call) {
        case Running<O> ignored -> {}
        case Stopping<O> stopping -> timers.startGrace(stopping.request());
      }
    }
    state.breaker().probeLimit().ifPresent(timers::startProbeDue);
    return timers.alarmed(state);
  }

  SupervisorState<O> onDeadlinesDue(SupervisorState<O> state) {
    SupervisorState<O> left = state;
    long now = clocks.nanos();
    for (RunCall<O> call : state.calls().underDeadline()) {
      if (call.deadline() - now <= 0) {
        left = onEvent(left, new DeadlinePassed<>(call.callId()));
      }
    }
    return timers.alarmed(left);
  }

  /** A call that runs already is in the table from now on, and ends at its deadline. */
  SupervisorState<O> adopted(SupervisorState<O> state, Running<O> call) {
    return timers.underDeadline(state.with(state.calls().now(call)), call.request());
  }

  private SupervisorState<O> start(SupervisorState<O> state, RunCall<O> call, Permit permit) {
    GuardedRun<O> run =
        call.work().isPrompt()
            ? StartedRun.of(name, call.work(), call.deadline(), outcomes, launcher)
            : new LaunchedRun<>(name, call.work(), call.deadline(), outcomes, launcher);
    run.outcome().thenAccept(outcome -> self.tell(new CallEnded<>(call.callId(), outcome)));
    state.breaker().probeLimit().ifPresent(timers::startProbeDueIfIdle);
    return state.with(state.calls().now(new Running<>(call, run, permit, clocks.nanos())));
  }

  /** Reopens if the probe that started first is slow; one slow probe is enough. */
  SupervisorState<O> onProbeDue(SupervisorState<O> state) {
    Breaker breaker = state.breaker();
    Optional<Duration> limit = breaker.probeLimit();
    long now = clocks.nanos();
    Optional<Running<O>> first =
        state.calls().running().stream()
            .filter(probe -> probe.permit().epoch() == breaker.epoch())
            .min(Comparator.comparingLong(probe -> probe.startedAt() - now));
    if (limit.isEmpty() || first.isEmpty()) {
      return state;
    }
    Duration left = limit.get().minusNanos(now - first.get().startedAt());
    if (left.isPositive()) {
      timers.startProbeDue(left);
      return state;
    }
    return state.with(breaker.overdue(first.get().permit(), now));
  }

  SupervisorState<O> onEvent(SupervisorState<O> state, OfCall<O> event) {
    StartedCall<O> started = state.calls().started().get(event.callId()).orElse(null);
    return started == null
        ? state
            .calls()
            .waiting()
            .get(event.callId())
            .map(waiting -> onWaiting(state, event, waiting))
            .orElseGet(() -> onUnknown(state, event))
        : onStarted(state, event, started);
  }

  private SupervisorState<O> onWaiting(SupervisorState<O> state, OfCall<O> event, RunCall<O> call) {
    return switch (event) {
      case CancelCall<O> ignored -> leave(state, call, StopReason.CANCELLED);
      case DeadlinePassed<O> ignored -> leave(state, call, StopReason.DEADLINE);
      case CallEnded<O> ignored -> state;
      case GraceOver<O> ignored -> state;
    };
  }

  private SupervisorState<O> onUnknown(SupervisorState<O> state, OfCall<O> event) {
    return event instanceof CallEnded<O>
        ? state.with(state.calls().abandonedEnded(event.callId()))
        : state;
  }

  private SupervisorState<O> onStarted(
      SupervisorState<O> state, OfCall<O> event, StartedCall<O> call) {
    return switch (event) {
      case CancelCall<O> ignored when call instanceof Running<O> running ->
          stop(state, running, StopReason.CANCELLED);
      case DeadlinePassed<O> ignored when call instanceof Running<O> running ->
          stop(state, running, StopReason.DEADLINE);
      case GraceOver<O> ignored when call instanceof Stopping<O> stopping ->
          abandon(state, stopping);
      case CallEnded<O> ended -> onEnded(state, call, ended);
      case CancelCall<O> ignored -> state;
      case DeadlinePassed<O> ignored -> state;
      case GraceOver<O> ignored -> state;
    };
  }

  private SupervisorState<O> onEnded(
      SupervisorState<O> state, StartedCall<O> call, CallEnded<O> ended) {
    O outcome = ended.outcome();
    return switch (call) {
      case Running<O> running -> end(settle(state, running, outcome), running.request(), outcome);
      case Stopping<O> stopping -> {
        timers.cancelGrace(ended.callId());
        yield end(state, stopping.request(), stopped(stopping.reason(), Optional.of(outcome)));
      }
    };
  }

  /** Stops all runs, because of a shutdown. */
  SupervisorState<O> stopAll(SupervisorState<O> state) {
    SupervisorState<O> left = state;
    for (Running<O> call : state.calls().running()) {
      left = stop(left, call, StopReason.SHUTDOWN);
    }
    return left;
  }

  /** Stops and answers all calls, because the actor stops and will get no more messages. */
  SupervisorState<O> endAll(SupervisorState<O> state) {
    SupervisorState<O> left = rejectWaiting(state, rejections.shuttingDown());
    for (StartedCall<O> call : left.calls().started()) {
      StopReason reason =
          switch (call) {
            case Running<O> running -> {
              running.run().stop(StopReason.SHUTDOWN);
              yield StopReason.SHUTDOWN;
            }
            case Stopping<O> stopping -> stopping.reason();
          };
      left = answer(left, call.request(), stopped(reason, Optional.empty()));
    }
    return left.ended();
  }

  /** Stops a run and settles its permit. The reply waits for the outcome of the run. */
  SupervisorState<O> stop(SupervisorState<O> state, Running<O> call, StopReason reason) {
    call.run().stop(reason);
    timers.startGrace(call.request());
    SupervisorState<O> settled = settle(state, call, stopped(reason, Optional.empty()));
    return settled.with(settled.calls().now(call.stopping(reason)));
  }

  private SupervisorState<O> settle(SupervisorState<O> state, Running<O> call, O outcome) {
    long took = clocks.nanos() - call.startedAt();
    return settle(state, call, outcome, outcomes.countedAs(outcome), took);
  }

  /**
   * Counts a call that had started. Nothing is counted while an operator has disabled the breaker.
   *
   * @param took nanoseconds
   */
  SupervisorState<O> settle(
      SupervisorState<O> state, Running<O> call, O outcome, CountedAs countedAs, long took) {
    Breaker before = state.breaker();
    if (!before.counting()) {
      return state;
    }
    listener.callCounted(countedAs);
    return switch (countedAs) {
      case SUCCESS ->
          state.counted(
              before.succeeded(call.permit(), Duration.ofNanos(took), clocks.nanos()),
              state.history().succeeded(1, took, clocks.wall().instant()));
      case FAILURE ->
          state.counted(
              before.failed(call.permit(), Duration.ofNanos(took), clocks.nanos()),
              state.history().failed(error(call, outcome), took));
      case IGNORED, REJECTED, CANCELLED -> {
        log.write(to -> to.info("not counted: {}", outcomes.describe(outcome).kind()));
        yield state.counted(before.released(call.permit()), state.history().uncounted(countedAs));
      }
    };
  }

  private CallError error(Running<O> call, O outcome) {
    Description described = outcomes.describe(outcome);
    return new CallError(
        clocks.wall().instant(), call.request().callId(), described.kind(), described.message());
  }

  private SupervisorState<O> end(SupervisorState<O> state, RunCall<O> call, O outcome) {
    return answer(state.with(state.calls().without(call.callId())), call, outcome);
  }

  /** The run did not end within its grace. Its caller is answered without it. */
  private SupervisorState<O> abandon(SupervisorState<O> state, Stopping<O> call) {
    RunCall<O> request = call.request();
    log.write(to -> to.warn("a run of '{}' did not end after its stop ({})", name, call.reason()));
    return answer(
        state.with(state.calls().abandoning(request.callId())),
        request,
        stopped(call.reason(), Optional.empty()));
  }

  /** Calls do not wait for an open breaker. */
  SupervisorState<O> rejectWaitingIfOpen(SupervisorState<O> state) {
    Breaker breaker = state.breaker();
    return breaker.met() == BreakerState.OPEN
        ? rejectWaiting(state, rejections.circuitOpen(breaker, clocks.nanos()))
        : state;
  }

  SupervisorState<O> rejectWaiting(SupervisorState<O> state, Rejection rejection) {
    SupervisorState<O> left = state;
    for (RunCall<O> call : state.calls().waiting()) {
      left = reject(left, call, rejection);
    }
    return left.with(left.calls().noneWaiting());
  }

  /** Ends a call that waits. */
  private SupervisorState<O> leave(SupervisorState<O> state, RunCall<O> call, StopReason reason) {
    return endUnstarted(state.with(state.calls().without(call.callId())), call, reason);
  }

  SupervisorState<O> reject(SupervisorState<O> state, RunCall<O> call, Rejection rejection) {
    log.debug("rejected: {}", rejection.kind());
    return uncounted(state, call, CountedAs.REJECTED, outcomes.rejected(rejection));
  }

  private SupervisorState<O> endUnstarted(
      SupervisorState<O> state, RunCall<O> call, StopReason reason) {
    CountedAs countedAs =
        switch (reason) {
          case DEADLINE -> CountedAs.IGNORED;
          case CANCELLED, SHUTDOWN -> CountedAs.CANCELLED;
        };
    O outcome = outcomes.stopped(new Stopped(reason, false, limit()), Optional.empty());
    return uncounted(state, call, countedAs, outcome);
  }

  /** Answers a call that never started. */
  SupervisorState<O> uncounted(
      SupervisorState<O> state, RunCall<O> call, CountedAs countedAs, O outcome) {
    listener.callCounted(countedAs);
    return answer(state.with(state.history().uncounted(countedAs)), call, outcome);
  }

  /**
   * The state after a call that cannot run, because its id is in use or its deadline has passed.
   */
  private Optional<SupervisorState<O>> refuseUnfit(SupervisorState<O> state, RunCall<O> call) {
    if (state.calls().contains(call.callId())) {
      O outcome = outcomes.rejected(rejections.callIdInUse(call.callId()));
      return Optional.of(uncounted(state, call, CountedAs.IGNORED, outcome));
    }
    return call.deadline() - clocks.nanos() <= 0
        ? Optional.of(endUnstarted(state, call, StopReason.DEADLINE))
        : Optional.empty();
  }

  SupervisorState<O> answer(SupervisorState<O> state, RunCall<O> call, O outcome) {
    return state.replying(call.replyTo()::tell, new CallCompleted<>(call.callId(), outcome));
  }

  /** The outcome of a run that was stopped. */
  private O stopped(StopReason reason, Optional<O> found) {
    return outcomes.stopped(new Stopped(reason, true, limit()), found);
  }

  private Duration limit() {
    return published.policy().callTimeout();
  }
}
