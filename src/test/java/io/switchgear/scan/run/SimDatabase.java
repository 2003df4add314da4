package io.switchgear.scan.run;

import inet.ipaddr.IPAddressSeqRange;
import io.switchgear.cluster.sim.Step;
import io.switchgear.cluster.sim.Tally;
import io.switchgear.cluster.sim.Violation;
import io.switchgear.cluster.sim.World;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scope.RangeSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * The rows of one job, with the conditions that the SQL of the real tables has. Every node reaches
 * it, whatever happens between nodes.
 */
final class SimDatabase {

  private static final int SLOWEST = 10;

  private final World world;
  private final SplittableRandom[] randoms;
  private final Blocks blocks;
  private final boolean fenced;
  private final boolean storesOnce;
  private final Tally tally;
  private final Set<Long> done = new HashSet<>();
  private final Map<Long, CutBlock> waiting = new TreeMap<>();
  private final int[] hosts;
  private final int firstHost;
  private long epoch;
  private long next;
  private long numbers;
  private long planned;

  SimDatabase(World world, Blocks blocks, boolean fenced, boolean storesOnce, Tally tally) {
    this.world = world;
    this.randoms = world.randoms();
    this.blocks = blocks;
    this.fenced = fenced;
    this.storesOnce = storesOnce;
    this.tally = tally;
    this.numbers = blocks.count();
    this.hosts = new int[blocks.all().count().intValueExact()];
    this.firstHost = first(blocks.all().ranges().getFirst());
  }

  /** The row of the job, as its new owner reads it. */
  record Row(long epoch, long next, long numbers, List<Long> missing, List<CutBlock> waiting) {}

  /**
   * @param next planned blocks below it were handed out
   * @param again blocks cut from this one
   */
  record Result(Handout block, RangeSet whole, List<CutBlock> again, long next) {}

  /** How a transaction ended for the client. */
  sealed interface Reply<T> {
    record Value<T>(T value) implements Reply<T> {}

    /** It was rolled back, or committed; the client does not know. */
    record Unknown<T>() implements Reply<T> {}
  }

  /** Runs a transaction for a node, which hears of it unless it crashes. */
  <T> void transaction(int node, Supplier<T> work, Consumer<Reply<T>> then) {
    int started = world.incarnation(node);
    world.at(
        world.now() + 1 + randoms[node].nextInt(SLOWEST),
        () -> {
          boolean faulty = world.isActive(Step.Kind.DATABASE);
          Reply<T> reply = new Reply.Unknown<>();
          if (!faulty || randoms[node].nextBoolean()) {
            T value = work.get();
            reply =
                faulty && randoms[node].nextBoolean()
                    ? new Reply.Unknown<>()
                    : new Reply.Value<>(value);
          }
          Reply<T> heard = reply;
          if (world.incarnation(node) == started) {
            world.on(node, 1 + randoms[node].nextInt(SLOWEST), () -> then.accept(heard));
          }
        });
  }

  Row claim() {
    epoch++;
    List<Long> missing =
        LongStream.range(0, next).filter(number -> !done.contains(number)).boxed().toList();
    return new Row(epoch, next, numbers, missing, List.copyOf(waiting.values()));
  }

  /**
   * @param owner the epoch of the writer
   * @return whether it is that of the current owner; if not, nothing is changed
   */
  boolean finish(long owner, Result result) {
    long number = result.block().number();
    if (storesOnce && owner == epoch && done.contains(number)) {
      tally.count(Tally.What.WRITES_REPEATED);
      return true;
    }
    if (owner != epoch) {
      if (fenced) {
        tally.count(Tally.What.OLD_WRITES_REFUSED);
        return false;
      }
      throw new Violation(
          "a job has one writer",
          "the owner of epoch %d stores block %d after that of epoch %d has taken over"
              .formatted(owner, number, epoch));
    }
    boolean first = done.add(number);
    if (result.block().cut()) {
      first &= waiting.remove(number) != null;
    } else {
      planned++;
    }
    if (!first) {
      throw new Violation("a host is stored once", "block %d is finished twice".formatted(number));
    }
    result.again().forEach(block -> waiting.put(block.number(), block));
    numbers += result.again().size();
    next = Math.max(next, result.next());
    store(result.whole());
    tally.count(Tally.What.BLOCKS_STORED);
    return true;
  }

  private void store(RangeSet whole) {
    for (IPAddressSeqRange range : whole.ranges()) {
      int first = first(range) - firstHost;
      for (int host = first; host < first + range.getCount().intValueExact(); host++) {
        if (++hosts[host] > 1) {
          throw new Violation("a host is stored once", "host %d is stored again".formatted(host));
        }
      }
    }
  }

  private static int first(IPAddressSeqRange range) {
    return range.getLower().toIPv4().intValue();
  }

  /** Whether every block is finished, so that the row says that the job has ended. */
  boolean isComplete() {
    return waiting.isEmpty() && planned == blocks.count();
  }

  /**
   * @throws Violation unless the job has ended with every host
   */
  void checkComplete() {
    if (!isComplete()) {
      throw new Violation(
          "a job finishes when faults have ended",
          "blocks %s are done, %s wait, epoch %d".formatted(done, waiting.keySet(), epoch));
    }
    for (int host = 0; host < hosts.length; host++) {
      if (hosts[host] != 1) {
        throw new Violation("a host is stored once", "host %d has no result".formatted(host));
      }
    }
  }
}
