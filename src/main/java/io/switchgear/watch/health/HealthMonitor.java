package io.switchgear.watch.health;

import io.switchgear.watch.health.HealthReport.CheckResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Runs the checks in rounds: at an interval, and when a caller asks for a report that is fresher
 * than the last round.
 *
 * <pre>
 * state     on              next      does
 * idle      Watch           checking  starts the first round
 * idle      GetHealth, GetLatest, GetHistory, Reschedule   idle   stashes it until Watch
 * resting   RoundDue        checking  starts all checks concurrently
 * resting   GetHealth       resting   answers, if the last round is recent enough
 * resting   GetHealth       checking  otherwise starts a round; answers after it
 * resting   GetLatest       resting   answers with the last round, whatever its age
 * checking  GetHealth       checking  answers after the round
 * checking  GetLatest       checking  answers with the last round; in the first round, answers after it
 * checking  CheckFinished   resting   if it was the last check: answers all waiting requests
 * checking  CheckOverdue    resting   the check is unhealthy and its thread is interrupted; if it was
 *                                     the last check: answers all waiting requests
 * checking  RoundOverdue    resting   unfinished checks are unhealthy; answers all waiting requests
 * any       GetHistory      same      answers
 * any       Reschedule      same      the next round starts after the new interval
 * </pre>
 *
 * A check that is still stuck in an earlier round is not started again; it is reported as stuck.
 */
public final class HealthMonitor {

  /** The messages of this actor. */
  public sealed interface Command {}

  /**
   * Requests a report that is not older than {@code maxAge}. Answered within slightly more than the
   * time of a round.
   */
  public record GetHealth(Duration maxAge, ActorRef<HealthReport> replyTo) implements Command {}

  /** Requests the last report. Answered at once, except in the first round. */
  public record GetLatest(ActorRef<Latest> replyTo) implements Command {}

  /** Requests the last reports, oldest first. */
  public record GetHistory(ActorRef<History> replyTo) implements Command {}

  /** Changes the schedule. A running round keeps its timeouts. */
  public record Reschedule(Schedule schedule) implements Command {}

  /**
   * Sets the checks and starts the first round. Further such messages are ignored.
   *
   * @param listener called when a round's status differs from that of the previous round
   */
  public record Watch(List<HealthCheck> checks, HealthListener listener) implements Command {}

  private enum RoundDue implements Command {
    INSTANCE
  }

  record CheckFinished(long round, CheckResult result) implements Command {}

  private record CheckOverdue(long round, String check) implements Command {}

  private record RoundOverdue(long round) implements Command {}

  /** At most {@value #HISTORY} reports, oldest first. */
  public record History(List<HealthReport> reports) {}

  /**
   * @param age since the round ended
   * @param stale whether the report is too old to describe the current state
   */
  public record Latest(HealthReport report, Duration age, boolean stale) {}

  static final int HISTORY = 100;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final List<HealthCheck> checks;
  private final HealthListener listener;
  private final CheckRunner runner;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /** Maximum stashed messages before {@link Watch}; the server accepts requests only after it. */
  private static final int MAX_WAITING = 1_000;

  /**
   * A monitor that is idle until {@link Watch}.
   *
   * @param schedule the initial schedule
   */
  public static Behavior<Command> create(Schedule schedule) {
    return Behaviors.withStash(
        MAX_WAITING,
        stash ->
            Behaviors.receiveMessage(
                command -> {
                  if (command instanceof Watch watch) {
                    return stash.unstashAll(create(watch.checks(), schedule, watch.listener()));
                  }
                  stash.stash(command);
                  return Behaviors.same();
                }));
  }

  /**
   * A monitor that starts its first round at once.
   *
   * @param schedule the initial schedule
   * @param listener called when a round's status differs from that of the previous round
   */
  public static Behavior<Command> create(
      List<HealthCheck> checks, Schedule schedule, HealthListener listener) {
    return create(checks, schedule, listener, InstantSource.system(), System::nanoTime);
  }

