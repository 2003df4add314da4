package io.switchgear.supervisor;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.Permit;
import io.switchgear.metrics.BreakerMetrics;
import io.switchgear.supervisor.StartedCall.Running;
import io.switchgear.supervisor.StartedCall.Stopping;
import io.switchgear.supervisor.ToolSupervisor.CallEnded;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.CancelCall;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.supervisor.ToolSupervisor.DeadlinePassed;
import io.switchgear.supervisor.ToolSupervisor.DeadlinesDue;
import io.switchgear.supervisor.ToolSupervisor.GraceOver;
import io.switchgear.supervisor.ToolSupervisor.OfCall;
import io.switchgear.supervisor.ToolSupervisor.ProbeDue;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The part of a {@link ToolSupervisor} that is the same in every state: starts calls, counts, stops
 * and answers them. It holds no state of its own; what it does to the circuit it returns.
 */
final class CallExecutor {

  private final ActorRef<Command> self;
  private final TimerScheduler<Command> timers;
  private final String tool;
  private final PublishedCircuit gate;
  private final SupervisorLog log;
  private final BreakerMetrics metrics;
  private final Clocks clocks;
  private final Function<ToolOutcome, Verdict> verdicts;
  private final Executor launcher;

  CallExecutor(
      ActorRef<Command> self,
      TimerScheduler<Command> timers,
      PublishedCircuit gate,
      SupervisorLog log,
      Function<ToolOutcome, Verdict> verdicts,
      Executor launcher) {
    this.self = self;
    this.timers = timers;
    this.tool = gate.name();
    this.gate = gate;
    this.log = log;
    this.metrics = gate.metrics();
    this.clocks = gate.clocks();
    this.verdicts = verdicts;
    this.launcher = launcher;
  }

  Circuit joinOrReject(Circuit circuit, CallTool call) {
    Optional<ToolOutcome> unfit = unfit(circuit, call);
    if (unfit.isPresent()) {
      return uncounted(circuit, call, unfit.get());
    }
    BulkheadPolicy bulkhead = gate.policy().bulkhead();
    // Most calls find nobody before them, and need not stand in the line for a moment.
    if (circuit.calls().waiting().isEmpty()
        && circuit.calls().hasRoom(bulkhead)
        && circuit.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      return underDeadline(start(circuit.with(admitted.breaker()), call, admitted.permit()), call);
    }
    if (!circuit.calls().accepts(bulkhead)) {
      return reject(circuit, call, Outcomes.bulkheadFull(tool, bulkhead));
    }
    return underDeadline(circuit.with(circuit.calls().joined(call)), call);
  }

  Circuit startOrReject(Circuit circuit, CallTool call) {
    Optional<ToolOutcome> unfit = unfit(circuit, call);
    if (unfit.isPresent()) {
      return uncounted(circuit, call, unfit.get());
    }
    long now = clocks.nanos();
    return switch (circuit.breaker().admit(now)) {
      case Refused ignored ->
          reject(circuit, call, Outcomes.circuitOpen(tool, circuit.breaker(), now));
      case Admitted ignored when !circuit.calls().hasRoom(gate.policy().bulkhead()) ->
          reject(circuit, call, Outcomes.bulkheadFull(tool, gate.policy().bulkhead()));
      case Admitted admitted ->
          underDeadline(start(circuit.with(admitted.breaker()), call, admitted.permit()), call);
    };
  }

  Circuit startWaiting(Circuit circuit) {
    Circuit served = circuit;
    while (!served.calls().waiting().isEmpty()
        && served.calls().hasRoom(gate.policy().bulkhead())
        && served.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      CallTool first = served.calls().waiting().first();
      served = start(served.with(admitted.breaker()), first, admitted.permit());
    }
    return served;
  }

  /** The self-test, if the breaker wants one; whoever takes no part in it is not told. */
  Circuit sendCanary(Circuit circuit) {
    Optional<Work> canary = gate.canary();
    Optional<Admitted> leave = circuit.breaker().admitCanary();
    if (leave.isEmpty() || canary.isEmpty()) {
      return circuit;
    }
    CallTool call =
        new CallTool(
            "canary-" + circuit.breaker().epoch(),
            canary.get(),
            new Deadline(clocks.nanos() + gate.policy().callTimeout().toNanos()),
            Progress.NONE,
            Optional.empty(),
            ReplyTo.NOBODY);
    return underDeadline(
        start(circuit.with(leave.get().breaker()), call, leave.get().permit()), call);
  }

  /** Sets the timers of the calls that a restarted supervisor finds. */
  Circuit resume(Circuit circuit) {
    for (StartedCall call : circuit.calls().started()) {
      switch (call) {
        case Running ignored -> {}
        case Stopping stopping -> startGrace(stopping.request());
      }
    }
    circuit.breaker().probeLimit().ifPresent(this::startProbeDue);
    return alarmed(circuit);
  }

