package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.CloseProbed;
import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.Drain;
import io.switchgear.breaker.supervision.CallSupervisor.GetStats;
import io.switchgear.breaker.supervision.CallSupervisor.Guide;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.Reconfigure;
import io.switchgear.breaker.supervision.CallSupervisor.ReportsDue;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervisor, for threads outside of actors; safe for use by many. Calls are checked against its
 * published state first. Those that it grants run at once; the others are sent to its mailbox.
 */
public final class SupervisorRef<O> {

  /** Timeout of the supervisor's replies, except for calls. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SupervisorRef.class);

  private final PublishedState<O> published;
  private final ActorRef<Command<O>> supervisor;
  private final GrantedCalls<O> granted;
  private final ActorSystem<?> system;

  private SupervisorRef(
      PublishedState<O> published,
      ActorRef<Command<O>> supervisor,
      Executor launcher,
      ActorSystem<?> system) {
    this.published = published;
    this.supervisor = supervisor;
    this.granted =
        new GrantedCalls<>(
            published,
            supervisor,
            new Bell<>(supervisor, system),
            launcher,
            system.executionContext());
    this.system = system;
  }

  /** Wakes the supervisor by a message. */
  private record Bell<O>(ActorRef<Command<O>> supervisor, ActorSystem<?> system)
      implements CallReports.Bell {

    @Override
    public void ring() {
      supervisor.tell(new ReportsDue<>());
    }

    @Override
    public void ringIn(Duration delay) {
      try {
        system.scheduler().scheduleOnce(delay, this::ring, system.executionContext());
      } catch (IllegalStateException stopped) {
        ring(); // The system has ended meanwhile. Its caller still gets the answer.
      }
    }
  }

  /**
   * Starts a supervisor as a child, by the name of the breaker.
   *
   * @throws org.apache.pekko.actor.InvalidActorNameException if the name is taken or has other
   *     characters than letters, digits, {@code _}, {@code -} and {@code .}
   */
  public static <O> SupervisorRef<O> spawn(SupervisorSetup<O> setup, ActorContext<?> parent) {
    PublishedState<O> published = new PublishedState<>(setup);
    return new SupervisorRef<>(
        published,
        parent.spawn(CallSupervisor.create(setup, published), setup.name()),
        setup.launcher(),
        parent.getSystem());
  }

  /**
   * Starts a supervisor that lives as long as the actor system.
   *
   * @throws org.apache.pekko.actor.InvalidActorNameException as above
   */
  public static <O> SupervisorRef<O> spawn(
      SupervisorSetup<O> setup, ActorSystem<?> system, String actorName) {
    PublishedState<O> published = new PublishedState<>(setup);
    return new SupervisorRef<>(
        published,
        system.systemActorOf(CallSupervisor.create(setup, published), actorName, Props.empty()),
        setup.launcher(),
        system);
  }

  /** The name of the breaker. */
  public String name() {
    return published.name();
  }

  public ProtectionPolicy policy() {
    return published.policy();
  }

  /** The monotonic clock of the supervisor, in nanoseconds. */
  public long nanos() {
    return published.clocks().nanos();
  }

  /** The deadline of a call that arrives now, on that clock. */
  public long deadline() {
    return nanos() + policy().callTimeout().toNanos();
  }

  /** Runs the work if it is admitted. The stage never fails. */
  public CompletionStage<O> submit(
      String callId, GuardedWork<O> work, long deadline, Map<String, String> logKeys) {
    Optional<O> rejection = rejection();
    return rejection.isPresent()
        ? CompletableFuture.completedFuture(rejection.get())
        : run(callId, work, deadline, logKeys);
  }

  /**
   * Counts and returns the rejection of a call by the published state; empty if the supervisor has
   * to decide. Sends no message.
   */
  public Optional<O> rejection() {
    Optional<O> rejection = published.rejection();
    if (rejection.isPresent() && LOG.isDebugEnabled()) {
      LOG.debug(
          "'{}' rejected a call: {}",
          name(),
          published.outcomes().describe(rejection.get()).kind());
    }
    return rejection;
  }

