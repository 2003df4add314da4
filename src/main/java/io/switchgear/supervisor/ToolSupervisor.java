package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import io.switchgear.supervisor.Circuit.Answer;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.TraceContext;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.SupervisorStrategy;
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
 * <tr><td>open</td><td>StateDue</td><td>half open</td><td></td></tr>
 * <tr><td>half open</td><td>CallTool</td><td>runs as a probe</td><td>Rejected if the probes are
 *     taken or there is no room</td></tr>
 * <tr><td>half open</td><td>CallEnded</td><td>closed or open, as the probes decide</td><td>its
 *     outcome</td></tr>
 * <tr><td>half open</td><td>ProbeDue</td><td>open, if slowness had opened it and a probe is slow
 *     </td><td></td></tr>
 * <tr><td>overridden</td><td>CallTool</td><td>as closed, or as open</td><td></td></tr>
 * <tr><td>overridden</td><td>StateDue</td><td>closed, or half open after a hold</td><td></td></tr>
 * <tr><td>draining</td><td>CallTool</td><td></td><td>Rejected</td></tr>
 * <tr><td>any but draining</td><td>Operate</td><td>as ordered</td><td>Done; Refused if it would undo
 *     a standing order</td></tr>
 * <tr><td>any</td><td>Reconfigure</td><td>as what is counted has it under the new policy</td><td>Done
 *     </td></tr>
 * <tr><td>any</td><td>DeadlinePassed, CancelCall</td><td>as the verdict of TimedOut, Cancelled
 *     decides</td><td>once the run has ended, or {@link #GRACE} later</td></tr>
 * </table>
 *
 * <p>A call is answered once, by whichever comes first of its refusal, its end and the end of its
 * grace. Its permit is settled once, by whichever comes first of its end and its stop. A probe is
 * overdue when its deadline passes, like any call, and after an opening for slowness when it is
 * slow; it then runs on for its caller.
 */
final class ToolSupervisor {

  /** How long a run may take to end once it was asked to. */
  static final Duration GRACE = Duration.ofSeconds(2);

  sealed interface Command {

    /** The call that it is about; empty if none. */
    default String callId() {
      return "";
    }
  }

  /**
   * Runs the work, if it is let in.
   *
   * @param callId unique among the calls that this supervisor has not yet answered
   * @param deadline of the answer; waiting included
   * @param trace that its client says it belongs to; for the log
   */
  record CallTool(
      String callId,
      Work work,
      Deadline deadline,
      Progress progress,
      Optional<TraceContext> trace,
      ReplyTo replyTo)
      implements Command {}

  /** What every state treats alike. */
  sealed interface InAnyState extends Command {}

  /** What concerns a call that was let in; without effect once it is answered. */
  sealed interface OfCall extends InAnyState {}

  /** Ends a call that waits or runs. */
  record CancelCall(String callId) implements OfCall {}

  record GetStats(ActorRef<ToolStats> replyTo) implements InAnyState {}

  /** Does what an operator orders. */
  record Operate(OperatorOrder order, ActorRef<Operated> replyTo) implements Command {}

  /** Lets no call in any more, ends those there are, and answers once none is left. */
  record Drain(ActorRef<Drained> replyTo) implements InAnyState {}

  /** Goes by other rules from now on; calls under way keep their deadlines. */
  record Reconfigure(Protection rules, ActorRef<Done> replyTo) implements InAnyState {}

  record CallEnded(String callId, ToolOutcome outcome) implements OfCall {}

  record DeadlinePassed(String callId) implements OfCall {}

  record GraceOver(String callId) implements OfCall {}

  enum DeadlinesDue implements InAnyState {
    INSTANCE
  }

  /** The first of the probes under way may have run as long as it may. */
  enum ProbeDue implements InAnyState {
    INSTANCE
  }

  enum StateDue implements Command {
    INSTANCE
  }

  /**
   * @param gate of this tool; the supervisor goes on from the circuit and the rules that it holds
   * @param verdicts how an outcome counts
   * @param launcher starts and stops work; may be blocked by it
   */
  static Behavior<Command> create(
      PublishedCircuit gate, Function<ToolOutcome, Verdict> verdicts, Executor launcher) {
    Behavior<Command> supervisor =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new ToolSupervisor(context, timers, gate, verdicts, launcher)
                            .resumed(gate.circuit())));
    return Behaviors.supervise(supervisor)
        .onFailure(RuntimeException.class, SupervisorStrategy.restart());
  }

  private final TimerScheduler<Command> timers;
  private final PublishedCircuit gate;
  private final String tool;
  private final Clocks clocks;
  private final SupervisorLog log;
  private final CallExecutor calls;
  private final Operations operations;

  private ToolSupervisor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PublishedCircuit gate,
      Function<ToolOutcome, Verdict> verdicts,
      Executor launcher) {
    this.timers = timers;
    this.gate = gate;
    this.tool = gate.name();
    this.clocks = gate.clocks();
    this.operations = new Operations(gate);
    this.log = new SupervisorLog(context, gate);
    this.calls = new CallExecutor(context.getSelf(), timers, gate, log, verdicts, launcher);
  }

  private Behavior<Command> closed(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> calls.joinOrReject(circuit, call);
              case InAnyState common -> onCommon(circuit, common);
              case StateDue ignored -> circuit;
              case Operate operate -> operations.obey(circuit, operate);
            });
  }

  private Behavior<Command> open(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> calls.startOrReject(advanced(circuit), call);
              case InAnyState common -> onCommon(circuit, common);
              case StateDue ignored -> onStateDue(circuit);
              case Operate operate -> operations.obey(circuit, operate);
            });
  }

  private Behavior<Command> halfOpen(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> calls.startOrReject(circuit, call);
              case InAnyState common -> onCommon(circuit, common);
              case StateDue ignored -> circuit;
              case Operate operate -> operations.obey(circuit, operate);
            });
  }

  private Behavior<Command> overridden(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> onCallWhileOverridden(advanced(circuit), call);
              case InAnyState common -> onCommon(circuit, common);
              case StateDue ignored -> onStateDue(circuit);
              case Operate operate -> operations.obey(circuit, operate);
            });
  }

  private Behavior<Command> draining(Circuit circuit) {
    return receive(
        circuit,
        command ->
            switch (command) {
              case CallTool call -> calls.reject(circuit, call, Outcomes.shuttingDown(tool));
              case InAnyState common -> onCommon(circuit, common);
              case StateDue ignored -> circuit;
              case Operate operate ->
                  circuit.answering(operate.replyTo()::tell, Outcomes.noMoreOrders());
            });
  }

  /** Goes on from what was published last: on a fresh start nothing, after a restart everything. */
  private Behavior<Command> resumed(Circuit circuit) {
    startDue(circuit.breaker());
    return in(published(calls.sendCanary(calls.resume(circuit))));
  }

  /** One message, from what it does to the next behavior. */
  private Behavior<Command> receive(Circuit before, Function<Command, Circuit> step) {
    return Behaviors.receive(
        (same, command) -> {
          log.about(command);
          return in(published(attempted(before, step, command)));
        },
        (same, signal) -> onSignal(before, signal));
  }

  private Circuit published(Circuit circuit) {
    Circuit answered = circuit.answered();
    gate.publish(answered);
    circuit.answers().forEach(Answer::send);
    return answered;
  }

  /** Stopped without having been drained: there is work to end, and there are callers to tell. */
  private Behavior<Command> onSignal(Circuit circuit, Signal signal) {
    if (signal instanceof PostStop) {
      published(calls.endAll(circuit));
      gate.callers().supervisorGone();
    }
    return Behaviors.same();
  }

  /** A bug costs the message that met it; if that was a call, its caller is told so. */
  private Circuit attempted(Circuit before, Function<Command, Circuit> step, Command command) {
    try {
      return concluded(before, step.apply(command));
    } catch (RuntimeException bug) {
      if (command instanceof CallTool call) {
        call.replyTo().tell(new Answered(call.callId(), Outcomes.crashed(tool, bug)));
      }
      throw bug;
    }
  }

  private Behavior<Command> in(Circuit circuit) {
    if (circuit.draining()) {
      return draining(circuit);
    }
    return switch (circuit.breaker().phase()) {
      case Closed ignored -> closed(circuit);
      case Open ignored -> open(circuit);
      case HalfOpen ignored -> halfOpen(circuit);
      case Overridden ignored -> overridden(circuit);
    };
  }

  /** What follows from a message besides its own effect: the transition, and who may start now. */
  private Circuit concluded(Circuit before, Circuit after) {
    Circuit moved =
        after.breaker().epoch() == before.breaker().epoch()
            ? after
            : moved(before.breaker(), after);
    return moved.draining() ? moved.drained(tool) : calls.startWaiting(moved);
  }

  private Circuit moved(Breaker from, Circuit circuit) {
    Breaker to = circuit.breaker();
    Transition transition = Transition.of(tool, from, to, clocks);
    Circuit recorded = circuit.with(circuit.ledger().moved(transition));
    timers.cancel(ProbeDue.INSTANCE);
    return switch (to.phase()) {
      case Closed ignored -> becomeClosed(recorded);
      case Open ignored -> becomeOpen(recorded);
      case HalfOpen ignored -> becomeHalfOpen(recorded);
      case Overridden ignored -> becomeOverridden(recorded);
    };
  }

  private Circuit becomeClosed(Circuit circuit) {
    timers.cancel(StateDue.INSTANCE);
    log.write(to -> to.info("'{}' is closed because {}", tool, why(circuit)));
    return circuit;
  }

  private Circuit becomeOpen(Circuit circuit) {
    startDue(circuit.breaker());
    Rejected rejection = Outcomes.circuitOpen(tool, circuit.breaker(), clocks.nanos());
    String wait = Outcomes.text(rejection.retryAfter());
    log.write(to -> to.warn("'{}' is open for {} because {}", tool, wait, why(circuit)));
    return calls.rejectWaiting(circuit, rejection);
  }

  private Circuit becomeHalfOpen(Circuit circuit) {
    timers.cancel(StateDue.INSTANCE);
    log.write(to -> to.info("'{}' is half open because {}", tool, why(circuit)));
    return calls.sendCanary(circuit);
  }

  private Circuit becomeOverridden(Circuit circuit) {
    Breaker breaker = circuit.breaker();
    timers.cancel(StateDue.INSTANCE);
    startDue(breaker);
    log.write(to -> to.warn("'{}' is overridden because {}", tool, why(circuit)));
    return breaker.state() == BreakerState.OPEN
        ? calls.rejectWaiting(circuit, Outcomes.circuitOpen(tool, breaker, clocks.nanos()))
        : circuit;
  }

  private static String why(Circuit circuit) {
    return circuit.breaker().reason().sentence();
  }

  private Circuit onCommon(Circuit circuit, InAnyState command) {
    return switch (command) {
      case OfCall event -> calls.onEvent(circuit, event);
      case DeadlinesDue ignored -> calls.onDeadlinesDue(circuit);
      case ProbeDue ignored -> calls.onProbeDue(circuit);
      case GetStats get -> circuit.answering(get.replyTo()::tell, gate.statsOf(circuit));
      case Drain drain -> onDrain(circuit, drain);
      case Reconfigure to -> operations.adopt(circuit, to);
    };
  }

  private Circuit onCallWhileOverridden(Circuit circuit, CallTool call) {
    return circuit.breaker().state() == BreakerState.CLOSED
        ? calls.joinOrReject(circuit, call)
        : calls.startOrReject(circuit, call);
  }

  private void startDue(Breaker breaker) {
    breaker
        .dueAt()
        .ifPresent(
            due ->
                timers.startSingleTimer(
                    StateDue.INSTANCE,
                    StateDue.INSTANCE,
                    Duration.ofNanos(Math.max(0, due - clocks.nanos()))));
  }

  private Circuit advanced(Circuit circuit) {
    return circuit.with(circuit.breaker().advanced(clocks.nanos()));
  }

  private Circuit onStateDue(Circuit circuit) {
    Circuit advanced = advanced(circuit);
    if (advanced.breaker() == circuit.breaker()) {
      startDue(circuit.breaker());
    }
    return advanced;
  }

  private Circuit onDrain(Circuit circuit, Drain drain) {
    timers.cancel(StateDue.INSTANCE);
    Circuit ending = calls.stopAll(calls.rejectWaiting(circuit, Outcomes.shuttingDown(tool)));
    return ending.drainedFor(drain.replyTo());
  }
}