  static Behavior<Command> create(
      List<HealthCheck> checks,
      Schedule schedule,
      HealthListener listener,
      InstantSource clock,
      LongSupplier nanoTime) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(RoundDue.INSTANCE, schedule.interval());
                  HealthMonitor monitor =
                      new HealthMonitor(context, timers, checks, listener, clock, nanoTime);
                  return monitor.becomeChecking(MonitorState.of(schedule), Optional.empty());
                }));
  }

  private HealthMonitor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      List<HealthCheck> checks,
      HealthListener listener,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.context = context;
    context.setLoggerName(HealthMonitor.class);
    this.timers = timers;
    this.checks = List.copyOf(checks);
    this.listener = listener;
    this.runner = new CheckRunner(clock, nanoTime);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  private Behavior<Command> resting(MonitorState memory) {
    return Behaviors.receive(Command.class)
        .onAnyMessage(
            command ->
                switch (command) {
                  case GetHealth ask -> onGetHealth(ask, memory);
                  case GetLatest ask -> onGetLatest(ask, memory);
                  case GetHistory ask -> onGetHistory(ask, memory);
                  case Reschedule next -> resting(onReschedule(next, memory));
                  case Watch again -> Behaviors.same();
                  case RoundDue due -> becomeChecking(memory, Optional.empty());
                  case CheckFinished late -> resting(memory.freed(late.result().name()));
                  case CheckOverdue late -> Behaviors.same();
                  case RoundOverdue late -> Behaviors.same();
                })
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> checking(MonitorState memory, Round round) {
    return Behaviors.receive(Command.class)
        .onAnyMessage(
            command ->
                switch (command) {
                  case GetHealth ask -> checking(memory, round.with(ask.replyTo()::tell));
                  case GetLatest ask when memory.last().isPresent() -> onGetLatest(ask, memory);
                  case GetLatest ask ->
                      checking(memory, round.with(report -> answerFresh(ask, report)));
                  case GetHistory ask -> onGetHistory(ask, memory);
                  case Reschedule next -> checking(onReschedule(next, memory), round);
                  case Watch again -> Behaviors.same();
                  case RoundDue due -> Behaviors.same();
                  case CheckFinished finished -> onCheckFinished(finished, memory, round);
                  case CheckOverdue overdue -> onCheckOverdue(overdue, memory, round);
                  case RoundOverdue overdue ->
                      overdue.round() == round.number()
                          ? becomeResting(memory, round)
                          : Behaviors.same();
                })
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> becomeChecking(
      MonitorState memory, Optional<ActorRef<HealthReport>> asker) {
    Round round = Round.number(memory.rounds() + 1, nanoTime.getAsLong());
    if (asker.isPresent()) {
      round = round.with(asker.get()::tell);
    }
    Schedule schedule = memory.schedule();
    for (HealthCheck check : checks) {
      if (memory.stuck().contains(check.name())) {
        round = round.with(runner.timedOut(check, schedule.checkTimeout()));
      } else {
        long number = round.number();
        context.pipeToSelf(
            runner.start(check),
            (result, bug) ->
                new CheckFinished(number, bug == null ? result : runner.broken(check, bug)));
        timers.startSingleTimer(
            check.name(), new CheckOverdue(number, check.name()), schedule.checkTimeout());
      }
    }
    timers.startSingleTimer(
        RoundOverdue.class, new RoundOverdue(round.number()), schedule.timeout());
    return ended(round) ? becomeResting(memory, round) : checking(memory, round);
  }

  private Behavior<Command> becomeResting(MonitorState memory, Round round) {
    timers.cancel(RoundOverdue.class);
    List<CheckResult> results = new ArrayList<>();
    MonitorState next = memory;
    for (HealthCheck check : checks) {
      timers.cancel(check.name());
      CheckResult result = round.results().get(check.name());
      if (result == null) {
        runner.interrupt(check.name());
        next = next.stuckIn(check.name());
        result = runner.timedOut(check, memory.schedule().timeout());
      }
      results.add(result);
    }
    long now = nanoTime.getAsLong();
    HealthReport report =
        HealthReport.of(clock.instant(), Duration.ofNanos(now - round.startedAt()), results);
    memory.last().ifPresent(before -> notifyOnChange(before, report));
    round.waiting().forEach(asker -> asker.accept(report));
    return resting(next.after(report, now));
  }

  private boolean ended(Round round) {
    return round.results().size() == checks.size();
  }

  private Behavior<Command> onGetHealth(GetHealth ask, MonitorState memory) {
    if (memory.last().isPresent() && age(memory).compareTo(ask.maxAge()) < 0) {
      ask.replyTo().tell(memory.last().get());
      return Behaviors.same();
    }
    return becomeChecking(memory, Optional.of(ask.replyTo()));
  }

  private Behavior<Command> onGetLatest(GetLatest ask, MonitorState memory) {
    Duration age = age(memory);
    boolean stale = age.compareTo(memory.schedule().staleAfter()) > 0;
    ask.replyTo().tell(new Latest(memory.last().orElseThrow(), age, stale));
    return Behaviors.same();
  }

  private static void answerFresh(GetLatest ask, HealthReport report) {
    ask.replyTo().tell(new Latest(report, Duration.ZERO, false));
  }

  private Duration age(MonitorState memory) {
    return Duration.ofNanos(nanoTime.getAsLong() - memory.endedAt());
  }

  private Behavior<Command> onGetHistory(GetHistory ask, MonitorState memory) {
    ask.replyTo().tell(new History(memory.history()));
    return Behaviors.same();
  }

  private MonitorState onReschedule(Reschedule next, MonitorState memory) {
    if (!next.schedule().interval().equals(memory.schedule().interval())) {
      timers.startTimerWithFixedDelay(RoundDue.INSTANCE, next.schedule().interval());
    }
    return memory.with(next.schedule());
  }

  private Behavior<Command> onCheckFinished(
      CheckFinished finished, MonitorState memory, Round round) {
    String check = finished.result().name();
    if (finished.round() != round.number() || round.results().containsKey(check)) {
      return checking(memory.freed(check), round);
    }
    timers.cancel(check);
    return continueOrEnd(memory, round.with(finished.result()));
  }

  private Behavior<Command> onCheckOverdue(CheckOverdue overdue, MonitorState memory, Round round) {
    if (overdue.round() != round.number() || round.results().containsKey(overdue.check())) {
      return Behaviors.same();
    }
    runner.interrupt(overdue.check());
    CheckResult late =
        checks.stream()
            .filter(check -> check.name().equals(overdue.check()))
            .map(check -> runner.timedOut(check, memory.schedule().checkTimeout()))
            .findFirst()
            .orElseThrow();
    return continueOrEnd(memory.stuckIn(overdue.check()), round.with(late));
  }

  private Behavior<Command> continueOrEnd(MonitorState memory, Round round) {
    return ended(round) ? becomeResting(memory, round) : checking(memory, round);
  }

  private Behavior<Command> onStop() {
    runner.close();
    return Behaviors.same();
  }

  private void notifyOnChange(HealthReport before, HealthReport now) {
    HealthStatus was = before.status();
    if (was != now.status()) {
      context.getLog().warn("Health changed from {} to {}", was.wire(), now.status().wire());
      runner.execute(() -> listener.onHealthChanged(was, now));
    }
  }
}
