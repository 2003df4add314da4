package io.switchgear.cluster.sim;

import io.switchgear.cluster.sim.Step.Kind;
import java.util.SplittableRandom;

/**
 * The messages of one kind between all nodes. Each direction between two nodes has its own random
 * numbers, so that a step that is left out changes little elsewhere.
 */
public final class Links {

  private static final int SLOWEST_WITH_DELAY = 2_000;

  private final World world;
  private final int slowest;
  private final SplittableRandom[][] randoms;

  Links(World world, int slowest) {
    this.world = world;
    this.slowest = slowest;
    this.randoms = new SplittableRandom[world.nodes()][];
    for (int from = 0; from < randoms.length; from++) {
      randoms[from] = world.randoms();
    }
  }

  /** Sends a message; a node reaches itself always. */
  public void send(int from, int to, Runnable action) {
    if (from == to) {
      world.on(to, 0, action);
      return;
    }
    SplittableRandom random = randoms[from][to];
    long delay = 1 + random.nextInt(slowest);
    for (Step step : world.active()) {
      if (loses(step, from, to, random)) {
        return;
      }
      if (step.kind() == Kind.DELAY && (step.node() == from || step.node() == to)) {
        delay += random.nextInt(SLOWEST_WITH_DELAY);
      }
    }
    world.on(to, delay, action);
  }

  private static boolean loses(Step step, int from, int to, SplittableRandom random) {
    boolean touches = step.node() == from || step.node() == to;
    return switch (step.kind()) {
      case CUT_ONE_WAY -> step.node() == from && step.other() == to;
      case CUT -> touches && (step.other() == from || step.other() == to);
      case ISOLATE -> touches;
      case LOSS -> touches && random.nextInt(3) == 0;
      case CRASH, PAUSE, DELAY, STALE, SKEW, BAD_TOOL, OUTAGE, DATABASE, CALLS -> false;
    };
  }
}