  /**
   * One timer, for the deadline that comes first: most calls end long before theirs, and a timer
   * for each would stay with the scheduler until then, also when it is cancelled.
   */
  private Circuit underDeadline(Circuit circuit, CallTool call) {
    return circuit.calls().alarmedBy(call.deadline()) ? circuit : alarmed(circuit);
  }

  private Circuit alarmed(Circuit circuit) {
    long now = clocks.nanos();
    Optional<Deadline> next =
        circuit.calls().underDeadline().stream()
            .map(CallTool::deadline)
            .min(Comparator.comparingLong(deadline -> deadline.nanoTime() - now));
    next.ifPresent(
        deadline ->
            timers.startSingleTimer(
                DeadlinesDue.INSTANCE,
                DeadlinesDue.INSTANCE,
                Duration.ofNanos(Math.max(0, deadline.nanoTime() - now))));
    return circuit.with(circuit.calls().with(next));
  }

  Circuit onDeadlinesDue(Circuit circuit) {
    Circuit left = circuit;
    long now = clocks.nanos();
    for (CallTool call : circuit.calls().underDeadline()) {
      if (call.deadline().nanoTime() - now <= 0) {
        left = onEvent(left, new DeadlinePassed(call.callId()));
      }
    }
    return alarmed(left);
  }

  private void startGrace(CallTool call) {
    timers.startSingleTimer(call.callId(), new GraceOver(call.callId()), ToolSupervisor.GRACE);
  }

  private Circuit start(Circuit circuit, CallTool call, Permit permit) {
    ToolRun run = new Launch(tool, call, launcher);
    run.outcome().thenAccept(outcome -> self.tell(new CallEnded(call.callId(), outcome)));
    circuit
        .breaker()
        .probeLimit()
        .filter(limit -> !timers.isTimerActive(ProbeDue.INSTANCE))
        .ifPresent(this::startProbeDue);
    return circuit.with(circuit.calls().now(new Running(call, run, permit, clocks.nanos())));
  }

  private void startProbeDue(Duration left) {
    timers.startSingleTimer(ProbeDue.INSTANCE, ProbeDue.INSTANCE, left);
  }

  /** The probe that began first is the first to be slow, and one slow probe is enough. */
  Circuit onProbeDue(Circuit circuit) {
    Breaker breaker = circuit.breaker();
    Optional<Duration> limit = breaker.probeLimit();
    long now = clocks.nanos();
    Optional<Running> first =
        circuit.calls().running().stream()
            .filter(probe -> probe.permit().epoch() == breaker.epoch())
            .min(Comparator.comparingLong(probe -> probe.startedAt() - now));
    if (limit.isEmpty() || first.isEmpty()) {
      return circuit;
    }
    Duration left = limit.get().minusNanos(now - first.get().startedAt());
    if (left.isPositive()) {
      startProbeDue(left);
      return circuit;
    }
    return circuit.with(breaker.overdue(first.get().permit(), now));
  }

  Circuit onEvent(Circuit circuit, OfCall event) {
    StartedCall started = circuit.calls().started().get(event.callId()).orElse(null);
    return started == null
        ? circuit
            .calls()
            .waiting()
            .get(event.callId())
            .map(waiting -> onWaiting(circuit, event, waiting))
            .orElseGet(() -> onUnknown(circuit, event))
        : onStarted(circuit, event, started);
  }

  private Circuit onWaiting(Circuit circuit, OfCall event, CallTool call) {
    return switch (event) {
      case CancelCall ignored -> leave(circuit, call, Outcomes.withdrawn());
      case DeadlinePassed ignored ->
          leave(circuit, call, Outcomes.overdue(gate.policy().callTimeout()));
      case CallEnded ignored -> circuit;
      case GraceOver ignored -> circuit;
    };
  }

  private Circuit onUnknown(Circuit circuit, OfCall event) {
    return event instanceof CallEnded
        ? circuit.with(circuit.calls().abandonedEnded(event.callId()))
        : circuit;
  }

  private Circuit onStarted(Circuit circuit, OfCall event, StartedCall call) {
    return switch (event) {
      case CancelCall ignored when call instanceof Running running ->
          stop(circuit, running, StopReason.CANCELLED);
      case DeadlinePassed ignored when call instanceof Running running ->
          stop(circuit, running, StopReason.DEADLINE);
      case GraceOver ignored when call instanceof Stopping stopping -> abandon(circuit, stopping);
      case CallEnded ended -> onEnded(circuit, call, ended);
      case CancelCall ignored -> circuit;
      case DeadlinePassed ignored -> circuit;
      case GraceOver ignored -> circuit;
    };
  }

  private Circuit onEnded(Circuit circuit, StartedCall call, CallEnded ended) {
    ToolOutcome outcome = ended.outcome();
    return switch (call) {
      case Running running -> end(settle(circuit, running, outcome), running.request(), outcome);
      case Stopping stopping -> {
        timers.cancel(ended.callId());
        yield end(
            circuit,
            stopping.request(),
            Outcomes.stopped(stopping.reason(), outcome, gate.policy().callTimeout()));
      }
    };
  }

