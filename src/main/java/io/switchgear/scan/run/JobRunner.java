package io.switchgear.scan.run;

import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.RangeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;

/**
 * The life of an open job inside its {@link ScanJob}: controls, planning, and its end. {@link
 * BlockDesk} hands out the blocks and stores their results.
 */
final class JobRunner {

  private static final Duration STORE_PROGRESS = Duration.ofMinutes(1);

  /** Workers tell every two seconds which blocks they run. */
  private static final long QUIET_NANOS = Duration.ofSeconds(3).toNanos();

  /** How long a job may have no block running before it says why. */
  private static final long ELSEWHERE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final String ELSEWHERE =
      "Other jobs have all places of its tool; it gets one in its turn.";

  private static final String NO_WORKER =
      "No node of the cluster runs tools; blocks start when a node with the role worker joins.";

  private final ActorContext<ScanJob.Command> context;
  private final TimerScheduler<ScanJob.Command> timers;
  private final ActorRef<ShardCommand> shard;
  private final JobParts parts;
  private final JobWrites<ScanJob.Command> writes;
  private final JobDefinition definition;
  private final Set<ActorRef<BlockWorkers.Command>> workers = new HashSet<>();
  private final Set<ActorRef<BlockWorkers.Command>> members = new HashSet<>();
  private final long loadedAt;
  private final JobOrders orders;
  private final JobPlanning planning;
  private final JobEnd end;

  private JobRow row;
  private Optional<BlockDesk> desk = Optional.empty();

  /** Orders to pause or cancel that are not stored yet. */
  private int stopOrders;

  private boolean givingUp;

  /** Before that an offer would reach no worker, and a younger job could be served first. */
  private boolean workersKnown;

  /** Distinguishes the hand-outs of this owner from those of earlier ones. */
  private long attempts;

  /** Time of the last sign of life of a block that this owner does not know. */
  private long strangerAt;

  private long busyAt;

  private List<JobProblem> last = List.of();
  private boolean fenced;

  /** What a node said last about why it takes no block. */
  private String workersReason = "";

  /** Why nothing runs, while it is being written. */
  private Optional<String> requestedReason = Optional.empty();

  private long toldAt;
  private long runningSince;
  private long storedAt;

  JobRunner(
      ActorContext<ScanJob.Command> context,
      TimerScheduler<ScanJob.Command> timers,
      ActorRef<ShardCommand> shard,
      JobParts parts,
      JobRow row,
      JobDefinition definition) {
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.parts = parts;
    this.row = row;
    this.definition = definition;
    this.loadedAt = parts.nanos().getAsLong();
    this.toldAt = loadedAt - 1_000_000_000L;
    this.storedAt = loadedAt;
    this.strangerAt = mayHaveBlocks(row.state()) ? loadedAt : loadedAt - QUIET_NANOS - 1;
    this.busyAt = loadedAt;
    this.attempts = row.epoch() << Integer.SIZE;
    this.orders = new JobOrders(this, context);
    this.planning = new JobPlanning(this, context, timers);
    this.end = new JobEnd(this);
    this.writes = new JobWrites<>(context, timers, ScanJob.Wrote::new, ScanJob.WriteAgain.AGAIN);
  }

  /** Whether an earlier owner may have handed out blocks that still run. */
  private static boolean mayHaveBlocks(JobState claimed) {
    return switch (claimed) {
      case RUNNING, PAUSING, CANCELLING -> true;
      case QUEUED, PLANNING, PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED -> false;
    };
  }

