package io.switchgear.scan.run;

import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.plan.RateShare;
import io.switchgear.scan.run.BlockJudge.Judgement;
import io.switchgear.scan.run.BlockJudge.Situation;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out the blocks of a job, and stores their results. */
final class BlockDesk {

  private static final Logger LOG = LoggerFactory.getLogger(BlockDesk.class);

  /** Blocks in a row that are wholly excluded before other messages have their turn. */
  private static final int MOST_LEFT_OUT = 20;

  /**
   * Planned blocks that failed in a row, without a single whole host, after which a job is given
   * up.
   */
  private static final int HOPELESS = 24;

  /** Time between a block that came back for a reason of its job and the next hand-out. */
  private static final long HELD_NANOS = Duration.ofMillis(900).toNanos();

  private final JobRunner job;
  private final BlockLedger ledger;
  private final Set<ActorRef<BlockWorkers.Command>> workers;

  /** Blocks whose result is being stored, by number; the value is the attempt. */
  private final Map<Long, Long> storing = new HashMap<>();

  /** Who has a block, by its attempt. */
  private final Map<Long, ActorRef<BlockWorkers.Command>> takers = new HashMap<>();

  /** Whether questions are being stored. */
  private boolean asking;

  private int failedInRow;
  private Optional<Long> heldSince = Optional.empty();
  private volatile RangeSet leftOut = RangeSet.EMPTY;

  BlockDesk(JobRunner job, BlockLedger ledger, Set<ActorRef<BlockWorkers.Command>> workers) {
    this.job = job;
    this.ledger = ledger;
    this.workers = workers;
  }

  /** Tells the workers that blocks wait. */
  void offer() {
    if (hasWaiting()) {
      BlockWorkers.Offer offer =
          new BlockWorkers.Offer(
              job.row().id(), job.row().tool(), job.row().priority(), job.row().ordinal());
      workers.forEach(worker -> worker.tell(offer));
    }
  }

  /** As many results may wait for the database as blocks may run: all may end at the same time. */
  private boolean mayHandOut() {
    return !job.isStopping()
        && job.pendingWrites() <= parallel()
        && !job.isStoreFailing()
        && ledger.running().size() < parallel()
        && !isHeld()
        && !asking
        && dialogue().filter(asked -> !asked.isAnswered()).isEmpty();
  }

  /** The workers hold the blocks of a tool that turned one away, for all its jobs. */
  private boolean isByTool(ToolOutcome outcome) {
    return outcome instanceof ToolOutcome.Rejected rejected
        && rejected.by().equals(job.row().tool());
  }

  /** What turned a block away, such as a target's breaker, would do so again at once. */
  private boolean isHeld() {
    return heldSince
        .filter(since -> job.parts().nanos().getAsLong() - since < HELD_NANOS)
        .isPresent();
  }

  /** With a limit of its packets, fewer blocks run at once, so that each has enough of them. */
  private int parallel() {
    int most = job.parts().settings().get().blocksPerTool();
    return job.row().maxRate().isPresent()
        ? RateShare.parallel(
            job.row().maxRate().getAsInt(), job.definition().plan().cost().ports(), most)
        : most * Math.max(1, workers.size());
  }

  private int share() {
    return job.row().maxRate().isPresent() ? job.row().maxRate().getAsInt() / parallel() : 0;
  }

  void take(ScanJob.TakeBlock take) {
    for (int leftOut = 0; leftOut < MOST_LEFT_OUT && mayHandOut(); leftOut++) {
      long nanos = job.parts().nanos().getAsLong();
      switch (ledger.take(take.node(), share(), job.parts().clock().instant(), nanos)) {
        case BlockLedger.Next.Block block -> {
          takers.put(block.handout().attempt(), take.worker());
          take.worker().tell(new BlockWorkers.Run(assignment(block.handout())));
          job.waitFor("");
          return;
        }
        case BlockLedger.Next.LeftOut left ->
            store(BlockResults.leftOut(left.handout(), progress()), this::offer);
        case BlockLedger.Next.Nothing ignored -> {
          take.worker().tell(new BlockWorkers.NothingNow(job.row().id()));
          return;
        }
      }
    }
    take.worker().tell(new BlockWorkers.NothingNow(job.row().id()));
  }

  private ScanJob.Assignment assignment(Handout block) {
    ToolPlan plan = ledger.blocks().plan(block.addresses());
    ToolCall call = plan.call();
    Dialogue dialogue =
        dialogue()
            .map(asked -> asked.dialogue(call.dialogue().answerable()))
            .orElse(call.dialogue());
    ToolCall named =
        new ToolCall(
            "job-%s-%d-%d"
                .formatted(job.row().id().substring(0, 8), block.number(), block.attempt()),
            call.tool(),
            call.arguments(),
            call.caller(),
            Optional.empty(),
            dialogue,
            call.trace());
    return new ScanJob.Assignment(
        job.row().id(), block.number(), block.attempt(), plan.forCall(named), block.rate());
  }

