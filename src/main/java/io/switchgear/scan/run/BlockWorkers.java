package io.switchgear.scan.run;

import io.switchgear.scan.run.ScanJob.Assignment;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutput;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * Takes blocks from jobs as this node has room for them, and runs them through the call path, so
 * that breakers, bulkheads, deadlines, drills and audit hold for blocks as for calls.
 *
 * <p>Jobs with a higher priority first; among equals the job with the fewest blocks here, then the
 * one that got its last block here first, so that all have their turn, and then the oldest.
 */
public final class BlockWorkers extends AbstractBehavior<BlockWorkers.Command> {

  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "block-workers");

  private static final Duration TICK = Duration.ofMillis(250);
  private static final long ALIVE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

  /** Time between a block that a tool turned away and the next for it. */
  private static final long HELD_NANOS = Duration.ofMillis(900).toNanos();

  /** After so many blocks of other jobs, a job is like one that had none here. */
  private static final long REMEMBERED = 10_000;

  private final WorkerParts parts;
  private final Function<String, EntityRef<ScanJob.Command>> jobs;
  private final Map<String, Offer> offers = new LinkedHashMap<>();

  /** Requests for a block without an answer, by job; the value is the time of the last. */
  private final Map<String, Asking> asking = new HashMap<>();

  /** Which of the blocks here was the last one of each job: 1, 2, … */
  private final Map<String, Long> served = new HashMap<>();

  private final Map<BlockKey, RunningBlock> running = new LinkedHashMap<>();
  private final Map<BlockKey, Ended> unacknowledged = new LinkedHashMap<>();

  /** Reasons that hold and were told to jobs, by job. */
  private final Map<String, String> told = new HashMap<>();

  /** Tools that turned a block away; the value is the time. They would do so again at once. */
  private final Map<String, Long> held = new HashMap<>();

  private long blocksServed;
  private long aliveAt;
  private boolean stopping;

  private BlockWorkers(
      ActorContext<Command> context,
      WorkerParts parts,
      Function<String, EntityRef<ScanJob.Command>> jobs) {
    super(context);
    this.parts = parts;
    this.jobs = jobs;
    this.aliveAt = parts.nanos().getAsLong();
  }

  /** A message to the workers of a node. */
  public sealed interface Command {}

  /** A message that may come from another node. */
  sealed interface Remote extends Command, CborSerializable {}

  /** A message from this node. */
  sealed interface Local extends Command, NoSerializationVerificationNeeded {}

  /**
   * Blocks of a job wait.
   *
   * @param ordinal order of creation of the job
   */
  public record Offer(String job, String tool, int priority, long ordinal) implements Remote {}

  /** The job has no block at present. */
  public record NothingNow(String job) implements Remote {}

  /** All blocks of the job shall stop. */
  public record Withdraw(String job) implements Remote {}

  /**
   * The exclusions of a job have changed.
   *
   * @param addresses all that are excluded, as {@link RangeSet#rangeText} writes them
   */
  public record Exclude(String job, String addresses) implements Remote {}

  public record StopBlock(String job, long number, long attempt) implements Remote {}

  public record Run(Assignment block) implements Remote {}

  /** The result is stored, or is no longer wanted. */
  public record Committed(String job, long number, long attempt) implements Remote {}

  /** Takes no further block, because the server stops. */
  public enum Close implements Local {
    CLOSE
  }

  /** Asks how many blocks run here. */
  public record CountRunning(ActorRef<Integer> replyTo) implements Local {}

  private record Finished(BlockKey key, ToolOutcome outcome) implements Local {}

  private enum Tick implements Local {
    TICK
  }

  record BlockKey(String job, long number, long attempt) {
    static BlockKey of(Assignment block) {
      return new BlockKey(block.job(), block.number(), block.attempt());
    }
  }

  private record Asking(String tool, int count, long at) {}

  private record Ended(ToolOutcome outcome, boolean toolOpen, long at) {}

  /**
   * They resume after a bug, because a restart would forget the blocks that run.
   *
   * @param jobs the entity of a job by its id
   */
  public static Behavior<Command> create(
      WorkerParts parts, Function<String, EntityRef<ScanJob.Command>> jobs) {
    Behavior<Command> workers =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Tick.TICK, TICK);
                      context
                          .getSystem()
                          .receptionist()
                          .tell(Receptionist.register(KEY, context.getSelf()));
                      return new BlockWorkers(context, parts, jobs);
                    }));
    return Behaviors.supervise(workers).onFailure(SupervisorStrategy.resume());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Offer.class, offer -> then(() -> offers.put(offer.job(), offer)))
        .onMessage(NothingNow.class, nothing -> then(() -> nothing(nothing.job())))
        .onMessage(Run.class, run -> then(() -> run(run.block())))
        .onMessage(Finished.class, finished -> then(() -> finished(finished)))
        .onMessage(Committed.class, committed -> then(() -> committed(committed)))
        .onMessage(Withdraw.class, withdraw -> then(() -> withdraw(withdraw.job())))
        .onMessage(Exclude.class, exclude -> then(() -> exclude(exclude)))
        .onMessage(StopBlock.class, stop -> then(() -> stop(stop)))
        .onMessage(CountRunning.class, count -> countRunning(count.replyTo()))
        .onMessage(Tick.class, tick -> then(this::tick))
        .onMessage(Close.class, close -> then(() -> stopping = true))
        .build();
  }

  private Behavior<Command> countRunning(ActorRef<Integer> replyTo) {
    replyTo.tell(running.size());
    return this;
  }

  private Behavior<Command> then(Runnable work) {
    work.run();
    pull();
    return this;
  }

  private void nothing(String job) {
    answered(job);
    offers.remove(job);
  }

  private void answered(String job) {
    asking.computeIfPresent(
        job,
        (id, open) ->
            open.count() == 1 ? null : new Asking(open.tool(), open.count() - 1, open.at()));
  }

  /** Asks jobs for blocks, as far as their tools have room. */
  private void pull() {
    if (stopping) {
      return;
    }
    held.values().removeIf(since -> parts.nanos().getAsLong() - since > HELD_NANOS);
    for (String tool : offers.values().stream().map(Offer::tool).distinct().toList()) {
      Room room = parts.room().apply(tool);
      List<Offer> candidates =
          offers.values().stream()
              .filter(offer -> offer.tool().equals(tool))
              .sorted(
                  Comparator.comparingInt(Offer::priority)
                      .reversed()
                      .thenComparingInt(offer -> blocksOf(offer.job()))
                      .thenComparingLong(offer -> served.getOrDefault(offer.job(), 0L))
                      .thenComparingLong(Offer::ordinal))
              .toList();
      tell(candidates, room);
      int free = held.containsKey(tool) ? 0 : room.blocks() - blocks(tool);
      for (Offer offer : candidates) {
        if (free <= 0) {
          break;
        }
        if (!asking.containsKey(offer.job())) {
          ask(offer);
          free--;
        }
      }
    }
  }

  private void ask(Offer offer) {
    asking.put(offer.job(), new Asking(offer.tool(), 1, parts.nanos().getAsLong()));
    jobs.apply(offer.job()).tell(new ScanJob.TakeBlock(parts.node(), getContext().getSelf()));
  }

  /** Tells jobs once why nothing of theirs runs. */
  private void tell(List<Offer> candidates, Room room) {
    for (Offer offer : candidates) {
      String reason = blocksOf(offer.job()) > 0 ? "" : room.reason();
      if (!reason.equals(told.getOrDefault(offer.job(), ""))) {
        if (reason.isEmpty()) {
          told.remove(offer.job());
        } else {
          told.put(offer.job(), reason);
        }
        jobs.apply(offer.job()).tell(new ScanJob.WorkersWait(reason));
      }
    }
  }

  private int blocksOf(String job) {
    return (int) running.keySet().stream().filter(key -> key.job().equals(job)).count();
  }

  /** Blocks of the tool that run here or were asked for. */
  private int blocks(String tool) {
    int open =
        asking.values().stream()
            .filter(each -> each.tool().equals(tool))
            .mapToInt(Asking::count)
            .sum();
    return open
        + (int) running.values().stream().filter(block -> block.tool().equals(tool)).count();
  }

  private void run(Assignment block) {
    answered(block.job());
    BlockKey key = BlockKey.of(block);
    RunningBlock started =
        new RunningBlock(
            block, parts, outcome -> getContext().getSelf().tell(new Finished(key, outcome)));
    running.put(key, started);
    served.put(block.job(), ++blocksServed);
    started.tryStart();
  }

  private void finished(Finished finished) {
    RunningBlock block = running.remove(finished.key());
    if (block == null) {
      return;
    }
    block.release();
    if (finished.outcome() instanceof Rejected rejected && rejected.by().equals(block.tool())) {
      // Turned away by its tool, the job has not had its turn and keeps its place.
      served.remove(finished.key().job());
      held.put(block.tool(), parts.nanos().getAsLong());
    }
    boolean toolOpen = parts.room().apply(block.tool()).blocks() == 0;
    report(finished.key(), finished.outcome(), toolOpen);
  }

  private void report(BlockKey key, ToolOutcome outcome, boolean toolOpen) {
    unacknowledged.put(key, new Ended(outcome, toolOpen, parts.nanos().getAsLong()));
    jobs.apply(key.job())
        .tell(
            new ScanJob.BlockEnded(
                key.number(), key.attempt(), outcome, toolOpen, getContext().getSelf()));
  }

  private void committed(Committed committed) {
    unacknowledged.remove(new BlockKey(committed.job(), committed.number(), committed.attempt()));
  }

  private void withdraw(String job) {
    offers.remove(job);
    told.remove(job);
    stopAll(running.keySet().stream().filter(key -> key.job().equals(job)));
  }

  private void exclude(Exclude exclude) {
    RangeSet excluded =
        exclude.addresses().isEmpty()
            ? RangeSet.EMPTY
            : RangeSet.parse(List.of(exclude.addresses().split(",")));
    stopAll(
        running.entrySet().stream()
            .filter(entry -> entry.getKey().job().equals(exclude.job()))
            .filter(entry -> !entry.getValue().hasBegun())
            .filter(entry -> !entry.getValue().addresses().and(excluded).isEmpty())
            .map(Map.Entry::getKey));
  }

  private void stop(StopBlock stop) {
    stopAll(Stream.of(new BlockKey(stop.job(), stop.number(), stop.attempt())));
  }

  private void stopAll(Stream<BlockKey> keys) {
    for (BlockKey key : keys.toList()) {
      Optional.ofNullable(running.get(key))
          .filter(block -> !block.stop())
          .ifPresent(
              waiting -> {
                running.remove(key);
                report(key, new Cancelled("The block was stopped.", ToolOutput.NONE), false);
              });
    }
  }

  private void tick() {
    long now = parts.nanos().getAsLong();
    asking.values().removeIf(open -> now - open.at() > AGAIN_NANOS);
    served.values().removeIf(number -> number < blocksServed - REMEMBERED);
    told.keySet().removeIf(job -> !offers.containsKey(job) && blocksOf(job) == 0);
    running.values().forEach(RunningBlock::stopIfLost);
    running.values().forEach(RunningBlock::tryStart);
    if (now - aliveAt >= ALIVE_NANOS) {
      aliveAt = now;
      running.forEach(
          (key, block) ->
              jobs.apply(key.job())
                  .tell(
                      new ScanJob.BlockAlive(
                          key.number(), key.attempt(), block.done(), getContext().getSelf())));
    }
    Map<BlockKey, Ended> again = new LinkedHashMap<>(unacknowledged);
    again.values().removeIf(ended -> now - ended.at() <= AGAIN_NANOS);
    again.forEach((key, ended) -> report(key, ended.outcome(), ended.toolOpen()));
  }
}