  void start() {
    // Also for tools that do not scan.
    JobMetrics.register(row.tool(), JobState.LAST);
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                BlockWorkers.KEY,
                context.messageAdapter(
                    Receptionist.Listing.class,
                    listing ->
                        new ScanJob.WorkersChanged(
                            listing.getServiceInstances(BlockWorkers.KEY),
                            listing.getAllServiceInstances(BlockWorkers.KEY)))));
    switch (row.state()) {
      case PLANNING, RUNNING -> plan();
      case PAUSING, CANCELLING, QUEUED, PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED -> {}
    }
  }

  void handle(ScanJob.Command message) {
    switch (message) {
      case ScanJob.Begin ignored -> begin();
      case ScanJob.Wake ignored -> {}
      case ScanJob.Pause pause -> orders.pause(pause.replyTo());
      case ScanJob.Resume resume -> orders.resume(resume.replyTo());
      case ScanJob.Cancel cancel -> orders.cancel(cancel.replyTo());
      case ScanJob.Change change -> orders.change(change);
      case ScanJob.Changing changing -> orders.changed(changing);
      case ScanJob.Answer answer -> orders.answer(answer);
      case ScanJob.Describe describe ->
          describe.replyTo().tell(new ScanJob.Described(Optional.of(view().brief())));
      case ScanJob.TakeBlock take -> take(take);
      case ScanJob.BlockAlive alive -> alive(alive);
      case ScanJob.BlockEnded ended -> ended(ended);
      case ScanJob.WorkersWait waits -> workersWait(waits.reason());
      case ScanJob.WorkersChanged changed -> workersChanged(changed);
      case ScanJob.Planned planned -> planned(planned);
      case ScanJob.PlanFailed ignored -> planning.later();
      case ScanJob.PlanAgain ignored -> plan();
      case ScanJob.Wrote wrote -> wrote(wrote);
      case ScanJob.WriteAgain ignored -> writes.start();
      case ScanJob.Tick ignored -> tick();
      case ScanJob.Stop ignored -> {}
      case ScanJob.Claimed ignored -> {}
      case ScanJob.ClaimFailed ignored -> {}
      case ScanJob.ClaimAgain ignored -> {}
    }
    settle();
  }

  Instant now() {
    return parts.clock().instant();
  }

  /** Time for which it has run. */
  long ranMillis() {
    return row.ranMillis()
        + (row.state() == JobState.RUNNING && runningSince != 0
            ? (parts.nanos().getAsLong() - runningSince) / 1_000_000
            : 0);
  }

  JobRow row() {
    return row;
  }

  JobParts parts() {
    return parts;
  }

  JobDefinition definition() {
    return definition;
  }

  /** Whether no block may be handed out, and those that run are being stopped. */
  boolean isStopping() {
    return stopOrders > 0
        || givingUp
        || row.state() == JobState.PAUSING
        || row.state() == JobState.CANCELLING;
  }

  /**
   * Stores a change; the row is the new one when {@code then} runs. A job that has ended is not
   * changed any more.
   *
   * @param change decides by the row as it is when the change is stored
   */
  void write(Function<JobRow, RowChange> change, Runnable then) {
    writes.add(
        () -> {
          JobRow before = row;
          parts.jobs().change(before.id(), before.epoch(), change.apply(before), now());
          return current(before);
        },
        then);
  }

  /** Stores a result, or the other one if the database refuses its values. */
  void write(BlockResult result, BlockResult otherwise, Runnable then) {
    writes.add(() -> stored(result), Optional.of(() -> stored(otherwise)), then);
  }

  private Optional<JobRow> stored(BlockResult result) {
    JobRow before = row;
    parts.jobs().finish(before.id(), before.epoch(), result, now());
    return current(before);
  }

  /** The row, while it belongs to this owner. */
  private Optional<JobRow> current(JobRow before) {
    return parts.jobs().find(before.id()).filter(now -> now.epoch() == before.epoch());
  }

  /** A block has progressed: stored at times, so that a job with long blocks is not stuck. */
  void progressed() {
    if (row.state() == JobState.RUNNING
        && writes.size() == 0
        && parts.nanos().getAsLong() - storedAt >= STORE_PROGRESS.toNanos()) {
      write(old -> RowChange.of(old).ran(ranMillis()), () -> {});
    }
  }

  /** Whether nothing is to be stored or answered; blocks may run. */
  boolean isIdle() {
    return fenced || writes.size() == 0 && !orders.isChanging();
  }

  /** Reads, in turn with the writes. */
  void read(Runnable work, Runnable then) {
    writes.add(
        () -> {
          work.run();
          return Optional.of(row);
        },
        then);
  }

  int pendingWrites() {
    return writes.size();
  }

  /** Whether the database did not take the last write. */
  boolean isStoreFailing() {
    return writes.isFailing();
  }

  private void wrote(ScanJob.Wrote wrote) {
    if (wrote.failure() != null) {
      writes.failed(row.id(), wrote.failure());
      return;
    }
    if (wrote.row().isEmpty()) {
      // Another owner has the job now; its own blocks go on.
      fenced = true;
      desk.ifPresent(BlockDesk::stopAll);
      passivate();
      return;
    }
    JobState before = row.state();
    row = wrote.row().get();
    storedAt = parts.nanos().getAsLong();
    runningSince = row.state() == JobState.RUNNING ? parts.nanos().getAsLong() : 0;
    writes.stored();
    if (before != row.state() && row.state().isFinal()) {
      JobMetrics.ended(row.tool(), row.state().wire());
    }
    tellChange(before != row.state());
  }

  void tellChange(boolean state) {
    long now = parts.nanos().getAsLong();
    if (state || now - toldAt >= 1_000_000_000L) {
      toldAt = now;
      parts.feed().tell(new JobEvent(view(), state ? JobEvent.Kind.STATE : JobEvent.Kind.PROGRESS));
    }
    if (state) {
      parts.changed().run();
    }
  }

  Job view() {
    List<RunningBlock> running = desk.map(BlockDesk::running).orElse(List.of());
    return JobViews.of(row, OptionalInt.empty(), running, List.of());
  }

  private void begin() {
    if (row.state() == JobState.QUEUED && writes.size() == 0) {
      if (row.startedAt().isEmpty()) {
        JobMetrics.waited(Duration.between(row.createdAt(), now()));
      }
      write(
          old ->
              old.state() == JobState.QUEUED
                  ? RowChange.of(old).state(JobState.PLANNING).started(now())
                  : RowChange.of(old),
          this::plan);
    }
  }

  /** Whether its blocks are to be handed out. */
  private boolean runs() {
    return row.state() == JobState.PLANNING || row.state() == JobState.RUNNING;
  }

  /** Plans the job if it runs and is not planned. */
  void plan() {
    if (desk.isEmpty() && runs() && workersKnown) {
      planning.start();
    }
  }

  private void planned(ScanJob.Planned planned) {
    boolean wanted = desk.isEmpty() && runs();
    planning
        .exclusions(planned, wanted, orders.isChanging())
        .ifPresent(excluded -> open(planned, excluded));
  }

  private void open(ScanJob.Planned planned, RangeSet excluded) {
    Blocks blocks = new Blocks(definition);
    attempts += 1 << 20;
    BlockLedger ledger =
        new BlockLedger(
            blocks,
            row.nextBlock(),
            row.counters().blocksTotal(),
            attempts,
            planned.missing(),
            planned.waiting(),
            excluded);
    desk = Optional.of(new BlockDesk(this, ledger, workers));
    long left = blocks.all().minus(excluded).count().longValue();
    write(
        old -> {
          boolean first = old.counters().hostsDone() == 0 && definition.isCut();
          RowChange change = first ? RowChange.of(old).hosts(left) : RowChange.of(old);
          return old.state() == JobState.PLANNING || old.state() == JobState.RUNNING
              ? change.state(JobState.RUNNING)
              : change;
        },
        () -> desk.ifPresent(BlockDesk::offer));
  }

  private void take(ScanJob.TakeBlock take) {
    if (desk.isPresent() && row.state() == JobState.RUNNING && !isStopping()) {
      desk.get().take(take);
    } else {
      take.worker().tell(new BlockWorkers.NothingNow(row.id()));
    }
  }

  /** A block that an earlier owner handed out is stopped; its result is not wanted. */
  private void alive(ScanJob.BlockAlive alive) {
    boolean known = desk.filter(open -> open.alive(alive)).isPresent();
    if (!known) {
      strangerAt = parts.nanos().getAsLong();
    }
    // A message to stop may have been lost between nodes.
    if (!known || isStopping()) {
      alive.worker().tell(new BlockWorkers.StopBlock(row.id(), alive.number(), alive.attempt()));
    }
  }

  private void ended(ScanJob.BlockEnded ended) {
    if (desk.isPresent()) {
      desk.get().ended(ended);
    } else {
      ended.worker().tell(new BlockWorkers.Committed(row.id(), ended.number(), ended.attempt()));
    }
  }

  /** What keeps one node from taking blocks keeps the job waiting only if no other has one. */
  private void workersWait(String reason) {
    workersReason = reason;
    if (row.state() == JobState.RUNNING
        && desk.isPresent()
        && (reason.isEmpty() || desk.get().running().isEmpty())) {
      waitFor(reason);
    }
  }

  /** Says why nothing runs, if nobody else said it. */
  private void tellWaiting() {
    boolean quiet = desk.map(BlockDesk::isBusy).filter(busy -> busy).isEmpty();
    if (!runs() || isStopping() || !quiet || requestedReason.isPresent()) {
      return;
    }
    if (workers.isEmpty()) {
      if (parts.nanos().getAsLong() - loadedAt > QUIET_NANOS) {
        waitFor(NO_WORKER);
      }
    } else if (row.waiting().isEmpty() && !workersReason.isEmpty() && desk.isPresent()) {
      waitFor(workersReason);
    } else if (row.waiting().isEmpty()
        && desk.filter(BlockDesk::hasWaiting).isPresent()
        && parts.nanos().getAsLong() - busyAt > ELSEWHERE_NANOS) {
      waitFor(ELSEWHERE);
    } else if (row.waiting().equals(NO_WORKER)) {
      waitFor("");
    }
  }

  void waitFor(String reason) {
    if (!requestedReason.orElse(row.waiting()).equals(reason)) {
      requestedReason = Optional.of(reason);
      write(
          old -> RowChange.of(old).waiting(reason).ran(ranMillis()),
          () -> requestedReason = requestedReason.filter(latest -> !latest.equals(reason)));
    }
  }

  private void workersChanged(ScanJob.WorkersChanged now) {
    workersKnown |= !now.reachable().isEmpty();
    workers.clear();
    workers.addAll(now.reachable());
    members.removeAll(now.members());
    desk.ifPresent(open -> open.takeBack(members));
    members.clear();
    members.addAll(now.members());
    if (isStopping()) {
      withdraw();
    }
    goOn();
  }

  /** An order to pause or cancel has arrived: the scanners are stopped before it is stored. */
  void stopOrdered() {
    stopOrders++;
    withdraw();
  }

  void stopOrderStored() {
    stopOrders--;
    if (!isStopping()) {
      desk.ifPresent(BlockDesk::offer);
    }
  }

  private void withdraw() {
    workers.forEach(worker -> worker.tell(new BlockWorkers.Withdraw(row.id())));
  }

  /** Hands blocks out again, or plans if nothing is planned. */
  void goOn() {
    desk.ifPresentOrElse(BlockDesk::offer, this::plan);
  }

  /** The job waits for its turn again. */
  void requeued() {
    desk = Optional.empty();
  }

  void exclude(RangeSet addresses) {
    desk.ifPresent(open -> open.exclude(addresses));
  }

  /** Hosts to scan: those that are not excluded, and excluded ones that are done. Blocks. */
  long total(RangeSet excluded) {
    RangeSet all = new Blocks(definition).all();
    return definition.isCut()
        ? all.minus(excluded).count().longValue() + parts.hosts().count(row.id(), all.and(excluded))
        : row.counters().hostsTotal();
  }

  void tellQuestions() {
    parts.feed().tell(new JobEvent(view(), JobEvent.Kind.QUESTIONS));
  }

  /** Ends the job as far as it is, with a further problem. */
  void giveUp(JobProblem problem) {
    if (!isStopping()) {
      last = List.of(problem);
      givingUp = true;
      withdraw();
    }
  }

  private void tick() {
    if (fenced) {
      return;
    }
    if (isLate() && runs()) {
      giveUp(BlockDesk.deadlineProblem(row, now()));
    }
    desk.ifPresent(BlockDesk::tick);
    if (desk.filter(BlockDesk::isBusy).isPresent()) {
      busyAt = parts.nanos().getAsLong();
    }
    tellWaiting();
    if (row.state() == JobState.RUNNING && desk.filter(BlockDesk::isBusy).isPresent()) {
      tellChange(false);
    }
  }

  private boolean isLate() {
    return row.deadline().filter(deadline -> now().isAfter(deadline)).isPresent();
  }

  /**
   * After a change of the owner, blocks of the earlier one may run until they were asked to stop.
   */
  private boolean isQuiet() {
    return desk.isPresent() || parts.nanos().getAsLong() - strangerAt > QUIET_NANOS;
  }

  /** Ends or pauses the job when nothing of it runs and everything is stored. */
  private void settle() {
    if (fenced
        || writes.size() > 0
        || orders.isChanging()
        || desk.filter(BlockDesk::isBusy).isPresent()) {
      return;
    }
    switch (row.state()) {
      case PAUSING -> {
        if (isQuiet()) {
          write(
              old ->
                  old.state() == JobState.PAUSING
                      ? RowChange.of(old).state(JobState.PAUSED)
                      : RowChange.of(old),
              () -> {});
        }
      }
      case CANCELLING -> {
        if (isQuiet()) {
          write(old -> RowChange.of(old).ended(JobState.CANCELLED, now(), List.of()), () -> {});
        }
      }
      case RUNNING -> {
        if (givingUp) {
          end.giveUp(last);
        } else if (desk.filter(BlockDesk::isDone).isPresent()) {
          end.finishOrGoOn(desk.get());
        }
      }
      case PLANNING -> {
        if (givingUp) {
          end.giveUp(last);
        }
      }
      case QUEUED, PAUSED -> {
        if (isLate()) {
          end.giveUp(List.of(BlockDesk.deadlineProblem(row, now())));
        } else {
          passivate();
        }
      }
      case CANCELLED, COMPLETED, PARTIAL, FAILED -> passivate();
    }
  }

  private void passivate() {
    shard.tell(new Passivate<>(context.getSelf()));
  }
}
