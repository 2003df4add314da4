package io.switchgear.scan.run;

import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scope.RangeSet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which blocks of a job wait, and which workers have one. Planned blocks that came back are handed
 * out first, then the others by their numbers, and last what was cut from blocks that failed, so
 * that a few bad hosts delay no others. Not thread-safe.
 */
final class BlockLedger {

  private final Blocks blocks;
  private final Deque<Long> planned = new ArrayDeque<>();
  private final Deque<CutBlock> cut = new ArrayDeque<>();
  private final Map<Long, Handout> running = new TreeMap<>();
  private long next;
  private long numbers;
  private long attempts;
  private RangeSet excluded;

  /**
   * @param next planned blocks below it were handed out
   * @param numbers planned and cut blocks so far; the next cut block gets this number
   * @param attempts numbers of hand-outs start after it
   * @param missing planned blocks below {@code next} that are not finished
   */
  BlockLedger(
      Blocks blocks,
      long next,
      long numbers,
      long attempts,
      List<Long> missing,
      List<CutBlock> waiting,
      RangeSet excluded) {
    this.blocks = blocks;
    this.next = next;
    this.numbers = numbers;
    this.attempts = attempts;
    this.planned.addAll(missing);
    this.cut.addAll(waiting);
    this.excluded = excluded;
  }

  /** The result of asking for a block. */
  sealed interface Next {
    record Block(Handout handout) implements Next {}

    /** Every address of the block is excluded; it is finished without a run. */
    record LeftOut(Handout handout) implements Next {}

    /** No block waits at present. */
    enum Nothing implements Next {
      NOTHING
    }
  }

  /** Takes the next block for a worker. */
  Next take(String worker, int rate, Instant now, long nanos) {
    Optional<Handout> taken = taken(worker, rate, now, nanos);
    if (taken.isEmpty()) {
      return Next.Nothing.NOTHING;
    }
    Handout handout = taken.get();
    if (handout.addresses().isEmpty() && !blocks.all().isEmpty()) {
      return new Next.LeftOut(handout);
    }
    running.put(handout.number(), handout);
    return new Next.Block(handout);
  }

  private Optional<Handout> taken(String worker, int rate, Instant now, long nanos) {
    Long number = planned.poll();
    if (number == null && next < blocks.count()) {
      number = next++;
    }
    if (number != null) {
      return Optional.of(
          handout(number, false, 0, blocks.addresses(number), worker, rate, now, nanos));
    }
    return Optional.ofNullable(cut.poll())
        .map(
            block ->
                handout(
                    block.number(),
                    true,
                    block.attempts(),
                    block.targets().isEmpty()
                        ? RangeSet.EMPTY
                        : RangeSet.parse(List.of(block.targets().split(","))),
                    worker,
                    rate,
                    now,
                    nanos));
  }

  private Handout handout(
      long number,
      boolean isCut,
      int failures,
      RangeSet addresses,
      String worker,
      int rate,
      Instant now,
      long nanos) {
    return new Handout(
        number,
        isCut,
        failures,
        ++attempts,
        addresses.minus(excluded),
        addresses.and(excluded),
        worker,
        rate,
        now,
        nanos,
        0);
  }

  /** The running block with that number and attempt; empty if another attempt took its place. */
  Optional<Handout> running(long number, long attempt) {
    return Optional.ofNullable(running.get(number)).filter(block -> block.attempt() == attempt);
  }

  Collection<Handout> running() {
    return List.copyOf(running.values());
  }

  /**
   * @return whether it is a running block
   */
  boolean heard(long number, long attempt, double share, long nanos) {
    Optional<Handout> block = running(number, attempt);
    block.ifPresent(known -> running.put(number, known.heard(nanos, share)));
    return block.isPresent();
  }

  /** The block ended; its result says what of it runs again. */
  void ended(Handout block) {
    running.remove(block.number());
  }

  /** The block goes back as a whole, to be handed out first. */
  void giveBack(Handout block) {
    running.remove(block.number());
    if (block.cut()) {
      RangeSet whole = block.addresses().plus(block.excluded());
      cut.addFirst(
          new CutBlock(
              block.number(),
              String.join(",", whole.texts()),
              block.failures(),
              whole.count().longValue()));
    } else {
      planned.addFirst(block.number());
    }
  }

  /** New blocks for addresses, with the next numbers; they wait from now on. */
  List<CutBlock> add(List<RangeSet> parts, int failures) {
    List<CutBlock> added =
        parts.stream()
            .map(
                part ->
                    new CutBlock(
                        numbers++,
                        String.join(",", part.texts()),
                        failures,
                        part.count().longValue()))
            .toList();
    cut.addAll(added);
    return added;
  }

  /** Leaves these addresses out of blocks that are handed out from now on. */
  void exclude(RangeSet addresses) {
    excluded = addresses;
  }

  RangeSet excluded() {
    return excluded;
  }

  Blocks blocks() {
    return blocks;
  }

  long next() {
    return next;
  }

  boolean hasWaiting() {
    return !cut.isEmpty() || !planned.isEmpty() || next < blocks.count();
  }

  /** Whether every block is finished, apart from results that are not stored yet. */
  boolean isDone() {
    return !hasWaiting() && running.isEmpty();
  }

  /** The addresses of all blocks that wait. Takes memory in proportion to the plan's ranges. */
  RangeSet unfinished() {
    RangeSet left = RangeSet.EMPTY;
    for (CutBlock block : cut) {
      if (!block.targets().isEmpty()) {
        left = left.plus(RangeSet.parse(List.of(block.targets().split(","))));
      }
    }
    for (long number : planned) {
      left = left.plus(blocks.addresses(number));
    }
    return left;
  }
}
