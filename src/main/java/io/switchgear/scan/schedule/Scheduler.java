package io.switchgear.scan.schedule;

import io.switchgear.scan.schedule.RunWork.Next;
import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of schedules; one in the cluster. It looks at the tables when a run is due, when
 * it is woken, and at intervals, because clocks are set and other servers write.
 *
 * <pre>
 * state    on            next      does
 * resting  Wake, Look    looking   starts a round on another thread
 * looking  Wake          looking   remembers to look again
 * looking  Worked        looking   the same; the run is left alone until this look has ended
 * looking  Looked        resting   starts the work on the runs, sets the timer
 * looking  LookFailed    resting   sets the timer: the longer, the more rounds have failed
 * resting  Worked        looking   as Wake; a run whose work failed is left alone for a while
 * any      Sweep         same      starts a sweep on another thread
 * any      Swept         same      sets the timer of the next sweep
 * any      Stop          stopped   work that is under way completes or is repeated later
 * </pre>
 */
public final class Scheduler {

  /** The messages of this actor. */
  public sealed interface Command {}

  /** Something has changed: a schedule, a run or the job of a run. */
  public enum Wake implements Command, CborSerializable {
    INSTANCE
  }

  /** Ends the actor. */
  public enum Stop implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  private enum Look implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  private enum Sweep implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  private record Swept(Throwable failed) implements Command, NoSerializationVerificationNeeded {}

  private record Looked(ScheduleRounds.Outcome outcome)
      implements Command, NoSerializationVerificationNeeded {}

  private record LookFailed(Throwable cause)
      implements Command, NoSerializationVerificationNeeded {}

  /**
   * @param step of the work on the run
   * @param next whether the step is to be repeated later
   */
  private record Worked(String job, Step step, Next next)
      implements Command, NoSerializationVerificationNeeded {}

  /** The steps of the work on a run. */
  private enum Step {
    START,
    CANCEL,
    END
  }

  private record JobStep(String job, Step step) {}

  /**
   * What is done at intervals besides.
   *
   * @param work blocks
   * @param interval between two of them, and before the first
   */
  record Sweeps(Runnable work, Supplier<Duration> interval) {}

  /** The longest time between two rounds. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** The same while some run has not ended. */
  static final Duration WITH_OPEN_RUNS = Duration.ofSeconds(5);

  /** Until a step of a run is repeated. */
  static final Duration AGAIN = Duration.ofSeconds(10);

  private static final Duration MIN_PAUSE = Duration.ofMillis(100);
  private static final int MAX_WORK = 16;
  private static final int MAX_DOUBLINGS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Function<Instant, ScheduleRounds.Outcome> round;
  private final RunWork work;
  private final Sweeps sweeps;
  private final InstantSource clock;
  private final Executor threads;

  /**
   * @param working jobs of the runs that are worked on
   * @param later steps that are to be repeated, and not before when
   * @param failures rounds that failed one after the other
   */
  private record State(Set<String> working, Map<JobStep, Instant> later, int failures) {

    State with(Set<String> nowWorking) {
      return new State(Set.copyOf(nowWorking), later, failures);
    }

    State failures(int number) {
      return new State(working, later, number);
    }

    State worked(Worked done, Instant now) {
      Set<String> left = new HashSet<>(working);
      left.remove(done.job());
      Map<JobStep, Instant> pauses = new HashMap<>(later);
      pauses.values().removeIf(until -> !until.isAfter(now));
      if (done.next() == Next.LATER) {
        pauses.put(new JobStep(done.job(), done.step()), now.plus(AGAIN));
      }
      return new State(Set.copyOf(left), Map.copyOf(pauses), failures);
    }
  }