  private Optional<PendingInput> dialogue() {
    return job.row().dialogue().map(json -> DataJson.read(json, PendingInput.class));
  }

  /**
   * @return whether the block is one of this owner's, running or being stored
   */
  boolean alive(ScanJob.BlockAlive alive) {
    if (ledger
        .running(alive.number(), alive.attempt())
        .filter(block -> block.done() != alive.done())
        .isPresent()) {
      job.progressed();
    }
    return ledger.heard(
            alive.number(), alive.attempt(), alive.done(), job.parts().nanos().getAsLong())
        || storing.getOrDefault(alive.number(), -1L) == alive.attempt();
  }

  void ended(ScanJob.BlockEnded ended) {
    Optional<Handout> running = ledger.running(ended.number(), ended.attempt());
    boolean beingStored =
        Optional.ofNullable(storing.get(ended.number()))
            .filter(attempt -> attempt == ended.attempt())
            .isPresent();
    if (beingStored) {
      return;
    }
    if (running.isEmpty()) {
      committed(ended);
      return;
    }
    Handout block = running.get();
    takers.remove(block.attempt());
    Instant now = job.parts().clock().instant();
    Dialogue client =
        job.row().queuedCall()
            ? Dialogue.NONE
            : ledger.blocks().plan(block.addresses()).call().dialogue();
    Situation situation =
        new Situation(job.row().tool(), client, ended.toolOpen(), job.isStopping(), now);
    switch (BlockJudge.judge(block, ended.outcome(), situation)) {
      case Judgement.Finished finished -> {
        ledger.ended(block);
        storing.put(block.number(), block.attempt());
        List<CutBlock> again = ledger.add(finished.again(), finished.failures());
        if (!block.cut()) {
          count(finished, now);
        }
        store(
            BlockResults.of(block, finished, again, ended.outcome(), progress()),
            () -> {
              storing.remove(block.number());
              committed(ended);
              offer();
            });
      }
      case Judgement.Returned returned -> {
        JobMetrics.block(JobMetrics.BlockResult.RETURNED);
        ledger.giveBack(block);
        committed(ended);
        if (!isByTool(ended.outcome())) {
          heldSince = Optional.of(job.parts().nanos().getAsLong());
        }
        if (!returned.reason().isEmpty()) {
          job.waitFor(returned.reason());
        }
        offer();
      }
      case Judgement.Asked asked -> {
        ledger.giveBack(block);
        if (asking || dialogue().filter(open -> !open.isAnswered()).isPresent()) {
          // Another block has asked; it runs with the answers to that.
          committed(ended);
          return;
        }
        asking = true;
        Optional<PendingInput> next =
            dialogue()
                .map(before -> before.next(asked.questions()))
                .orElseGet(() -> Optional.of(PendingInput.first(asked.questions())));
        if (next.isEmpty()) {
          committed(ended);
          job.giveUp(
              new JobProblem(
                  "invalid",
                  0,
                  "",
                  "The tool asked %d times and was answered each time; it was not asked again."
                      .formatted(PendingInput.MAX_ROUNDS),
                  now));
          return;
        }
        job.write(
            row ->
                RowChange.of(row)
                    .dialogue(Optional.of(DataJson.write(next.get()).toString()))
                    .waiting("Waits for answers of its client."),
            () -> {
              asking = false;
              committed(ended);
              job.tellQuestions();
            });
      }
      case Judgement.Hopeless hopeless -> {
        ledger.giveBack(block);
        committed(ended);
        job.giveUp(hopeless.problem());
      }
    }
  }

  private void count(Judgement.Finished finished, Instant now) {
    // A refusal says nothing about the tool.
    boolean failed = finished.failures() > 0 && finished.hosts().isEmpty();
    failedInRow = failed ? failedInRow + 1 : 0;
    if (failedInRow >= HOPELESS) {
      job.giveUp(
          new JobProblem(
              "hopeless",
              0,
              "",
              "%d runs in a row failed without a result for a single host, so the job was given up."
                      .formatted(HOPELESS)
                  + " See the problems before this one, and the health of the tool.",
              now));
    }
  }

  private void store(BlockResult result, Runnable then) {
    job.write(
        result,
        BlockResults.unstorable(result, job.now()),
        () -> {
          JobMetrics.hosts(result.hosts().size());
          then.run();
        });
  }

  private BlockResults.Progress progress() {
    return new BlockResults.Progress(ledger.next(), job.ranMillis());
  }

