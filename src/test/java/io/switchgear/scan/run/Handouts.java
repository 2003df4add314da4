package io.switchgear.scan.run;

import io.switchgear.cluster.sim.Links;
import io.switchgear.cluster.sim.Model;
import io.switchgear.cluster.sim.Step;
import io.switchgear.cluster.sim.Tally;
import io.switchgear.cluster.sim.World;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The hand-out of one job in a simulated cluster. The lowest node that a node reaches is the owner
 * for it, so that a cluster that is cut has several; workers pull, and report to the owner that
 * they see. The ledger is the real one; the database is a model with the conditions of its SQL.
 */
public final class Handouts implements Model {

  private static final long TICK = 400;
  private static final int SLOWEST_MESSAGE = 20;
  private static final int BLOCKS_AT_ONCE = 1;
  private static final int LONGEST_BLOCK = 2_000;
  private static final long REPEATED = 1_000;

  /** The run after so many failures finishes the whole block. */
  private static final int MOST_FAILURES = 2;

  private static final Blocks BLOCKS = blocks();

  private final World world;
  private final SimDatabase database;
  private final Tally tally;
  private final Links messages;
  private final SplittableRandom[] randoms;
  private final SimOwner[] owners;
  private final Worker[] workers;

  public Handouts(World world, boolean fenced, boolean storesOnce, Tally tally) {
    this.world = world;
    this.tally = tally;
    this.database = new SimDatabase(world, BLOCKS, fenced, storesOnce, tally);
    this.messages = world.links(SLOWEST_MESSAGE);
    this.randoms = world.randoms();
    this.owners = new SimOwner[world.nodes()];
    this.workers = new Worker[world.nodes()];
  }

  private static Blocks blocks() {
    PinnedTargets targets =
        new PinnedTargets(List.of("10.0.0.0/26", "10.0.0.64/27"), Map.of(), List.of(), 96);
    ToolPlan plan = ToolPlan.of(HeldTools.call("scan", "{}")).with(targets);
    return new Blocks(new JobDefinition(plan, false, 4, 16, false, 0));
  }

  /** The blocks that a node runs or has not been able to report, by hand-out. */
  private record Worker(Map<Key, Report> reports, Map<Key, Handout> running) {}

  private record Key(long number, long attempt) {}

  private record Report(Optional<RangeSet> whole, long sentAt) {}

  @Override
  public void started(int node) {
    workers[node] = new Worker(new LinkedHashMap<>(), new LinkedHashMap<>());
    world.on(node, randoms[node].nextLong(TICK), () -> tick(node));
  }

  @Override
  public void crashed(int node) {
    workers[node] = null;
    owners[node] = null;
  }

  @Override
  public void began(Step step) {}

  private void tick(int node) {
    world.on(node, TICK, () -> tick(node));
    if (!world.hasJoined(node)) {
      return;
    }
    own(node);
    work(node);
  }

  private void own(int node) {
    SimOwner owner = owners[node];
    boolean mine = world.lowestReachable(node) == node && !database.isComplete();
    if (owner != null && (!mine || owner.isStopped())) {
      owner.stop();
      owners[node] = null;
    } else if (owner != null) {
      owner.tick();
    } else if (mine) {
      owners[node] = new SimOwner(world, node, database, BLOCKS, tally);
      owners[node].claim();
    }
  }

  private void work(int node) {
    Worker worker = workers[node];
    int owner = world.lowestReachable(node);
    worker
        .running()
        .keySet()
        .forEach(
            key ->
                messages.send(
                    node,
                    owner,
                    () -> to(owner).ifPresent(o -> o.alive(key.number(), key.attempt()))));
    List.copyOf(worker.reports().entrySet()).stream()
        .filter(entry -> world.now() - entry.getValue().sentAt() >= REPEATED)
        .forEach(entry -> report(node, entry.getKey(), entry.getValue().whole()));
    if (!database.isComplete()) {
      for (int open = worker.running().size(); open < BLOCKS_AT_ONCE; open++) {
        messages.send(node, owner, () -> take(owner, node));
      }
    }
  }

  private Optional<SimOwner> to(int owner) {
    return Optional.ofNullable(owners[owner]);
  }

  private void take(int owner, int worker) {
    to(owner)
        .flatMap(known -> known.take("node-" + worker))
        .ifPresent(block -> messages.send(owner, worker, () -> run(worker, block)));
  }

  private void run(int node, Handout block) {
    Key key = new Key(block.number(), block.attempt());
    workers[node].running().put(key, block);
    world.on(
        node,
        50 + randoms[node].nextInt(LONGEST_BLOCK),
        () -> {
          workers[node].running().remove(key);
          report(node, key, result(node, block));
        });
  }

  /** One block of seven comes back as it was; one of seven has results for some hosts alone. */
  private Optional<RangeSet> result(int node, Handout block) {
    int luck = randoms[node].nextInt(7);
    if (luck == 0) {
      return Optional.empty();
    }
    boolean partly = luck == 1 && block.failures() < MOST_FAILURES;
    return Optional.of(partly ? Blocks.cut(block.addresses(), 2).getFirst() : block.addresses());
  }

  private void report(int node, Key key, Optional<RangeSet> whole) {
    workers[node].reports().put(key, new Report(whole, world.now()));
    int owner = world.lowestReachable(node);
    Runnable committed =
        () -> messages.send(owner, node, () -> workers[node].reports().remove(key));
    messages.send(
        node,
        owner,
        () -> to(owner).ifPresent(o -> o.ended(key.number(), key.attempt(), whole, committed)));
  }

  @Override
  public void ended() {
    database.checkComplete();
  }
}
