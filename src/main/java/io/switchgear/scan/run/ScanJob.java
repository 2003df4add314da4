package io.switchgear.scan.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.ExclusionList;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * One job that has not ended: its only writer. It may be lost at any time, because everything that
 * counts is in its rows.
 *
 * <pre>
 * loading ── Claimed ──▶ open ── all written, nothing runs, ended or paused ──▶ stopped
 *    └────── gone, ended ──▶ stopped
 * </pre>
 *
 * What it does while open depends on the state of its row; see {@link JobState} and {@link
 * JobRunner}.
 */
public final class ScanJob {

  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "scan-job");

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int STASHED = 1_000;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final String id;
  private final ActorRef<ShardCommand> shard;
  private final JobParts parts;

  private ScanJob(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> stash,
      String id,
      ActorRef<ShardCommand> shard,
      JobParts parts) {
    this.context = context;
    this.timers = timers;
    this.stash = stash;
    this.id = id;
    this.shard = shard;
    this.parts = parts;
  }

  /** A message to a job. */
  public sealed interface Command {}

  /** A message that may come from another node. */
  sealed interface Remote extends Command, CborSerializable {}

  /** A message from this actor or its shard. */
  sealed interface Local extends Command, NoSerializationVerificationNeeded {}

  /** The job may start; from the admission. */
  public enum Begin implements Remote {
    BEGIN
  }

  /** The job shall be active, because its row says that it runs or that its deadline has passed. */
  public enum Wake implements Remote {
    WAKE
  }

  public record Pause(ActorRef<JobReply> replyTo) implements Remote {}

  public record Resume(ActorRef<JobReply> replyTo) implements Remote {}

  public record Cancel(ActorRef<JobReply> replyTo) implements Remote {}

  /** The change must be valid. */
  public record Change(JobChange change, ActorRef<JobReply> replyTo) implements Remote {}

  public record Answer(Map<String, ObjectNode> answers, ActorRef<JobReply> replyTo)
      implements Remote {}

  public record Describe(ActorRef<Described> replyTo) implements Remote {}

  /**
   * @param job as {@link Job#brief}; empty if it is not open
   */
  public record Described(Optional<Job> job) implements CborSerializable {}

  /** A worker has room for a block. */
  public record TakeBlock(String node, ActorRef<BlockWorkers.Command> worker) implements Remote {}

  /**
   * A block runs.
   *
   * @param done share of it that is done, 0 to 1
   */
  public record BlockAlive(
      long number, long attempt, double done, ActorRef<BlockWorkers.Command> worker)
      implements Remote {}

  /**
   * @param toolOpen whether the tool's breaker admitted no further block at that time
   */
  public record BlockEnded(
      long number,
      long attempt,
      ToolOutcome outcome,
      boolean toolOpen,
      ActorRef<BlockWorkers.Command> worker)
      implements Remote {}

  /**
   * A node takes no block at present.
   *
   * @param reason for people; empty if it is over
   */
  public record WorkersWait(String reason) implements Remote {}

  /** The entity shall end; its rows stay. */
  public enum Stop implements Local {
    STOP
  }

  record Claimed(Optional<JobRow> row) implements Local {}

  record ClaimFailed(Throwable failure) implements Local {}

  /**
   * @param exclude the exclusions that were resolved
   */
  record Planned(
      List<String> exclude, ExclusionList exclusions, List<Long> missing, List<CutBlock> waiting)
      implements Local {}

  record PlanFailed(Throwable failure) implements Local {}

  record Changing(Change asked, ExclusionList exclusions) implements Local {}

  record Wrote(Optional<JobRow> row, Throwable failure) implements Local {}

  /**
   * @param reachable workers of nodes that answer
   * @param members workers of all nodes of the cluster
   */
  record WorkersChanged(
      Set<ActorRef<BlockWorkers.Command>> reachable, Set<ActorRef<BlockWorkers.Command>> members)
      implements Local {}

  enum WriteAgain implements Local {
    AGAIN
  }

  enum ClaimAgain implements Local {
    AGAIN
  }

  enum PlanAgain implements Local {
    AGAIN
  }

  enum Tick implements Local {
    TICK
  }

  /**
   * A block for a worker, which checks the plan's targets again.
   *
   * @param rate packets per second at most; 0 for no limit
   */
  public record Assignment(String job, long number, long attempt, ToolPlan plan, int rate)
      implements CborSerializable {}

  /**
   * @param id of the job
   * @param shard to which it belongs
   */
  public static Behavior<Command> create(String id, ActorRef<ShardCommand> shard, JobParts parts) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.withStash(
                        STASHED,
                        stash -> new ScanJob(context, timers, stash, id, shard, parts).load())));
  }

  private Behavior<Command> load() {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> parts.jobs().claim(id), Thread::startVirtualThread),
        (row, failure) -> failure == null ? new Claimed(row) : new ClaimFailed(failure));
    return loading();
  }

  private Behavior<Command> loading() {
    return Behaviors.receive(Command.class)
        .onMessage(Claimed.class, this::onClaimed)
        .onMessage(ClaimFailed.class, this::onClaimFailed)
        .onMessage(ClaimAgain.class, again -> load())
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .onAnyMessage(
            message -> {
              if (!stash.isFull()) {
                stash.stash(message);
              }
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> onClaimFailed(ClaimFailed failed) {
    timers.startSingleTimer("claim", ClaimAgain.AGAIN, TICK);
    return Behaviors.same();
  }

  private Behavior<Command> onClaimed(Claimed claimed) {
    if (claimed.row().isEmpty()) {
      return stash.unstashAll(ended());
    }
    JobRow row = claimed.row().get();
    Optional<JobDefinition> definition = JobViews.definition(row);
    if (definition.isEmpty()) {
      return unreadable(row);
    }
    timers.startTimerWithFixedDelay("tick", Tick.TICK, TICK);
    JobRunner runner = new JobRunner(context, timers, shard, parts, row, definition.get());
    runner.start();
    return stash.unstashAll(open(runner));
  }

  /** Ends the job, because it can never run; then its row is read again. */
  private Behavior<Command> unreadable(JobRow row) {
    JobProblem problem =
        new JobProblem(
            "unreadable",
            0,
            "",
            "The stored plan of this job cannot be read, so nothing of it runs. Start the job"
                + " again.",
            parts.clock().instant());
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () ->
                parts
                    .jobs()
                    .change(
                        id,
                        row.epoch(),
                        RowChange.of(row).ended(JobState.FAILED, problem.at(), List.of(problem)),
                        problem.at()),
            Thread::startVirtualThread),
        (written, failure) ->
            failure == null ? new Claimed(Optional.empty()) : new ClaimFailed(failure));
    return Behaviors.same();
  }

  private static Behavior<Command> open(JobRunner runner) {
    return Behaviors.receive(Command.class)
        .onMessage(Stop.class, stop -> runner.isIdle() ? Behaviors.stopped() : stopping(runner))
        .onAnyMessage(
            message -> {
              runner.handle(message);
              return Behaviors.same();
            })
        .build();
  }

  /** Orders that came before the end are stored and answered first. */
  private static Behavior<Command> stopping(JobRunner runner) {
    return Behaviors.receive(Command.class)
        .onAnyMessage(
            message -> {
              runner.handle(message);
              return runner.isIdle() ? Behaviors.stopped() : Behaviors.same();
            })
        .build();
  }

  /** The job has ended or does not exist; its row has the rest. */
  private Behavior<Command> ended() {
    shard.tell(
        new org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate<>(
            context.getSelf()));
    return Behaviors.receive(Command.class)
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .onMessage(Pause.class, message -> over(message.replyTo()))
        .onMessage(Resume.class, message -> over(message.replyTo()))
        .onMessage(Cancel.class, message -> over(message.replyTo()))
        .onMessage(Change.class, message -> over(message.replyTo()))
        .onMessage(Answer.class, message -> over(message.replyTo()))
        .onMessage(
            Describe.class,
            message -> {
              message.replyTo().tell(new Described(Optional.empty()));
              return Behaviors.same();
            })
        .onMessage(
            BlockAlive.class,
            message -> {
              // Handed out by an owner that was lost, and finished elsewhere.
              message
                  .worker()
                  .tell(new BlockWorkers.StopBlock(id, message.number(), message.attempt()));
              return Behaviors.same();
            })
        .onMessage(
            BlockEnded.class,
            message -> {
              message
                  .worker()
                  .tell(new BlockWorkers.Committed(id, message.number(), message.attempt()));
              return Behaviors.same();
            })
        .onMessage(
            TakeBlock.class,
            message -> {
              message.worker().tell(new BlockWorkers.NothingNow(id));
              return Behaviors.same();
            })
        .onAnyMessage(message -> Behaviors.same())
        .build();
  }

  private static Behavior<Command> over(ActorRef<JobReply> replyTo) {
    replyTo.tell(new JobReply.Over());
    return Behaviors.same();
  }
}
