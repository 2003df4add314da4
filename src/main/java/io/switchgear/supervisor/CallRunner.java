package io.switchgear.supervisor;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.metrics.BreakerMetrics;
import io.switchgear.supervisor.Call.Running;
import io.switchgear.supervisor.Call.Stopping;
import io.switchgear.supervisor.ToolSupervisor.Answered;
import io.switchgear.supervisor.ToolSupervisor.CallEnded;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.CancelCall;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.supervisor.ToolSupervisor.DeadlinePassed;
import io.switchgear.supervisor.ToolSupervisor.GraceOver;
import io.switchgear.supervisor.ToolSupervisor.OfCall;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The part of a {@link ToolSupervisor} that is the same in every state: starts calls, counts, stops
 * and answers them. It holds no state of its own; what it does to the circuit it returns.
 */
final class CallRunner {

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final String tool;
  private final ProtectionPolicy policy;
  private final BreakerMetrics metrics;
  private final Clocks clocks;
  private final Function<ToolOutcome, Verdict> verdicts;
  private final Executor launcher;

  CallRunner(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Gate gate,
      Function<ToolOutcome, Verdict> verdicts,
      Executor launcher) {
    this.context = context;
    this.timers = timers;
    this.tool = gate.name();
    this.policy = gate.policy();
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
    if (!circuit.calls().accepts(policy.bulkhead())) {
      return reject(circuit, call, Outcomes.bulkheadFull(tool, policy.bulkhead()));
    }
    startDeadline(call);
    return circuit.with(circuit.calls().joined(call));
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
      case Admitted ignored when !circuit.calls().hasRoom(policy.bulkhead()) ->
          reject(circuit, call, Outcomes.bulkheadFull(tool, policy.bulkhead()));
      case Admitted admitted -> {
        startDeadline(call);
        yield start(circuit.with(admitted.breaker()), call, admitted.permit());
      }
    };
  }

  Circuit startWaiting(Circuit circuit) {
    Circuit served = circuit;
    while (!served.calls().waiting().isEmpty()
        && served.calls().hasRoom(policy.bulkhead())
        && served.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      CallTool first = served.calls().waiting().firstEntry().getValue();
      served = start(served.with(admitted.breaker()), first, admitted.permit());
    }
    return served;
  }

  /** The self-test, if the breaker wants one; whoever takes no part in it is not told. */
  Circuit sendCanary(Circuit circuit, Work canary) {
    return circuit
        .breaker()
        .admitCanary()
        .map(
            admitted -> {
              CallTool call =
                  new CallTool(
                      "canary-" + circuit.breaker().epoch(),
                      canary,
                      new Deadline(clocks.nanos() + policy.callTimeout().toNanos()),
                      Progress.NONE,
                      context.getSystem().ignoreRef());
              startDeadline(call);
              return start(circuit.with(admitted.breaker()), call, admitted.permit());
            })
        .orElse(circuit);
  }

  /** Sets the timers of the calls that a restarted supervisor finds. */
  void resume(Calls calls) {
    calls.waiting().values().forEach(this::startDeadline);
    for (Call call : calls.started().values()) {
      switch (call) {
        case Running running -> startDeadline(running.request());
        case Stopping stopping -> startGrace(stopping.request());
      }
    }
  }

  private void startDeadline(CallTool call) {
    timers.startSingleTimer(
        call.callId(),
        new DeadlinePassed(call.callId()),
        Duration.ofNanos(Math.max(0, call.deadline().nanoTime() - clocks.nanos())));
  }

  private void startGrace(CallTool call) {
    timers.startSingleTimer(call.callId(), new GraceOver(call.callId()), ToolSupervisor.GRACE);
  }

  private Circuit start(Circuit circuit, CallTool call, Permit permit) {
    ToolRun run = new Launch(tool, call.work(), call.deadline(), call.progress(), launcher);
    context.pipeToSelf(run.outcome(), (outcome, never) -> new CallEnded(call.callId(), outcome));
    return circuit.with(circuit.calls().now(new Running(call, run, permit, clocks.nanos())));
  }

  Circuit onEvent(Circuit circuit, OfCall event) {
    CallTool waiting = circuit.calls().waiting().get(event.callId());
    return waiting == null
        ? onStarted(circuit, event, circuit.calls().started().get(event.callId()))
        : onWaiting(circuit, event, waiting);
  }

  private Circuit onWaiting(Circuit circuit, OfCall event, CallTool call) {
    return switch (event) {
      case CancelCall ignored -> leave(circuit, call, Outcomes.withdrawn());
      case DeadlinePassed ignored -> leave(circuit, call, Outcomes.overdue(policy.callTimeout()));
      case CallEnded ignored -> circuit;
      case GraceOver ignored -> circuit;
    };
  }

  private Circuit onStarted(Circuit circuit, OfCall event, Call call) {
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

  private Circuit onEnded(Circuit circuit, Call call, CallEnded ended) {
    ToolOutcome outcome = ended.outcome();
    return switch (call) {
      case null -> circuit.with(circuit.calls().abandonedEnded(ended.callId()));
      case Running running -> end(settle(circuit, running, outcome), running.request(), outcome);
      case Stopping stopping ->
          end(
              circuit,
              stopping.request(),
              Outcomes.stopped(stopping.reason(), outcome, policy.callTimeout()));
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

  /** Settles the permit by what the call is stopped for; what it had found is still awaited. */
  private Circuit stop(Circuit circuit, Running call, StopReason reason) {
    call.run().stop(reason);
    startGrace(call.request());
    Circuit settled = settle(circuit, call, Outcomes.stopped(reason, policy.callTimeout()));
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
      context.getLog().info("not counted: {}", Outcomes.kind(outcome));
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
    timers.cancel(call.callId());
    return answer(circuit.with(circuit.calls().without(call.callId())), call, outcome);
  }

  /** The run did not end within its grace: its caller is answered without it. */
  private Circuit abandon(Circuit circuit, Stopping call) {
    CallTool request = call.request();
    context.getLog().warn("'{}' did not end a call that was to stop ({})", tool, call.reason());
    return answer(
        circuit.with(circuit.calls().abandoning(request.callId())),
        request,
        Outcomes.stopped(call.reason(), policy.callTimeout()));
  }

  Circuit rejectWaiting(Circuit circuit, Rejected rejection) {
    Circuit left = circuit;
    for (CallTool call : circuit.calls().waiting().values()) {
      timers.cancel(call.callId());
      left = reject(left, call, rejection);
    }
    return left.with(left.calls().noneWaiting());
  }

  private Circuit leave(Circuit circuit, CallTool call, ToolOutcome outcome) {
    timers.cancel(call.callId());
    return uncounted(circuit.with(circuit.calls().without(call.callId())), call, outcome);
  }

  Circuit reject(Circuit circuit, CallTool call, Rejected rejection) {
    context.getLog().debug("rejected: {}", rejection.refusal());
    return uncounted(circuit, call, rejection);
  }

  /** Answers a call that never started. */
  Circuit uncounted(Circuit circuit, CallTool call, ToolOutcome outcome) {
    Outcomes.result(Verdict.IGNORED, outcome).ifPresent(metrics::call);
    return answer(circuit.with(circuit.ledger().unheeded(outcome)), call, outcome);
  }

  private static Circuit answer(Circuit circuit, CallTool call, ToolOutcome outcome) {
    return circuit.answering(call.replyTo(), new Answered(call.callId(), outcome));
  }

  private Verdict verdict(ToolOutcome outcome) {
    try {
      return Objects.requireNonNull(verdicts.apply(outcome));
    } catch (RuntimeException bug) {
      context.getLog().error("'{}' could not judge an outcome; the default counts", tool, bug);
      return Verdict.of(outcome);
    }
  }

  private Optional<ToolOutcome> unfit(Circuit circuit, CallTool call) {
    if (circuit.calls().contains(call.callId())) {
      return Optional.of(Outcomes.callIdInUse(call.callId()));
    }
    return call.deadline().nanoTime() - clocks.nanos() <= 0
        ? Optional.of(Outcomes.overdue(policy.callTimeout()))
        : Optional.empty();
  }
}