  /**
   * @param round decides the times up to now, and lists what is to be done; blocks
   * @param threads for blocking work, such as virtual threads
   */
  static Behavior<Command> create(
      Function<Instant, ScheduleRounds.Outcome> round,
      RunWork work,
      Sweeps sweeps,
      InstantSource clock,
      Executor threads) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(Sweep.INSTANCE, sweeps.interval().get());
                  return new Scheduler(context, timers, round, work, sweeps, clock, threads)
                      .becomeLooking(new State(Set.of(), Map.of(), 0));
                }));
  }

  private Scheduler(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Function<Instant, ScheduleRounds.Outcome> round,
      RunWork work,
      Sweeps sweeps,
      InstantSource clock,
      Executor threads) {
    this.context = context;
    this.timers = timers;
    this.round = round;
    this.work = work;
    this.sweeps = sweeps;
    this.clock = clock;
    this.threads = threads;
  }

  private Behavior<Command> resting(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Wake wake -> becomeLooking(state);
              case Look look -> becomeLooking(state);
              case Worked done -> becomeLooking(state.worked(done, clock.instant()));
              case Stop stop -> Behaviors.stopped();
              case Looked late -> Behaviors.same();
              case LookFailed late -> Behaviors.same();
              case Sweep sweep -> onSweep();
              case Swept swept -> onSwept(swept);
            });
  }

  /**
   * @param meanwhile work that ended while the tables were read, so that its runs may have been
   *     read as they were before
   */
  private Behavior<Command> looking(State state, List<Worked> meanwhile, boolean again) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Wake wake -> looking(state, meanwhile, true);
              case Look look -> looking(state, meanwhile, true);
              case Worked done -> looking(state, with(meanwhile, done), true);
              case Looked looked -> onLooked(state, meanwhile, looked.outcome(), again);
              case LookFailed failed -> onFailed(worked(state, meanwhile), failed.cause());
              case Sweep sweep -> onSweep();
              case Swept swept -> onSwept(swept);
              case Stop stop -> Behaviors.stopped();
            });
  }

  private Behavior<Command> becomeLooking(State state) {
    timers.cancel(Look.INSTANCE);
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> round.apply(clock.instant()), threads),
        (outcome, failed) -> failed == null ? new Looked(outcome) : new LookFailed(failed));
    return looking(state, List.of(), false);
  }

  private Behavior<Command> becomeResting(State state, Duration pause) {
    timers.startSingleTimer(Look.INSTANCE, Look.INSTANCE, pause);
    return resting(state);
  }

  private static List<Worked> with(List<Worked> before, Worked one) {
    return Stream.concat(before.stream(), Stream.of(one)).toList();
  }

  private State worked(State state, List<Worked> ended) {
    State next = state;
    for (Worked done : ended) {
      next = next.worked(done, clock.instant());
    }
    return next;
  }

  private Behavior<Command> onLooked(
      State state, List<Worked> meanwhile, ScheduleRounds.Outcome outcome, boolean again) {
    Set<String> working = new HashSet<>(state.working());
    begin(Step.END, outcome.end(), state, working);
    begin(Step.CANCEL, outcome.cancel(), state, working);
    begin(Step.START, outcome.start(), state, working);
    State next = worked(state.with(working), meanwhile).failures(0);
    return again ? becomeLooking(next) : becomeResting(next, pause(outcome));
  }

  private void begin(Step step, List<ScheduleRun> runs, State state, Set<String> working) {
    Instant now = clock.instant();
    for (ScheduleRun run : runs) {
      JobStep key = new JobStep(run.job(), step);
      boolean rests = state.later().getOrDefault(key, Instant.MIN).isAfter(now);
      if (!rests && working.size() < MAX_WORK && working.add(run.job())) {
        context.pipeToSelf(
            CompletableFuture.supplyAsync(() -> work(step, run), threads),
            (next, failed) ->
                new Worked(run.job(), step, failed == null ? next : later(run, failed)));
      }
    }
  }

  private Next work(Step step, ScheduleRun run) {
    return switch (step) {
      case START -> work.start(run);
      case CANCEL -> work.cancel(run);
      case END -> work.end(run);
    };
  }

  private static Next later(ScheduleRun run, Throwable failed) {
    LOG.warn(
        "schedule {}: the run with job {} is tried again in {} s",
        run.schedule(),
        run.job(),
        AGAIN.toSeconds(),
        failed);
    return Next.LATER;
  }

  private Duration pause(ScheduleRounds.Outcome outcome) {
    Duration most = outcome.anyOpen() ? WITH_OPEN_RUNS : INTERVAL;
    Instant now = clock.instant();
    return outcome
        .next()
        .map(next -> Duration.between(now, next))
        .filter(until -> until.compareTo(most) < 0)
        .map(until -> until.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : until)
        .orElse(most);
  }

  private Behavior<Command> onSweep() {
    context.pipeToSelf(
        CompletableFuture.runAsync(sweeps.work(), threads), (nothing, failed) -> new Swept(failed));
    return Behaviors.same();
  }

  /** One sweep at a time. */
  private Behavior<Command> onSwept(Swept swept) {
    if (swept.failed() != null) {
      LOG.warn("old jobs cannot be deleted, which is tried again", swept.failed());
    }
    timers.startSingleTimer(Sweep.INSTANCE, sweeps.interval().get());
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(State state, Throwable cause) {
    LOG.warn("schedules cannot be read, which is tried again", cause);
    Duration pause =
        Duration.ofSeconds(1).multipliedBy(1L << Math.min(state.failures(), MAX_DOUBLINGS));
    return becomeResting(state.failures(state.failures() + 1), pause);
  }
}
