package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Transition;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The state that a supervisor published last, readable from any thread. While the breaker is open,
 * calls are rejected here, on the caller's thread; while it is closed, they are started here under
 * its {@link Grant}. The supervisor decides about all others, so a stale state costs a message and
 * never admits a call wrongly.
 *
 * <p>It outlives a restart of its supervisor, which continues from it.
 */
final class PublishedState<O> {

  /**
   * How long one rejection is given to all callers. Building its text costs more than everything
   * else, and a caller that waits a millisecond longer than necessary is still admitted.
   */
  private static final long REUSED_NANOS = 1_000_000;

  /**
   * A rejection that is reused for this state until that moment.
   *
   * @param until on the monotonic clock; not after the time at which the state changes
   */
  private record Reused<O>(SupervisorState<O> state, long until, Optional<O> rejection) {}

  private final String name;
  private final Clocks clocks;
  private final OutcomeAdapter<O> outcomes;
  private final Rejections rejections;
  private final BreakerListener listener;
  private final TransitionPublisher transitions;
  private final PendingAnswers<O> answers = new PendingAnswers<>();
  private final Grant grant = new Grant();
  private final CallReports<O> reports = new CallReports<>();
  private final LongAdder rejected = new LongAdder();
  private volatile SupervisorState<O> state;
  private volatile Protection<O> protection;

  /** Not volatile: it is immutable, and a thread that reads an old one only makes another. */
  private Reused<O> reused;

  PublishedState(SupervisorSetup<O> setup) {
    this.name = setup.name();
    this.clocks = setup.clocks();
    this.outcomes = new ContainedOutcomes<>(name, setup.outcomes());
    this.rejections = new Rejections(name);
    this.listener = new ContainedListener(name, setup.listener());
    this.transitions = setup.transitions();
    this.protection = setup.protection();
    this.state = SupervisorState.of(first(setup.memento()));
    listener.limits(policy().bulkhead());
    listener.created(snapshot());
  }

  private Breaker first(Optional<BreakerMemento> memento) {
    long seed = new SecureRandom().nextLong();
    BreakerPolicy policy = policy().breaker();
    return memento
        .map(saved -> saved.restored(policy, seed, clocks.nanos(), clocks.wall().instant()))
        .orElseGet(() -> Breaker.closed(policy, seed));
  }

  String name() {
    return name;
  }

  ProtectionPolicy policy() {
    return protection.policy();
  }

  Optional<GuardedWork<O>> canary() {
    return protection.canary();
  }

  /** Sets the rules. Called by the supervisor only. */
  void adopt(Protection<O> next) {
    protection = next;
    listener.limits(next.policy().bulkhead());
  }

  BreakerListener listener() {
    return listener;
  }

  Rejections rejections() {
    return rejections;
  }

  /** The outcome of a call that finds the supervisor stopped. */
  O shuttingDown() {
    return outcomes.rejected(rejections.shuttingDown());
  }

  OutcomeAdapter<O> outcomes() {
    return outcomes;
  }

  Clocks clocks() {
    return clocks;
  }

  PendingAnswers<O> answers() {
    return answers;
  }

  /** What callers may start without asking. */
  Grant grant() {
    return grant;
  }

  /** What callers have started without asking. */
  CallReports<O> reports() {
    return reports;
  }

  SupervisorState<O> state() {
    return state;
  }

  /**
   * Publishes a state and its grant to callers, then its transition, if there was one, to
   * listeners.
   */
  void publish(SupervisorState<O> next) {
    Breaker before = state.breaker();
    state = next;
    grant.set(next.breaker().epoch(), granted(next));
    listener.load(running(next), next.calls().waiting().size());
    if (next.breaker().epoch() != before.epoch()) {
      Transition transition = next.history().transitions().getLast();
      listener.transitioned(transition, snapshot());
      transitions.publish(transition);
    } else if (next.breaker().guidance() != before.guidance()) {
      listener.guided(snapshot());
    }
  }

  /** Only a closed breaker grants room, and only while nobody else waits for it. */
  private int granted(SupervisorState<O> next) {
    boolean free =
        !next.draining()
            && next.breaker().followed() == Guidance.None.NONE
            && next.breaker().phase() instanceof Closed
            && next.calls().isOrderly();
    return free ? next.calls().room(policy().bulkhead()) : 0;
  }

  private int running(SupervisorState<O> seen) {
    return seen.calls().started().size() + grant.taken();
  }

  /** Whether a success of that permit can change nothing but counts. */
  boolean isUnmovedBySuccess(Permit permit) {
    Breaker seen = state.breaker();
    return seen.epoch() == permit.epoch() && seen.isUnmovedBySuccess();
  }

  /** Forgets how many calls were rejected here. */
  void resetRejected() {
    rejected.reset();
  }

  /** Counts and returns the rejection of a call; empty if the supervisor has to decide. */
  Optional<O> rejection() {
    SupervisorState<O> seen = state;
    long now = clocks.nanos();
    Reused<O> last = reused;
    if (last == null || last.state() != seen || last.until() - now <= 0) {
      if (!rejects(seen, now)) {
        return Optional.empty();
      }
      last = rejectionOf(seen, now);
      reused = last;
    }
    rejected.increment();
    listener.callCounted(CountedAs.REJECTED);
    return last.rejection();
  }

  private boolean rejects(SupervisorState<O> seen, long now) {
    return seen.draining()
        || switch (seen.breaker().followed()) {
          case Guidance.None ignored -> rejects(seen.breaker(), now);
          case Guidance.Admit ignored -> false;
          case Guidance.Refuse ignored -> true;
        };
  }

  private static boolean rejects(Breaker breaker, long now) {
    return switch (breaker.phase()) {
      case Open open -> open.until() - now > 0;
      case Overridden overridden ->
          overridden.state() == BreakerState.OPEN && breaker.advanced(now) == breaker;
      case Closed ignored -> false;
      case HalfOpen ignored -> false;
    };
  }

  private Reused<O> rejectionOf(SupervisorState<O> seen, long now) {
    if (seen.draining()) {
      return new Reused<>(
          seen, now + REUSED_NANOS, Optional.of(outcomes.rejected(rejections.shuttingDown())));
    }
    long left = seen.breaker().dueAt().orElse(now + REUSED_NANOS) - now;
    return new Reused<>(
        seen,
        now + Math.min(left, REUSED_NANOS),
        Optional.of(outcomes.rejected(rejections.circuitOpen(seen.breaker(), now))));
  }

  BreakerSnapshot snapshot() {
    return snapshotOf(state);
  }

  BreakerSnapshot snapshotOf(SupervisorState<O> seen) {
    return BreakerSnapshot.of(
        name,
        seen.breaker(),
        running(seen),
        seen.calls().waiting().size(),
        seen.draining(),
        clocks.nanos());
  }

  BreakerStats statsOf(SupervisorState<O> seen) {
    return seen.history().stats(snapshotOf(seen), policy(), rejected.sum());
  }

  BreakerMemento memento() {
    return BreakerMemento.of(state.breaker(), clocks.nanos(), clocks.wall().instant());
  }
}