  /** Stops whatever runs, because the server goes down. */
  Circuit stopAll(Circuit circuit) {
    Circuit left = circuit;
    for (Running call : circuit.calls().running()) {
      left = stop(left, call, StopReason.SHUTDOWN);
    }
    return left;
  }

  /** Stops and answers whatever is there, because nothing will be heard of it any more. */
  Circuit endAll(Circuit circuit) {
    Circuit left = rejectWaiting(circuit, Outcomes.shuttingDown(tool));
    for (StartedCall call : left.calls().started()) {
      StopReason reason =
          switch (call) {
            case Running running -> {
              running.run().stop(StopReason.SHUTDOWN);
              yield StopReason.SHUTDOWN;
            }
            case Stopping stopping -> stopping.reason();
          };
      left = answer(left, call.request(), Outcomes.stopped(reason, gate.policy().callTimeout()));
    }
    return left.ended();
  }

  /** Settles the permit by what the call is stopped for; what it had found is still awaited. */
  private Circuit stop(Circuit circuit, Running call, StopReason reason) {
    call.run().stop(reason);
    startGrace(call.request());
    Circuit settled = settle(circuit, call, Outcomes.stopped(reason, gate.policy().callTimeout()));
    return settled.with(settled.calls().now(call.stopping(reason)));
  }

  /** Counts a call that had started, for the breaker and for people. */
  private Circuit settle(Circuit circuit, Running call, ToolOutcome outcome) {
    Verdict verdict = verdict(outcome);
    long now = clocks.nanos();
    Duration took = Duration.ofNanos(now - call.startedAt());
    Breaker before = circuit.breaker();
    if (!before.counting()) {
      return circuit;
    }
    Breaker breaker =
        switch (verdict) {
          case SUCCESS -> before.succeeded(call.permit(), took, now);
          case FAILURE -> before.failed(call.permit(), took, now);
          case IGNORED -> before.released(call.permit());
        };
    if (verdict == Verdict.IGNORED) {
      log.write(to -> to.info("not counted: {}", Outcomes.kind(outcome)));
    }
    Outcomes.result(verdict, outcome).ifPresent(metrics::call);
    Ledger ledger =
        circuit
            .ledger()
            .ended(
                call.request().callId(), outcome, verdict, took.toNanos(), clocks.wall().instant());
    return circuit.with(breaker).with(ledger);
  }

  private Circuit end(Circuit circuit, CallTool call, ToolOutcome outcome) {
    return answer(circuit.with(circuit.calls().without(call.callId())), call, outcome);
  }

  /** The run did not end within its grace: its caller is answered without it. */
  private Circuit abandon(Circuit circuit, Stopping call) {
    CallTool request = call.request();
    log.write(to -> to.warn("'{}' did not end a call that was to stop ({})", tool, call.reason()));
    return answer(
        circuit.with(circuit.calls().abandoning(request.callId())),
        request,
        Outcomes.stopped(call.reason(), gate.policy().callTimeout()));
  }

  Circuit rejectWaiting(Circuit circuit, Rejected rejection) {
    Circuit left = circuit;
    for (CallTool call : circuit.calls().waiting()) {
      left = reject(left, call, rejection);
    }
    return left.with(left.calls().noneWaiting());
  }

  private Circuit leave(Circuit circuit, CallTool call, ToolOutcome outcome) {
    return uncounted(circuit.with(circuit.calls().without(call.callId())), call, outcome);
  }

  Circuit reject(Circuit circuit, CallTool call, Rejected rejection) {
    log.debug("rejected: {}", rejection.refusal());
    return uncounted(circuit, call, rejection);
  }

  /** Answers a call that never started. */
  Circuit uncounted(Circuit circuit, CallTool call, ToolOutcome outcome) {
    Outcomes.result(Verdict.IGNORED, outcome).ifPresent(metrics::call);
    return answer(circuit.with(circuit.ledger().unheeded(outcome)), call, outcome);
  }

  private static Circuit answer(Circuit circuit, CallTool call, ToolOutcome outcome) {
    return circuit.answering(call.replyTo()::tell, new Answered(call.callId(), outcome));
  }

  private Verdict verdict(ToolOutcome outcome) {
    try {
      return Objects.requireNonNull(verdicts.apply(outcome));
    } catch (RuntimeException bug) {
      log.write(to -> to.error("'{}' could not judge an outcome; the default counts", tool, bug));
      return Verdict.of(outcome);
    }
  }

  private Optional<ToolOutcome> unfit(Circuit circuit, CallTool call) {
    if (circuit.calls().contains(call.callId())) {
      return Optional.of(Outcomes.callIdInUse(call.callId()));
    }
    return call.deadline().nanoTime() - clocks.nanos() <= 0
        ? Optional.of(Outcomes.overdue(gate.policy().callTimeout()))
        : Optional.empty();
  }
}
