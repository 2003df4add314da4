package io.switchgear.scan.run;

import io.switchgear.config.JobSettings;
import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.JobTable.OpenJob;
import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * Decides which queued job starts next: by priority, then by age, with limits in all and for each
 * principal; see {@link Places}. It also wakes the jobs that run according to their rows, and those
 * whose deadline has passed, so that they end. One in a cluster; it keeps nothing, because the
 * table has it all.
 */
public final class JobAdmission {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Time without progress after which a running job counts as stuck. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  /** Message to the admission. */
  public sealed interface Command {}

  /** A job is new, has ended, or changed its state. */
  public enum Check implements Command, CborSerializable {
    CHECK
  }

  private record Read(List<OpenJob> jobs) implements Command, NoSerializationVerificationNeeded {}

  private enum ReadFailed implements Command, NoSerializationVerificationNeeded {
    FAILED
  }

  private final ActorContext<Command> context;
  private final JobTable table;
  private final Supplier<JobSettings> settings;
  private final Consumer<Map<String, Long>> stuck;
  private final Function<String, EntityRef<ScanJob.Command>> jobs;
  private final InstantSource clock;

  private JobAdmission(
      ActorContext<Command> context,
      JobTable table,
      Supplier<JobSettings> settings,
      Consumer<Map<String, Long>> stuck,
      Function<String, EntityRef<ScanJob.Command>> jobs,
      InstantSource clock) {
    this.context = context;
    this.table = table;
    this.settings = settings;
    this.stuck = stuck;
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * @param stuck told often how many jobs of each tool are stuck; tools without one may be missing
   * @param jobs the entity of a job by its id
   * @param clock the wall clock of the jobs
   */
  public static Behavior<Command> create(
      JobTable table,
      Supplier<JobSettings> settings,
      Consumer<Map<String, Long>> stuck,
      Function<String, EntityRef<ScanJob.Command>> jobs,
      InstantSource clock) {
    Behavior<Command> admission =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Check.CHECK, TICK);
                      return new JobAdmission(context, table, settings, stuck, jobs, clock).idle();
                    }));
    // Pekko does not start a singleton again that has ended by itself.
    return Behaviors.supervise(admission).onFailure(SupervisorStrategy.restart());
  }

  private Behavior<Command> idle() {
    return Behaviors.receive(Command.class)
        .onMessage(Check.class, check -> reading())
        .onAnyMessage(message -> Behaviors.same())
        .onSignal(PostStop.class, stopped -> silent())
        .build();
  }

  private Behavior<Command> reading() {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread),
        (read, failure) -> failure == null ? new Read(read) : ReadFailed.FAILED);
    return busy(false);
  }

  private List<OpenJob> read() {
    Map<JobState, Long> jobs = table.count();
    JobMetrics.jobs(
        Stream.of(JobState.values())
            .collect(Collectors.toMap(JobState::wire, state -> jobs.getOrDefault(state, 0L))));
    Map<String, Long> withoutProgress = table.stuck(clock.instant().minus(STUCK));
    JobMetrics.stuck(withoutProgress.values().stream().mapToLong(Long::longValue).sum());
    stuck.accept(withoutProgress);
    return table.open(clock.instant());
  }

  /**
   * @param again whether something changed while the table was read
   */
  private Behavior<Command> busy(boolean again) {
    return Behaviors.receive(Command.class)
        .onMessage(Check.class, check -> busy(true))
        .onMessage(
            Read.class,
            read -> {
              admit(read.jobs());
              return again ? reading() : idle();
            })
        .onMessage(ReadFailed.class, failed -> idle())
        .onSignal(PostStop.class, stopped -> silent())
        .build();
  }

  /** The figures of the jobs are those of the node that has the admission now. */
  private static Behavior<Command> silent() {
    JobMetrics.jobs(
        Stream.of(JobState.values()).collect(Collectors.toMap(JobState::wire, state -> 0L)));
    JobMetrics.stuck(0);
    return Behaviors.same();
  }

  private void admit(List<OpenJob> open) {
    Places places = new Places(settings.get());
    for (OpenJob job : open) {
      if (runs(job.state())) {
        places.take(job);
      }
      if (runs(job.state()) || job.late()) {
        jobs.apply(job.id()).tell(ScanJob.Wake.WAKE);
      }
    }
    for (OpenJob job : open) {
      if (job.state() == JobState.QUEUED && !job.late() && places.mayBegin(job)) {
        places.take(job);
        jobs.apply(job.id()).tell(ScanJob.Begin.BEGIN);
      }
    }
  }

  private static boolean runs(JobState state) {
    return switch (state) {
      case PLANNING, RUNNING, PAUSING, CANCELLING -> true;
      case QUEUED, PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED -> false;
    };
  }
}
