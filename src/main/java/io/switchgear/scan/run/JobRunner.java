package io.switchgear.scan.run;

import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.PendingInput;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  private static final Duration PLAN_AGAIN = Duration.ofSeconds(10);
  private static final Duration STORE_PROGRESS = Duration.ofMinutes(1);

  private final ActorContext<ScanJob.Command> context;
  private final TimerScheduler<ScanJob.Command> timers;
  private final ActorRef<ShardCommand> shard;
  private final JobParts parts;
  private final JobWrites<ScanJob.Command> writes;
  private final JobDefinition definition;
  private final Set<ActorRef<BlockWorkers.Command>> workers = new HashSet<>();
  private final long loadedAt;

  private JobRow row;
  private Optional<BlockDesk> desk = Optional.empty();
  private Ending ending = Ending.NONE;
  private List<JobProblem> last = List.of();
  private boolean fenced;

  /** Why nothing runs, while it is being written. */
  private Optional<String> requestedReason = Optional.empty();

  private long toldAt;
  private long runningSince;
  private long storedAt;

  /** Why the blocks are being stopped. */
  enum Ending {
    NONE,
    PAUSE,
    CANCEL,
    /** The deadline has passed, or no block can run. */
    GIVE_UP
  }

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
    this.writes = new JobWrites<>(context, timers, ScanJob.Wrote::new, ScanJob.WriteAgain.AGAIN);
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
                            listing.getServiceInstances(BlockWorkers.KEY)))));
    switch (row.state()) {
      case PLANNING, RUNNING -> plan();
      case PAUSING -> stopBlocks(Ending.PAUSE);
      case CANCELLING -> stopBlocks(Ending.CANCEL);
      case QUEUED, PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED -> {}
    }
  }

  void handle(ScanJob.Command message) {
    switch (message) {
      case ScanJob.Begin ignored -> begin();
      case ScanJob.Wake ignored -> {}
      case ScanJob.Pause pause -> pause(pause.replyTo());
      case ScanJob.Resume resume -> resume(resume.replyTo());
      case ScanJob.Cancel cancel -> cancel(cancel.replyTo());
      case ScanJob.Change change -> change(change);
      case ScanJob.Changing changing -> changed(changing);
      case ScanJob.Answer answer -> answer(answer);
      case ScanJob.Describe describe -> describe.replyTo().tell(Optional.of(view()));
      case ScanJob.TakeBlock take -> take(take);
      case ScanJob.BlockAlive alive -> desk.ifPresent(open -> open.alive(alive));
      case ScanJob.BlockEnded ended -> ended(ended);
      case ScanJob.WorkersWait waits -> workersWait(waits.reason());
      case ScanJob.WorkersChanged changed -> workersChanged(changed.workers());
      case ScanJob.Planned planned -> planned(planned);
      case ScanJob.PlanFailed failed ->
          timers.startSingleTimer("plan", ScanJob.PlanAgain.AGAIN, PLAN_AGAIN);
      case ScanJob.PlanAgain ignored -> planAgain();
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

  private Instant now() {
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

  boolean isStopping() {
    return ending != Ending.NONE;
  }

  /** Stores a change; the row is the new one when {@code then} runs. */
  void write(Function<JobRow, RowChange> change, Runnable then) {
    writes.add(
        () -> {
          JobRow before = row;
          return parts.jobs().change(before.id(), before.epoch(), change.apply(before), now())
              ? parts.jobs().find(before.id())
              : Optional.empty();
        },
        then);
  }

  void write(BlockResult result, Runnable then) {
    writes.add(
        () ->
            parts.jobs().finish(row.id(), row.epoch(), result, now())
                ? parts.jobs().find(row.id())
                : Optional.empty(),
        then);
  }

  /** A block has progressed: stored at times, so that a job with long blocks is not stuck. */
  void progressed() {
    if (row.state() == JobState.RUNNING
        && writes.size() == 0
        && parts.nanos().getAsLong() - storedAt >= STORE_PROGRESS.toNanos()) {
      write(old -> RowChange.of(old).ran(ranMillis()), () -> {});
    }
  }

  int pendingWrites() {
    return writes.size();
  }

  private void wrote(ScanJob.Wrote wrote) {
    if (wrote.failure() != null) {
      writes.failed(row.id(), wrote.failure());
      return;
    }
    if (wrote.row().isEmpty()) {
      // Another owner has the job now.
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

  private void tellChange(boolean state) {
    long now = parts.nanos().getAsLong();
    if (state || now - toldAt >= 1_000_000_000L) {
      toldAt = now;
      parts.feed().tell(new JobEvent(view(), state ? JobEvent.Kind.STATE : JobEvent.Kind.PROGRESS));
    }
    if (state) {
      parts.changed().run();
    }
  }

  private Job view() {
    List<RunningBlock> running = desk.map(BlockDesk::running).orElse(List.of());
    return JobViews.of(row, OptionalInt.empty(), running, List.of());
  }

  private void begin() {
    if (row.state() == JobState.QUEUED && writes.size() == 0) {
      if (row.startedAt().isEmpty()) {
        JobMetrics.waited(Duration.between(row.createdAt(), now()));
      }
      write(old -> RowChange.of(old).state(JobState.PLANNING).started(now()), this::plan);
    }
  }

  private void plan() {
    CompletableFuture<ExclusionList> exclusions =
        parts.exclusions().apply(definition.plan(), row.exclusions()).toCompletableFuture();
    long planned = new Blocks(definition).count();
    JobRow current = row;
    context.pipeToSelf(
        exclusions.thenApplyAsync(
            read ->
                new ScanJob.Planned(
                    read,
                    parts.jobs().missing(current.id(), planned, current.nextBlock()),
                    parts.jobs().waiting(current.id(), 0, Integer.MAX_VALUE)),
            Thread::startVirtualThread),
        (read, failure) -> failure == null ? read : new ScanJob.PlanFailed(failure));
  }

  private void planAgain() {
    if (desk.isEmpty() && ending == Ending.NONE) {
      plan();
    }
  }

  private void planned(ScanJob.Planned planned) {
    switch (planned.exclusions()) {
      case ExclusionList.Refused refused -> {
        // Without its exclusions a job must not go on: they could be scanned.
        waitFor(BlockDesk.message(refused.decision()));
        timers.startSingleTimer("plan", ScanJob.PlanAgain.AGAIN, PLAN_AGAIN);
      }
      case ExclusionList.Known known -> {
        Blocks blocks = new Blocks(definition);
        BlockLedger ledger =
            new BlockLedger(
                blocks,
                row.nextBlock(),
                row.counters().blocksTotal(),
                planned.missing(),
                planned.waiting(),
                known.addresses());
        desk = Optional.of(new BlockDesk(this, ledger, workers));
        RangeSet left = blocks.all().minus(known.addresses());
        long total =
            row.counters().hostsDone() == 0 && definition.isCut()
                ? left.count().longValue()
                : row.counters().hostsTotal();
        if (ending == Ending.NONE) {
          write(
              old -> RowChange.of(old).state(JobState.RUNNING).hosts(total),
              () -> desk.ifPresent(BlockDesk::offer));
        }
      }
    }
  }

  private void take(ScanJob.TakeBlock take) {
    if (desk.isPresent() && row.state() == JobState.RUNNING && ending == Ending.NONE) {
      desk.get().take(take);
    } else {
      take.worker().tell(new BlockWorkers.NothingNow(row.id()));
    }
  }

  private void ended(ScanJob.BlockEnded ended) {
    if (desk.isPresent()) {
      desk.get().ended(ended);
    } else {
      ended.worker().tell(new BlockWorkers.Committed(row.id(), ended.number(), ended.attempt()));
    }
  }

  private void workersWait(String reason) {
    if (row.state() == JobState.RUNNING && desk.isPresent()) {
      waitFor(reason);
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

  private void workersChanged(Set<ActorRef<BlockWorkers.Command>> now) {
    workers.clear();
    workers.addAll(now);
    desk.ifPresent(BlockDesk::offer);
  }

  private void pause(ActorRef<JobAnswer> replyTo) {
    switch (row.state()) {
      case PLANNING, RUNNING ->
          write(
              old -> RowChange.of(old).ran(ranMillis()).state(JobState.PAUSING),
              () -> {
                replyTo.tell(new JobAnswer.Done(view()));
                stopBlocks(Ending.PAUSE);
              });
      case QUEUED ->
          write(
              old -> RowChange.of(old).state(JobState.PAUSED),
              () -> replyTo.tell(new JobAnswer.Done(view())));
      case PAUSING, PAUSED -> replyTo.tell(new JobAnswer.Done(view()));
      case CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED -> replyTo.tell(conflict("paused"));
    }
  }

  private void resume(ActorRef<JobAnswer> replyTo) {
    switch (row.state()) {
      case PAUSED -> {
        ending = Ending.NONE;
        desk = Optional.empty();
        write(
            old -> RowChange.of(old).state(JobState.QUEUED),
            () -> replyTo.tell(new JobAnswer.Done(view())));
      }
      case PAUSING ->
          write(
              old -> RowChange.of(old).state(JobState.RUNNING),
              () -> {
                ending = Ending.NONE;
                replyTo.tell(new JobAnswer.Done(view()));
                desk.ifPresentOrElse(BlockDesk::offer, this::plan);
              });
      case QUEUED, PLANNING, RUNNING -> replyTo.tell(new JobAnswer.Done(view()));
      case CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED -> replyTo.tell(conflict("resumed"));
    }
  }

  private void cancel(ActorRef<JobAnswer> replyTo) {
    switch (row.state()) {
      case PLANNING, RUNNING, PAUSING ->
          write(
              old -> RowChange.of(old).ran(ranMillis()).state(JobState.CANCELLING),
              () -> {
                replyTo.tell(new JobAnswer.Done(view()));
                stopBlocks(Ending.CANCEL);
              });
      case QUEUED, PAUSED ->
          write(
              old -> RowChange.of(old).ended(JobState.CANCELLED, now(), List.of()),
              () -> replyTo.tell(new JobAnswer.Done(view())));
      case CANCELLING, CANCELLED -> replyTo.tell(new JobAnswer.Done(view()));
      case COMPLETED, PARTIAL, FAILED -> replyTo.tell(conflict("cancelled"));
    }
  }

  private JobAnswer conflict(String what) {
    return new JobAnswer.Conflict(
        view(), "The job is %s and cannot be %s.".formatted(row.state().wire(), what));
  }

  private void change(ScanJob.Change change) {
    if (row.state() == JobState.CANCELLING || row.state().isFinal()) {
      change.replyTo().tell(conflict("changed"));
      return;
    }
    if (definition.whole() && change.change().exclude().isPresent()) {
      change
          .replyTo()
          .tell(
              new JobAnswer.Invalid(
                  "exclude: this job is one call, which cannot be changed. Cancel it, and make the"
                      + " call again with the exclusions."));
      return;
    }
    List<String> exclude = change.change().exclude().orElse(row.exclusions());
    context.pipeToSelf(
        parts.exclusions().apply(definition.plan(), exclude),
        (read, failure) ->
            new ScanJob.Changing(
                change, failure == null ? read : BlockDesk.refused("" + failure.getMessage())));
  }

  private void changed(ScanJob.Changing changing) {
    ActorRef<JobAnswer> replyTo = changing.asked().replyTo();
    switch (changing.exclusions()) {
      case ExclusionList.Refused refused ->
          replyTo.tell(new JobAnswer.Invalid(BlockDesk.message(refused.decision())));
      case ExclusionList.Known known -> {
        // From now on, so that no block is handed out with what was just excluded.
        desk.ifPresent(open -> open.exclude(known.addresses()));
        var asked = changing.asked().change();
        write(
            old ->
                RowChange.of(old)
                    .limits(
                        asked.priority().orElse(old.priority()),
                        asked.exclude().orElse(old.exclusions()),
                        rate(asked.rate(), old.maxRate()),
                        total(known.addresses()))
                    .ran(ranMillis()),
            () -> {
              replyTo.tell(new JobAnswer.Done(view()));
              desk.ifPresent(BlockDesk::offer);
              parts.changed().run();
            });
      }
    }
  }

  private static OptionalInt rate(OptionalInt asked, OptionalInt before) {
    return asked.isEmpty() ? before : asked.getAsInt() == 0 ? OptionalInt.empty() : asked;
  }

  /** Hosts to scan: those that are not excluded, and excluded ones that are done. */
  private long total(RangeSet excluded) {
    RangeSet all = new Blocks(definition).all();
    return definition.isCut()
        ? all.minus(excluded).count().longValue() + parts.hosts().count(row.id(), all.and(excluded))
        : row.counters().hostsTotal();
  }

  private void answer(ScanJob.Answer answer) {
    Optional<PendingInput> asked =
        row.dialogue().map(json -> DataJson.read(json, PendingInput.class));
    if (asked.isEmpty() || row.state().isFinal()) {
      answer.replyTo().tell(new JobAnswer.Done(view()));
      return;
    }
    PendingInput next = asked.get().with(answer.answers());
    write(
        old ->
            RowChange.of(old)
                .dialogue(Optional.of(DataJson.write(next).toString()))
                .waiting(next.isAnswered() ? "" : old.waiting()),
        () -> {
          answer.replyTo().tell(new JobAnswer.Done(view()));
          tellQuestions();
          desk.ifPresent(BlockDesk::offer);
        });
  }

  void tellQuestions() {
    parts.feed().tell(new JobEvent(view(), JobEvent.Kind.QUESTIONS));
  }

  private void stopBlocks(Ending why) {
    ending = why;
    desk.ifPresent(BlockDesk::stopAll);
  }

  /** Ends the job as far as it is, with a further problem. */
  void giveUp(JobProblem problem) {
    if (ending == Ending.NONE) {
      last = List.of(problem);
      stopBlocks(Ending.GIVE_UP);
    }
  }

  private void tick() {
    if (fenced) {
      return;
    }
    boolean late = row.deadline().filter(deadline -> now().isAfter(deadline)).isPresent();
    if (late && ending == Ending.NONE && desk.isPresent()) {
      giveUp(desk.get().deadlineProblem(now()));
    }
    desk.ifPresent(BlockDesk::tick);
    if (row.state() == JobState.RUNNING && desk.filter(BlockDesk::isBusy).isPresent()) {
      tellChange(false);
    }
  }

  /** Ends or pauses the job when nothing of it runs and everything is stored. */
  private void settle() {
    if (fenced || writes.size() > 0 || desk.filter(BlockDesk::isBusy).isPresent()) {
      return;
    }
    switch (row.state()) {
      case PAUSING -> write(old -> RowChange.of(old).state(JobState.PAUSED), () -> {});
      case CANCELLING ->
          write(old -> RowChange.of(old).ended(JobState.CANCELLED, now(), List.of()), () -> {});
      case RUNNING -> {
        if (ending == Ending.GIVE_UP) {
          finish(last);
        } else if (desk.filter(BlockDesk::isDone).isPresent()) {
          finishOrGoOn();
        }
      }
      case QUEUED -> {}
      case PLANNING -> {}
      case PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED -> passivate();
    }
  }

  /** Addresses that were left out and are no longer excluded are scanned before the end. */
  private void finishOrGoOn() {
    BlockDesk open = desk.get();
    writes.add(
        () -> {
          RangeSet leftOut = RangeSet.EMPTY;
          for (String text : parts.jobs().leftOut(row.id())) {
            leftOut = leftOut.plus(RangeSet.parse(List.of(text.split(","))));
          }
          open.leftOut(leftOut);
          return Optional.of(row);
        },
        () ->
            open.takeLeftOut()
                .ifPresentOrElse(
                    blocks -> write(old -> RowChange.of(old).leftOutTaken(blocks), open::offer),
                    () -> finish(List.of())));
  }

  private void finish(List<JobProblem> further) {
    long millis = ranMillis();
    write(
        old -> {
          long problems = old.counters().problems() + further.size();
          long done = old.counters().hostsDone();
          boolean nothing = !definition.isCut() || done <= parts.jobs().hostsWithProblems(old.id());
          JobState state =
              problems == 0 ? JobState.COMPLETED : nothing ? JobState.FAILED : JobState.PARTIAL;
          RowChange change = RowChange.of(old).ran(millis);
          return (further.isEmpty() && definition.isCut() ? change.hosts(done) : change)
              .ended(state, now(), further);
        },
        () -> {});
  }

  private void passivate() {
    shard.tell(new Passivate<>(context.getSelf()));
  }
}