  /**
   * Runs the work if it is admitted, whatever {@link #rejection} would say: at once if the closed
   * breaker has granted room, and otherwise as the supervisor decides. The stage never fails.
   *
   * @param callId unique among the calls of this supervisor that have not ended
   * @param deadline of the answer, waiting included, on the clock of {@link #nanos}
   * @param logKeys MDC entries of the supervisor's log lines about this call
   */
  public CompletionStage<O> run(
      String callId, GuardedWork<O> work, long deadline, Map<String, String> logKeys) {
    return granted
        .start(callId, work, deadline, logKeys)
        .orElseGet(() -> ask(callId, work, deadline, logKeys));
  }

  private CompletionStage<O> ask(
      String callId, GuardedWork<O> work, long deadline, Map<String, String> logKeys) {
    return published
        .answers()
        .ask(
            replyTo -> supervisor.tell(new RunCall<>(callId, work, deadline, logKeys, replyTo)),
            published::shuttingDown,
            system.executionContext());
  }

  /** Cancels a call that waits or runs. Does nothing if the call has ended. */
  public void cancel(String callId) {
    supervisor.tell(new CancelCall<>(callId));
  }

  /** Fails after {@link #PATIENCE} without an answer. */
  public CompletionStage<BreakerStats> stats() {
    return AskPattern.ask(supervisor, GetStats::new, PATIENCE, system.scheduler());
  }

  /** Sets other rules; fails after {@link #PATIENCE} without an answer. */
  public CompletionStage<Done> reconfigure(Protection<O> protection) {
    return AskPattern.ask(
        supervisor,
        replyTo -> new Reconfigure<>(protection, replyTo),
        PATIENCE,
        system.scheduler());
  }

  /**
   * Gives an operator's order; fails after {@link #PATIENCE} without an answer.
   *
   * @param operator 1 to 100 characters
   * @param reason 1 to 500 characters
   * @param lasting after which a standing order ends; 1 s to 365 days
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CompletionStage<OrderResult> operate(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    return operate(published.clocks().order(action, operator, reason, lasting));
  }

  /** Gives an order that has its expiry already; fails as above. */
  public CompletionStage<OrderResult> operate(OperatorOrder order) {
    return AskPattern.ask(
        supervisor, replyTo -> new Operate<>(order, replyTo), PATIENCE, system.scheduler());
  }

  /** Gives guidance; it is in effect soon, and until other guidance is given. */
  public void guide(Guidance guidance) {
    supervisor.tell(new Guide<>(guidance));
  }

  /**
   * Closes the breaker soon, because a probe of another breaker of the same resource has succeeded.
   * Does nothing while the state is an operator's, or while the breaker shuts down.
   */
  public void probedElsewhere() {
    supervisor.tell(new CloseProbed<>());
  }

  /** Stops admitting calls, ends the running calls, and replies when no call is left. */
  public void drain(ActorRef<Drained> replyTo) {
    supervisor.tell(new Drain<>(replyTo));
  }

  /** As {@link #drain(ActorRef)}, with a stage. */
  public CompletionStage<Drained> drain() {
    return AskPattern.ask(
        supervisor, Drain::new, CallSupervisor.GRACE.plus(PATIENCE), system.scheduler());
  }

  /** The current state of the breaker. Sends no message. */
  public BreakerSnapshot snapshot() {
    return published.snapshot();
  }

  /** The state that a call meets now. Cheaper than {@link #snapshot}. Sends no message. */
  public BreakerState state() {
    return published.state().breaker().met();
  }

  /**
   * The breaker itself. As long as it is the same object, nothing has changed that {@link #memento}
   * has, but for the time. Sends no message.
   */
  public Breaker breaker() {
    return published.state().breaker();
  }

  /** The state that can be persisted. Sends no message. */
  public BreakerMemento memento() {
    return published.memento();
  }

  /**
   * The calls that the actor has counted. Calls that were rejected before they reached it are not
   * included.
   */
  CallTotals totalsOfActor() {
    return published.state().history().totals();
  }

  /** The actor, for tools that inspect it. */
  public ActorRef<?> actor() {
    return supervisor;
  }
}
