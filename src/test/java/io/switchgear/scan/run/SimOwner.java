package io.switchgear.scan.run;

import io.switchgear.cluster.sim.Tally;
import io.switchgear.cluster.sim.World;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.run.SimDatabase.Reply;
import io.switchgear.scope.RangeSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entity of a job on one node, over the real ledger. */
final class SimOwner {

  /** A worker that is silent for longer has lost its block. */
  private static final long SILENCE = 2_500;

  private static final long AGAIN = 300;
  private static final int CUT_TO = 2;
  private static final int MOST_PENDING = 2;

  private final World world;
  private final int node;
  private final SimDatabase database;
  private final Tally tally;
  private final Blocks blocks;
  private final Map<Long, Long> storing = new HashMap<>();
  private final Deque<Write> writes = new ArrayDeque<>();
  private Optional<BlockLedger> ledger = Optional.empty();
  private long epoch;
  private boolean stopped;

  SimOwner(World world, int node, SimDatabase database, Blocks blocks, Tally tally) {
    this.world = world;
    this.node = node;
    this.database = database;
    this.blocks = blocks;
    this.tally = tally;
  }

  private record Write(SimDatabase.Result result, Runnable then) {}

  void claim() {
    database.transaction(node, database::claim, this::claimed);
  }

  private void claimed(Reply<SimDatabase.Row> reply) {
    if (stopped) {
      return;
    }
    switch (reply) {
      case Reply.Unknown<SimDatabase.Row> ignored -> world.on(node, AGAIN, this::claim);
      case Reply.Value<SimDatabase.Row> claimed -> {
        SimDatabase.Row row = claimed.value();
        epoch = row.epoch();
        if (epoch > 1) {
          tally.count(Tally.What.TAKEOVERS);
        }
        ledger =
            Optional.of(
                new BlockLedger(
                    blocks,
                    row.next(),
                    row.numbers(),
                    epoch << Integer.SIZE,
                    row.missing(),
                    row.waiting(),
                    RangeSet.EMPTY));
      }
    }
  }

  /** Another node owns the job, as far as this one knows, or the job has ended. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** A block for a worker; empty if none waits, or the rows are not read yet. */
  Optional<Handout> take(String worker) {
    if (stopped || ledger.isEmpty() || writes.size() > MOST_PENDING) {
      return Optional.empty();
    }
    return switch (ledger.get().take(worker, 0, world.clock(node), nanos())) {
      case BlockLedger.Next.Block block -> {
        tally.count(Tally.What.BLOCKS_HANDED_OUT);
        yield Optional.of(block.handout());
      }
      case BlockLedger.Next.LeftOut left ->
          throw new IllegalStateException("nothing is excluded: " + left);
      case BlockLedger.Next.Nothing ignored -> Optional.empty();
    };
  }

  private long nanos() {
    return Duration.ofMillis(world.now()).toNanos();
  }

  void alive(long number, long attempt) {
    ledger.ifPresent(known -> known.heard(number, attempt, 0.5, nanos()));
  }

  /**
   * @param whole addresses with a result; empty if the block came back as it was
   * @param committed tells the worker to forget it
   */
  void ended(long number, long attempt, Optional<RangeSet> whole, Runnable committed) {
    if (stopped || ledger.isEmpty() || storing.getOrDefault(number, -1L) == attempt) {
      return;
    }
    Optional<Handout> running = ledger.get().running(number, attempt);
    if (running.isEmpty()) {
      committed.run();
    } else if (whole.isEmpty()) {
      ledger.get().giveBack(running.get());
      committed.run();
    } else {
      store(ledger.get(), running.get(), whole.get(), committed);
    }
  }

  private void store(BlockLedger known, Handout block, RangeSet whole, Runnable committed) {
    known.ended(block);
    storing.put(block.number(), block.attempt());
    List<RangeSet> rest = Blocks.cut(block.addresses().minus(whole), CUT_TO);
    if (!rest.isEmpty()) {
      tally.count(Tally.What.BLOCKS_CUT);
    }
    SimDatabase.Result result =
        new SimDatabase.Result(block, whole, known.add(rest, block.failures() + 1), known.next());
    writes.add(
        new Write(
            result,
            () -> {
              storing.remove(block.number());
              committed.run();
            }));
    if (writes.size() == 1) {
      write();
    }
  }

  /** One transaction at a time, repeated until its result is known. */
  private void write() {
    Write first = writes.getFirst();
    database.transaction(
        node, () -> database.finish(epoch, first.result()), reply -> wrote(first, reply));
  }

  private void wrote(Write write, Reply<Boolean> reply) {
    switch (reply) {
      case Reply.Unknown<Boolean> ignored -> world.on(node, AGAIN, this::write);
      case Reply.Value<Boolean> value -> {
        if (!value.value()) {
          stop();
          return;
        }
        writes.removeFirst();
        write.then().run();
        if (!writes.isEmpty()) {
          write();
        }
      }
    }
  }

  void tick() {
    ledger.ifPresent(
        known -> {
          for (Handout block : known.running()) {
            if (nanos() - block.heardAt() > Duration.ofMillis(SILENCE).toNanos()) {
              tally.count(Tally.What.BLOCKS_TAKEN_BACK);
              known.giveBack(block);
            }
          }
        });
  }
}
