package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.DurationText;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.SupervisorState.Reply;
import java.time.Duration;
import java.util.Map;
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
 * Supervises the calls of one resource: admits them, runs them, ends them at their deadline, and is
 * their circuit breaker. Each of the breaker's states is a behavior. {@link Breaker} decides, and
 * this actor acts.
 *
 * <table>
 * <caption>Messages by state; all states handle other messages in the same way</caption>
 * <tr><th>state</th><th>message</th><th>next</th><th>reply</th></tr>
 * <tr><td>closed</td><td>RunCall</td><td>runs, or waits for room</td><td>rejection if there is
 *     neither room nor a place in the queue</td></tr>
 * <tr><td>closed</td><td>CallEnded</td><td>open at the failure threshold</td><td>its outcome; on
 *     opening a rejection to all waiting calls</td></tr>
 * <tr><td>open</td><td>RunCall</td><td>half open if it is due</td><td>rejection if it is not
 *     </td></tr>
 * <tr><td>open</td><td>StateDue</td><td>half open</td><td></td></tr>
 * <tr><td>half open</td><td>RunCall</td><td>runs as a probe</td><td>rejection if all probes are
 *     under way or there is no room</td></tr>
 * <tr><td>half open</td><td>CallEnded</td><td>closed or open, as the probes decide</td><td>its
 *     outcome</td></tr>
 * <tr><td>half open</td><td>ProbeDue</td><td>open, if slowness had opened it and a probe is slow
 *     </td><td></td></tr>
 * <tr><td>overridden</td><td>RunCall</td><td>as closed, or as open</td><td></td></tr>
 * <tr><td>overridden</td><td>StateDue</td><td>closed, or half open after a hold</td><td></td></tr>
 * <tr><td>guided</td><td>RunCall</td><td>as closed, or as open</td><td></td></tr>
 * <tr><td>guided</td><td>StateDue</td><td>half open if it is due</td><td></td></tr>
 * <tr><td>draining</td><td>RunCall</td><td></td><td>rejection</td></tr>
 * <tr><td>any but draining</td><td>Operate</td><td>as ordered</td><td>Applied; Refused if it would
 *     undo a standing order</td></tr>
 * <tr><td>any but draining</td><td>CloseProbed</td><td>closed, unless an operator's order decides
 *     </td><td></td></tr>
 * <tr><td>any</td><td>Guide</td><td>guided, or as the own state if that decides</td><td>rejection
 *     of waiting calls if no call is admitted</td></tr>
 * <tr><td>any</td><td>Reconfigure</td><td>as the counts decide under the new policy</td><td>Done
 *     </td></tr>
 * <tr><td>any</td><td>DeadlinePassed, CancelCall</td><td>as the outcome of the stop counts
 *     </td><td>when the run has ended, or {@link #GRACE} later</td></tr>
 * </table>
 *
 * <p>Every call gets one reply: at its rejection, at its end, or at the end of its grace, whichever
 * is first. Its permit is settled once: at its end or at its stop, whichever is first. A probe is
 * overdue at its deadline, like any call. After an opening for slowness it is also overdue when it
 * is slow; it then continues to run for its caller.
 *
 * @param <O> the type of the calls' outcomes
 */
final class CallSupervisor<O> {

  /** How long a run may take to end after it was stopped. */
  static final Duration GRACE = Duration.ofSeconds(2);

  sealed interface Command<O> {

    /** The call that the message is about; empty if none. */
    default String callId() {
      return "";
    }
  }

  /**
   * Runs the work, if it is admitted.
   *
   * @param callId unique among the calls of this supervisor that have not ended
   * @param deadline of the reply, waiting included, on the monotonic clock
   * @param logKeys MDC entries of the log lines about this call
   */
  record RunCall<O>(
      String callId,
      GuardedWork<O> work,
      long deadline,
      Map<String, String> logKeys,
      ReplyTo<O> replyTo)
      implements Command<O> {}

  /** Messages that all states handle in the same way. */
  sealed interface InAnyState<O> extends Command<O> {}

  /** Messages about an admitted call; ignored after its reply. */
  sealed interface OfCall<O> extends InAnyState<O> {}

  /** Ends a call that waits or runs. */
  record CancelCall<O>(String callId) implements OfCall<O> {}

  record GetStats<O>(ActorRef<BreakerStats> replyTo) implements InAnyState<O> {}

  /** Applies an operator's order. */
  record Operate<O>(OperatorOrder order, ActorRef<OrderResult> replyTo) implements Command<O> {}

  /** Stops admitting calls, ends the running calls, and replies when no call is left. */
  record Drain<O>(ActorRef<Drained> replyTo) implements InAnyState<O> {}

  /** Sets other rules; calls under way keep their deadlines. */
  record Reconfigure<O>(Protection<O> protection, ActorRef<Done> replyTo)
      implements InAnyState<O> {}

  /** Sets the guidance. */
  record Guide<O>(Guidance guidance) implements InAnyState<O> {}

  /** Closes the breaker, because a probe elsewhere has succeeded. */
  record CloseProbed<O>() implements InAnyState<O> {}

  record CallEnded<O>(String callId, O outcome) implements OfCall<O> {}

  record DeadlinePassed<O>(String callId) implements OfCall<O> {}

  record GraceOver<O>(String callId) implements OfCall<O> {}

  record DeadlinesDue<O>() implements InAnyState<O> {}

  /** Callers have started calls under a grant; {@link CallReports} has them. */
  record ReportsDue<O>() implements InAnyState<O> {}

  /** The first of the probes under way may have reached its limit. */
  record ProbeDue<O>() implements InAnyState<O> {}

  record StateDue<O>() implements Command<O> {}

  /** The reply to {@link RunCall}. */
  record CallCompleted<O>(String callId, O outcome) {}

  /**
   * @param published the supervisor continues from the state and the rules that it holds
   */
  static <O> Behavior<Command<O>> create(SupervisorSetup<O> setup, PublishedState<O> published) {
    Behavior<Command<O>> supervisor =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new CallSupervisor<>(context, timers, setup, published)
                            .resumed(published.state())));
    return Behaviors.supervise(supervisor)
        .onFailure(RuntimeException.class, SupervisorStrategy.restart());
  }

  private final ActorContext<Command<O>> context;
  private final TimerScheduler<Command<O>> timers;
  private final PublishedState<O> published;
  private final CallReports<O> reports;
  private final String name;
  private final Clocks clocks;
  private final SupervisorLog<O> log;
  private final CallExecutor<O> calls;
  private final OrderHandler<O> orders;
  private final ReportReader<O> reader;

  private CallSupervisor(
      ActorContext<Command<O>> context,
      TimerScheduler<Command<O>> timers,
      SupervisorSetup<O> setup,
      PublishedState<O> published) {
    this.context = context;
    this.timers = timers;
    this.published = published;
    this.reports = published.reports();
    this.name = published.name();
    this.clocks = published.clocks();
    this.log = new SupervisorLog<>(context, setup, published);
    this.calls = new CallExecutor<>(context.getSelf(), timers, published, log, setup.launcher());
    this.orders = new OrderHandler<>(published, calls);
    this.reader = new ReportReader<>(published, calls, log);
  }

  private Step<O> closed(SupervisorState<O> state) {
    return command ->
        switch (command) {
          case RunCall<O> call -> calls.joinOrReject(state, call);
          case InAnyState<O> common -> onCommon(state, common);
          case StateDue<O> ignored -> state;
          case Operate<O> operate -> orders.obey(state, operate);
        };
  }

  private Step<O> open(SupervisorState<O> state) {
    return command ->
        switch (command) {
          case RunCall<O> call -> calls.startOrReject(advanced(state), call);
          case InAnyState<O> common -> onCommon(state, common);
          case StateDue<O> ignored -> onStateDue(state);
          case Operate<O> operate -> orders.obey(state, operate);
        };
  }

  private Step<O> halfOpen(SupervisorState<O> state) {
    return command ->
        switch (command) {
          case RunCall<O> call -> calls.startOrReject(state, call);
          case InAnyState<O> common -> onCommon(state, common);
          case StateDue<O> ignored -> state;
          case Operate<O> operate -> orders.obey(state, operate);
        };
  }

  /** An operator's standing order, or guidance, decides about calls instead of the own state. */
  private Step<O> overlaid(SupervisorState<O> state) {
    return command ->
        switch (command) {
          case RunCall<O> call -> onCallWhileOverlaid(advanced(state), call);
          case InAnyState<O> common -> onCommon(state, common);
          case StateDue<O> ignored -> onStateDue(state);
          case Operate<O> operate -> orders.obey(state, operate);
        };
  }

  private Step<O> draining(SupervisorState<O> state) {
    return command ->
        switch (command) {
          case RunCall<O> call -> calls.reject(state, call, published.rejections().shuttingDown());
          case InAnyState<O> common -> onCommon(state, common);
          case StateDue<O> ignored -> state;
          case Operate<O> operate -> orders.refuse(state, operate);
        };
  }

  /**
   * Continues from the published state, which is empty on a first start and not after a restart.
   */
  private Behavior<Command<O>> resumed(SupervisorState<O> state) {
    startDue(state.breaker());
    if (!reports.isEmpty()) {
      context.getSelf().tell(new ReportsDue<>());
    }
    return in(publish(calls.sendCanary(calls.resume(state))));
  }

  /** The behavior in this state. */
  private Behavior<Command<O>> in(SupervisorState<O> state) {
    Step<O> step = step(state);
    return Behaviors.receive(
        (same, command) -> in(received(state, step, command)),
        (same, signal) -> onSignal(state, signal));
  }

  private Step<O> step(SupervisorState<O> state) {
    if (state.draining()) {
      return draining(state);
    }
    if (state.breaker().followed() != Guidance.None.NONE) {
      return overlaid(state);
    }
    return switch (state.breaker().phase()) {
      case Closed ignored -> closed(state);
      case Open ignored -> open(state);
      case HalfOpen ignored -> halfOpen(state);
      case Overridden ignored -> overlaid(state);
    };
  }

  /** The reports come first, because their calls came before the message. */
  private SupervisorState<O> received(SupervisorState<O> before, Step<O> step, Command<O> command) {
    if (command instanceof ReportsDue<O>) {
      reports.awake();
    }
    SupervisorState<O> read = read(before);
    log.about(command);
    SupervisorState<O> next = attempted(read, read == before ? step : step(read), command);
    return next == read ? read : publish(next);
  }

  /** What the reports led to is published, so that a bug in the message does not lose it. */
  private SupervisorState<O> read(SupervisorState<O> before) {
    SupervisorState<O> read = reader.read(before, this::concluded, this::publish);
    if (!reports.isEmpty()) {
      context.getSelf().tell(new ReportsDue<>());
    }
    return read == before ? before : publish(read);
  }

  private SupervisorState<O> publish(SupervisorState<O> state) {
    SupervisorState<O> next = state.replied();
    published.publish(next);
    state.replies().forEach(Reply::send);
    return next;
  }

  /** A supervisor that stops without a drain ends its work and answers its callers. */
  private Behavior<Command<O>> onSignal(SupervisorState<O> state, Signal signal) {
    if (signal instanceof PostStop) {
      published.grant().set(state.breaker().epoch(), 0);
      publish(calls.endAll(read(state)));
      published.answers().supervisorStopped();
      // Callers that report later than this find the answers stopped.
      reports.drain().forEach(late -> late.stop(StopReason.SHUTDOWN));
    }
    return Behaviors.same();
  }

  /** A bug loses one message. If it was a call, its caller gets a reply. */
  private SupervisorState<O> attempted(
      SupervisorState<O> before, Step<O> step, Command<O> command) {
    try {
      return concluded(before, step.apply(command));
    } catch (RuntimeException bug) {
      if (command instanceof RunCall<O> call) {
        call.replyTo().tell(crashed(call, bug));
      }
      throw bug;
    }
  }

  private CallCompleted<O> crashed(RunCall<O> call, RuntimeException bug) {
    return new CallCompleted<>(call.callId(), published.outcomes().crashed(name, bug));
  }

  /**
   * After the effect of a message: the effects of its transition, then the start of waiting calls.
   */
  private SupervisorState<O> concluded(SupervisorState<O> before, SupervisorState<O> after) {
    SupervisorState<O> moved =
        after.breaker().epoch() == before.breaker().epoch()
            ? after
            : moved(before.breaker(), after);
    if (moved.draining()) {
      return published.grant().taken() == 0 ? moved.drained(name) : moved;
    }
    return calls.startWaiting(moved);
  }

  private SupervisorState<O> moved(Breaker from, SupervisorState<O> state) {
    Breaker to = state.breaker();
    Transition transition = Transition.of(name, from, to, clocks.wall().instant(), clocks.nanos());
    SupervisorState<O> recorded = state.with(state.history().transitioned(transition));
    timers.cancel(new ProbeDue<O>());
    return switch (to.phase()) {
      case Closed ignored -> becomeClosed(recorded);
      case Open ignored -> becomeOpen(recorded);
      case HalfOpen ignored -> becomeHalfOpen(recorded);
      case Overridden ignored -> becomeOverridden(recorded);
    };
  }

  private SupervisorState<O> becomeClosed(SupervisorState<O> state) {
    timers.cancel(new StateDue<O>());
    log.write(to -> to.info("'{}' is closed because {}", name, why(state)));
    return calls.rejectWaitingIfOpen(state);
  }

  private SupervisorState<O> becomeOpen(SupervisorState<O> state) {
    startDue(state.breaker());
    Duration left = Duration.ofNanos(state.breaker().dueAt().orElseThrow() - clocks.nanos());
    log.write(
        to -> to.warn("'{}' is open for {} because {}", name, DurationText.of(left), why(state)));
    return calls.rejectWaitingIfOpen(state);
  }

  private SupervisorState<O> becomeHalfOpen(SupervisorState<O> state) {
    timers.cancel(new StateDue<O>());
    log.write(to -> to.info("'{}' is half open because {}", name, why(state)));
    return calls.sendCanary(state);
  }

  private SupervisorState<O> becomeOverridden(SupervisorState<O> state) {
    Breaker breaker = state.breaker();
    timers.cancel(new StateDue<O>());
    startDue(breaker);
    log.write(to -> to.warn("'{}' is overridden because {}", name, why(state)));
    return calls.rejectWaitingIfOpen(state);
  }

  private String why(SupervisorState<O> state) {
    return state.breaker().reason().sentence();
  }

  private SupervisorState<O> onCommon(SupervisorState<O> state, InAnyState<O> command) {
    return switch (command) {
      case OfCall<O> event -> calls.onEvent(state, event);
      case DeadlinesDue<O> ignored -> calls.onDeadlinesDue(state);
      case ReportsDue<O> ignored -> state;
      case ProbeDue<O> ignored -> calls.onProbeDue(state);
      case GetStats<O> get -> state.replying(get.replyTo()::tell, published.statsOf(state));
      case Drain<O> drain -> onDrain(state, drain);
      case Guide<O> guide -> orders.guide(state, guide);
      case CloseProbed<O> ignored ->
          state.draining() ? state : state.with(state.breaker().probedElsewhere());
      case Reconfigure<O> to -> orders.adopt(state, to);
    };
  }

  private SupervisorState<O> onCallWhileOverlaid(SupervisorState<O> state, RunCall<O> call) {
    return state.breaker().met() == BreakerState.CLOSED
        ? calls.joinOrReject(state, call)
        : calls.startOrReject(state, call);
  }

  private void startDue(Breaker breaker) {
    breaker
        .dueAt()
        .ifPresent(
            due ->
                timers.startSingleTimer(
                    new StateDue<O>(),
                    new StateDue<>(),
                    Duration.ofNanos(Math.max(0, due - clocks.nanos()))));
  }

  private SupervisorState<O> advanced(SupervisorState<O> state) {
    return state.with(state.breaker().advanced(clocks.nanos()));
  }

  private SupervisorState<O> onStateDue(SupervisorState<O> state) {
    SupervisorState<O> advanced = advanced(state);
    if (advanced.breaker() == state.breaker()) {
      startDue(state.breaker());
    }
    return advanced;
  }

  private SupervisorState<O> onDrain(SupervisorState<O> state, Drain<O> drain) {
    timers.cancel(new StateDue<O>());
    SupervisorState<O> ending =
        calls.stopAll(calls.rejectWaiting(state, published.rejections().shuttingDown()));
    return ending.drainedFor(drain.replyTo());
  }

  /** The effect of a message on the state. */
  private interface Step<O> {
    SupervisorState<O> apply(Command<O> command);
  }
}
