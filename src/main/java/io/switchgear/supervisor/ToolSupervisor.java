package io.switchgear.supervisor;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.metrics.ToolMetrics;
import io.switchgear.supervisor.Call.Running;
import io.switchgear.supervisor.Circuit.Answer;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Owns one tool: lets its calls in, runs them, ends them at their deadline, and is its circuit
 * breaker. Each of the breaker's states is a behavior; {@link Breaker} decides, this acts.
 *
 * <table>
 * <caption>What each state makes of the messages that it treats otherwise than the rest</caption>
 * <tr><th>state</th><th>message</th><th>next</th><th>answer</th></tr>
 * <tr><td>closed</td><td>CallTool</td><td>runs, or waits for room</td><td>Rejected if there is
 *     neither room nor a place in the queue</td></tr>
 * <tr><td>closed</td><td>CallEnded</td><td>open, if it was a failure too many</td><td>its
 *     outcome; on opening, Rejected to all that wait</td></tr>
 * <tr><td>open</td><td>CallTool</td><td>half open, if it is due</td><td>Rejected, if not</td></tr>
 * <tr><td>open</td><td>RecoveryDue</td><td>half open</td><td></td></tr>
 * <tr><td>half open</td><td>CallTool</td><td>runs as a probe</td><td>Rejected if the probes are
 *     taken or there is no room</td></tr>
 * <tr><td>half open</td><td>CallEnded</td><td>closed or open, as the probes decide</td><td>its
 *     outcome</td></tr>
 * <tr><td>draining</td><td>CallTool</td><td></td><td>Rejected</td></tr>
 * <tr><td>any</td><td>DeadlinePassed, CancelCall</td><td>as the verdict of TimedOut, Cancelled
 *     decides</td><td>once the run has ended, or {@link #GRACE} later</td></tr>
 * </table>
 *
 * <p>A call is answered once, by whichever comes first of its refusal, its end and the end of its
 * grace. Its permit is settled once, by whichever comes first of its end and its stop. A probe is
 * overdue when its deadline passes, like any call.
 */
final class ToolSupervisor {

  /** How long a run may take to end once it was asked to. */
  static final Duration GRACE = Duration.ofSeconds(2);

  sealed interface Command {}

  /**
   * Runs the work, if it is let in.
   *
   * @param callId unique among the calls that this supervisor has not yet answered
   * @param deadline of the answer; waiting included
   */
  record CallTool(
      String callId, Work work, Deadline deadline, Progress progress, ActorRef<Answered> replyTo)
      implements Command {}

  /** What concerns a call that was let in; without effect once it is answered. */
  sealed interface OfCall extends Command {
    String callId();
  }

  /** Ends a call that waits or runs. */
  record CancelCall(String callId) implements OfCall {}

  record GetStats(ActorRef<ToolStats> replyTo) implements Command {}

  /** Lets no call in any more, ends those there are, and answers once none is left. */
  record Drain(ActorRef<Drained> replyTo) implements Command {}

  record CallEnded(String callId, ToolOutcome outcome) implements OfCall {}

  record DeadlinePassed(String callId) implements OfCall {}

  record GraceOver(String callId) implements OfCall {}

  enum RecoveryDue implements Command {
    INSTANCE
  }

  /** The one answer to {@link CallTool}. */
  record Answered(String callId, ToolOutcome outcome) {}

  /** The answer to {@link Drain}. */
  record Drained(String tool) {}

  /**
   * @param gate of this tool; the supervisor goes on from the circuit that it holds
   * @param verdicts how an outcome counts
   * @param launcher starts and stops work; may be blocked by it
   */
  static Behavior<Command> create(
      Gate gate, Function<ToolOutcome, Verdict> verdicts, Executor launcher) {
    return Behaviors.withMdc(
        Command.class,
        Map.of(LogKeys.TOOL, gate.name()),
        command ->
            Map.of(
                LogKeys.CALL_ID, callId(command),
                LogKeys.BREAKER, gate.circuit().breaker().state().wire()),
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new ToolSupervisor(context, timers, gate, verdicts, launcher)
                            .in(gate.circuit()))));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Gate gate;
  private final String tool;
  private final ProtectionPolicy policy;
  private final ToolMetrics metrics;
  private final Clocks clocks;
  private final CallRunner calls;

  private ToolSupervisor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Gate gate,
      Function<ToolOutcome, Verdict> verdicts,
      Executor launcher) {
    this.context = context;
    this.timers = timers;
    this.gate = gate;
    this.tool = gate.name();
    this.policy = gate.policy();
    this.metrics = gate.metrics();
    this.clocks = gate.clocks();
    this.calls = new CallRunner(context, timers, gate, verdicts, launcher);
  }

  private Behavior<Command> closed(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> joinOrReject(circuit, call);
              case OfCall event -> calls.onEvent(circuit, event);
              case RecoveryDue ignored -> circuit;
              case GetStats get -> circuit.answering(get.replyTo(), gate.stats());
              case Drain drain -> onDrain(circuit, drain);
            });
  }

  private Behavior<Command> open(Circuit circuit, Open phase) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> probeOrReject(recovered(circuit), call);
              case OfCall event -> calls.onEvent(circuit, event);
              case RecoveryDue ignored -> onRecoveryDue(circuit, phase);
              case GetStats get -> circuit.answering(get.replyTo(), gate.stats());
              case Drain drain -> onDrain(circuit, drain);
            });
  }

  private Behavior<Command> halfOpen(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> probeOrReject(circuit, call);
              case OfCall event -> calls.onEvent(circuit, event);
              case RecoveryDue ignored -> circuit;
              case GetStats get -> circuit.answering(get.replyTo(), gate.stats());
              case Drain drain -> onDrain(circuit, drain);
            });
  }

  private Behavior<Command> draining(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> calls.reject(circuit, call, Outcomes.shuttingDown(tool));
              case OfCall event -> calls.onEvent(circuit, event);
              case RecoveryDue ignored -> circuit;
              case GetStats get -> circuit.answering(get.replyTo(), gate.stats());
              case Drain drain -> onDrain(circuit, drain);
            });
  }

  /** One message, from what it does to the next behavior. */
  private Behavior<Command> receive(Circuit before, Function<Command, Circuit> step) {
    return Behaviors.receiveMessage(
        command -> {
          Circuit after = concluded(before, step.apply(command));
          gate.publish(after.answered());
          after.answers().forEach(Answer::send);
          return in(after.answered());
        });
  }

  private Behavior<Command> in(Circuit circuit) {
    if (circuit.draining()) {
      return draining(circuit);
    }
    return switch (circuit.breaker().phase()) {
      case Closed ignored -> closed(circuit);
      case Open phase -> open(circuit, phase);
      case HalfOpen ignored -> halfOpen(circuit);
    };
  }

  /** What follows from a message besides its own effect: the transition, and who may start now. */
  private Circuit concluded(Circuit before, Circuit after) {
    Circuit moved =
        after.breaker().epoch() == before.breaker().epoch()
            ? after
            : moved(before.breaker(), after);
    if (moved.draining()) {
      return moved.drained(tool);
    }
    return moved.breaker().phase() instanceof Closed ? startWaiting(moved) : moved;
  }

  private Circuit moved(Breaker from, Circuit circuit) {
    Breaker to = circuit.breaker();
    Transition transition = Transition.of(tool, from, to, clocks);
    metrics.breakerState(to.state().code());
    metrics.breakerTransition(from.state().wire(), to.state().wire());
    Circuit recorded = circuit.with(circuit.ledger().moved(transition));
    return switch (to.phase()) {
      case Closed ignored -> becomeClosed(recorded);
      case Open open -> becomeOpen(recorded, open);
      case HalfOpen ignored -> becomeHalfOpen(recorded);
    };
  }

  private Circuit becomeClosed(Circuit circuit) {
    timers.cancel(RecoveryDue.INSTANCE);
    context.getLog().info("'{}' is closed because {}", tool, circuit.breaker().cause().sentence());
    return circuit;
  }

  private Circuit becomeOpen(Circuit circuit, Open open) {
    Duration openFor = startRecovery(open);
    context
        .getLog()
        .warn(
            "'{}' is open for {} because {}", tool, openFor, circuit.breaker().cause().sentence());
    return calls.rejectWaiting(
        circuit, Outcomes.circuitOpen(tool, circuit.breaker(), clocks.nanos()));
  }

  private Circuit becomeHalfOpen(Circuit circuit) {
    timers.cancel(RecoveryDue.INSTANCE);
    context.getLog().info("'{}' is half open, to see whether it has recovered", tool);
    return circuit;
  }

  private Duration startRecovery(Open open) {
    Duration left = Duration.ofNanos(Math.max(0, open.until() - clocks.nanos()));
    timers.startSingleTimer(RecoveryDue.INSTANCE, RecoveryDue.INSTANCE, left);
    return left;
  }

  private Circuit joinOrReject(Circuit circuit, CallTool call) {
    Optional<ToolOutcome> unfit = unfit(circuit, call);
    if (unfit.isPresent()) {
      return calls.uncounted(circuit, call, unfit.get());
    }
    if (!circuit.calls().accepts(policy.bulkhead())) {
      return calls.reject(circuit, call, Outcomes.bulkheadFull(tool, policy.bulkhead()));
    }
    calls.startDeadline(call);
    return circuit.with(circuit.calls().joined(call));
  }

  private Circuit probeOrReject(Circuit circuit, CallTool call) {
    Optional<ToolOutcome> unfit = unfit(circuit, call);
    if (unfit.isPresent()) {
      return calls.uncounted(circuit, call, unfit.get());
    }
    long now = clocks.nanos();
    return switch (circuit.breaker().admit(now)) {
      case Refused ignored ->
          calls.reject(circuit, call, Outcomes.circuitOpen(tool, circuit.breaker(), now));
      case Admitted ignored when !circuit.calls().hasRoom(policy.bulkhead()) ->
          calls.reject(circuit, call, Outcomes.bulkheadFull(tool, policy.bulkhead()));
      case Admitted admitted -> {
        calls.startDeadline(call);
        yield calls.start(circuit.with(admitted.breaker()), call, admitted.permit());
      }
    };
  }

  private Circuit onRecoveryDue(Circuit circuit, Open phase) {
    Circuit recovered = recovered(circuit);
    if (recovered.breaker() == circuit.breaker()) {
      startRecovery(phase);
    }
    return recovered;
  }

  private Circuit onDrain(Circuit circuit, Drain drain) {
    timers.cancel(RecoveryDue.INSTANCE);
    Circuit ending = calls.rejectWaiting(circuit, Outcomes.shuttingDown(tool));
    for (Call call : ending.calls().started().values()) {
      if (call instanceof Running running) {
        ending = calls.stop(ending, running, StopReason.SHUTDOWN);
      }
    }
    return ending.drainedFor(drain.replyTo());
  }

  private Circuit recovered(Circuit circuit) {
    return circuit.with(circuit.breaker().recovered(clocks.nanos()));
  }

  private Circuit startWaiting(Circuit circuit) {
    Circuit served = circuit;
    while (!served.calls().waiting().isEmpty()
        && served.calls().hasRoom(policy.bulkhead())
        && served.breaker().admit(clocks.nanos()) instanceof Admitted admitted) {
      CallTool first = served.calls().waiting().firstEntry().getValue();
      served = calls.start(served.with(admitted.breaker()), first, admitted.permit());
    }
    return served;
  }

  private Optional<ToolOutcome> unfit(Circuit circuit, CallTool call) {
    if (circuit.calls().contains(call.callId())) {
      return Optional.of(Outcomes.callIdInUse(call.callId()));
    }
    return call.deadline().nanoTime() - clocks.nanos() <= 0
        ? Optional.of(Outcomes.overdue(policy.callTimeout()))
        : Optional.empty();
  }

  private static String callId(Command command) {
    return switch (command) {
      case CallTool call -> call.callId();
      case OfCall event -> event.callId();
      case RecoveryDue ignored -> "";
      case GetStats ignored -> "";
      case Drain ignored -> "";
    };
  }
}
