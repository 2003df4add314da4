package io.switchgear.scan.schedule;

import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.config.JobSettings;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.store.Sql;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** The schedules of this program: the scheduler, of which the cluster has one, and the tables. */
public final class Scheduling implements AutoCloseable {

  /** Until the scheduler begins anew after a bug. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ActorRef<Scheduler.Command> scheduler;
  private final Schedules schedules;
  private final AutoCloseable following;
  private final AtomicBoolean here = new AtomicBoolean();

  /**
   * What schedules need from the rest of the program.
   *
   * @param problem what is wrong with a request of a principal, as far as it is known without a
   *     plan
   * @param permissions that a principal has now
   * @param listener told of missed, refused, incomplete and changed runs
   */
  public record Environment(
      Sql sql,
      Jobs jobs,
      BiFunction<JobRequest, Caller, Optional<String>> problem,
      CurrentPermissions permissions,
      Supplier<JobSettings> settings,
      ScheduleListener listener,
      InstantSource clock) {}

  private Scheduling(ActorSystem<?> system, Environment environment) {
    ScheduleTable table = new ScheduleTable(environment.sql());
    RunTable runs = new RunTable(environment.sql());
    ScheduledJobs jobs = ScheduledJobs.of(environment.jobs());
    Supplier<JobSettings.Schedules> settings = () -> environment.settings().get().schedules();
    ScheduleRounds rounds =
        new ScheduleRounds(
            table,
            runs,
            () -> settings.get().grace(),
            environment.listener(),
            ScheduleRounds::drawn);
    RunWork work =
        new RunWork(
            table,
            runs,
            jobs,
            environment.permissions(),
            new ComparedRuns(environment.jobs()),
            () -> settings.get().grace(),
            environment.listener(),
            environment.clock());
    Retention retention =
        new Retention(
            new RetentionTable(environment.sql()),
            jobs,
            () -> environment.settings().get().retention(),
            environment.clock());
    scheduler =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                        noticed(
                            Scheduler.create(
                                rounds::round,
                                work,
                                new Scheduler.Sweeps(
                                    retention::sweep,
                                    () -> environment.settings().get().retention().interval()),
                                environment.clock(),
                                threads)),
                        "scheduler")
                    .withStopMessage(Scheduler.Stop.INSTANCE));
    schedules =
        new StoredSchedules(
            table, runs, settings, environment.problem(), environment.clock(), threads, this::wake);
    following = environment.jobs().subscribe(this::follow);
  }

  public static Scheduling start(ActorSystem<?> system, Environment environment) {
    return new Scheduling(system, environment);
  }

  public Schedules schedules() {
    return schedules;
  }

  /** Whether the scheduler of the cluster runs in this process. */
  public boolean isHere() {
    return here.get();
  }

  /** After a bug it begins anew, as on another node; with a pause, because it looks at once. */
  private Behavior<Scheduler.Command> noticed(Behavior<Scheduler.Command> actor) {
    return Behaviors.intercept(
        () -> new Presence(here),
        Behaviors.supervise(actor)
            .onFailure(SupervisorStrategy.restartWithBackoff(SOON, Scheduler.INTERVAL, 0)));
  }

  /** Notes whether an actor runs. */
  private static final class Presence
      extends BehaviorInterceptor<Scheduler.Command, Scheduler.Command> {

    private final AtomicBoolean here;

    Presence(AtomicBoolean here) {
      super(Scheduler.Command.class);
      this.here = here;
    }

    @Override
    public Behavior<Scheduler.Command> aroundStart(
        TypedActorContext<Scheduler.Command> context, PreStartTarget<Scheduler.Command> target) {
      here.set(true);
      return target.start(context);
    }

    @Override
    public Behavior<Scheduler.Command> aroundReceive(
        TypedActorContext<Scheduler.Command> context,
        Scheduler.Command message,
        ReceiveTarget<Scheduler.Command> target) {
      return target.apply(context, message);
    }

    @Override
    public Behavior<Scheduler.Command> aroundSignal(
        TypedActorContext<Scheduler.Command> context,
        Signal signal,
        SignalTarget<Scheduler.Command> target) {
      if (signal instanceof PostStop) {
        here.set(false);
      }
      return target.apply(context, signal);
    }
  }

  private void wake() {
    scheduler.tell(Scheduler.Wake.INSTANCE);
  }

  private void follow(JobEvent event) {
    if (event.here() && !event.job().schedule().isEmpty() && event.job().state().isFinal()) {
      wake();
    }
  }

  /** Stops following jobs. The scheduler ends with the actor system. */
  @Override
  public void close() {
    try {
      following.close();
    } catch (Exception bug) {
      throw new IllegalStateException(bug);
    } finally {
      threads.shutdown();
    }
  }
}