  private void committed(ScanJob.BlockEnded ended) {
    ended
        .worker()
        .tell(new BlockWorkers.Committed(job.row().id(), ended.number(), ended.attempt()));
  }

  /** Blocks that have not begun come back, so that they are cut again without the addresses. */
  void exclude(RangeSet addresses) {
    ledger.exclude(addresses);
    tellExclusions();
  }

  private void tellExclusions() {
    BlockWorkers.Exclude exclude =
        new BlockWorkers.Exclude(job.row().id(), ledger.excluded().rangeText());
    workers.forEach(worker -> worker.tell(exclude));
  }

  /** Takes blocks of silent workers back, and offers blocks that wait. */
  void tick() {
    long silence = job.parts().settings().get().blockTimeout().toNanos();
    long now = job.parts().nanos().getAsLong();
    for (Handout block : ledger.running()) {
      if (now - block.heardAt() > silence) {
        takeBack(block, "is silent");
      }
    }
    // Told again until no such block runs, because a message between nodes may be lost.
    if (ledger.running().stream()
        .anyMatch(block -> !block.addresses().and(ledger.excluded()).isEmpty())) {
      tellExclusions();
    }
    offer();
  }

  /**
   * A node that has left the cluster, or was declared dead, ends none of its blocks.
   *
   * @param gone workers of nodes that were in the cluster
   */
  void takeBack(Set<ActorRef<BlockWorkers.Command>> gone) {
    for (Handout block : ledger.running()) {
      if (gone.contains(takers.get(block.attempt()))) {
        takeBack(block, "is no longer in the cluster");
      }
    }
  }

  private void takeBack(Handout block, String why) {
    LOG.warn(
        "block {} of job {} is taken back from {}, which {}",
        block.number(),
        job.row().id(),
        block.worker(),
        why);
    JobMetrics.block(JobMetrics.BlockResult.LOST);
    takers.remove(block.attempt());
    ledger.giveBack(block);
    stop(block);
  }

  /** Stops what this owner handed out. */
  void stopAll() {
    ledger.running().forEach(this::stop);
  }

  private void stop(Handout block) {
    workers.forEach(
        worker ->
            worker.tell(
                new BlockWorkers.StopBlock(job.row().id(), block.number(), block.attempt())));
  }

  /** Whether a block waits to be handed out, and may be. */
  boolean hasWaiting() {
    return ledger.hasWaiting() && mayHandOut();
  }

  /** Whether blocks run or results wait for the database. */
  boolean isBusy() {
    return !ledger.running().isEmpty() || !storing.isEmpty();
  }

  boolean isDone() {
    return ledger.isDone() && storing.isEmpty();
  }

  List<RunningBlock> running() {
    return ledger.running().stream()
        .map(
            block ->
                new RunningBlock(
                    block.number(),
                    block.isCall() ? "" : ends(block.addresses()),
                    block.worker(),
                    block.done(),
                    block.since()))
        .toList();
  }

  private static String ends(RangeSet addresses) {
    String text = addresses.rangeText();
    int first = text.indexOf(',') < 0 ? text.length() : text.indexOf(',');
    return first == text.length()
        ? text
        : text.substring(0, first).split("-")[0]
            + "-"
            + text.substring(text.lastIndexOf(',') + 1).replaceFirst(".*-", "");
  }

  /** The problem of the hosts that are not scanned when the deadline passes. */
  static JobProblem deadlineProblem(JobRow row, Instant now) {
    return new JobProblem(
        "deadline",
        Math.max(0, row.counters().hostsTotal() - row.counters().hostsDone()),
        "",
        "The job's deadline passed before these hosts were scanned. Start a job for them, with more"
            + " time.",
        now);
  }

  RangeSet excluded() {
    return ledger.excluded();
  }

  void leftOut(RangeSet addresses) {
    leftOut = addresses;
  }

  /** Blocks of the addresses that were left out, if one of them is no longer excluded. */
  Optional<List<CutBlock>> takeLeftOut() {
    RangeSet all = leftOut;
    leftOut = RangeSet.EMPTY;
    return all.minus(ledger.excluded()).isEmpty()
        ? Optional.empty()
        : Optional.of(
            ledger.add(io.switchgear.scan.plan.Blocks.cut(all, job.definition().blockHosts()), 0));
  }

  static String message(ScopeDecision decision) {
    return switch (decision) {
      case ScopeDecision.Allowed ignored -> "";
      case ScopeDecision.Malformed malformed -> malformed.message();
      case ScopeDecision.Denied denied -> denied.message();
    };
  }

  static ExclusionList refused(String message) {
    return new ExclusionList.Refused(new ScopeDecision.Malformed("", message));
  }
}
