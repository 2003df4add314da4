package io.switchgear.scan.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random walks: at each step every address of the plan is in exactly one place, which is a waiting
 * block, a running block, the results, or what was left out.
 */
class BlockLedgerTest {

  private static final int STEPS = 2_000;
  private static final RangeSet ALL =
      RangeSet.parse(List.of("10.0.0.0/24", "10.0.7.3", "fd00::/122"));

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private RangeSet done = RangeSet.EMPTY;
  private RangeSet leftOut = RangeSet.EMPTY;

  private Blocks blocks(boolean randomised) {
    PinnedTargets targets =
        new PinnedTargets(ALL.texts(), Map.of(), List.of(), ALL.count().longValue());
    ToolPlan plan = ToolPlan.of(HeldTools.call("scan", "{}")).with(targets);
    return new Blocks(new JobDefinition(plan, false, 16, 16, randomised, random.nextLong()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noAddressIsLostOrDoubled(boolean randomised) {
    Blocks blocks = blocks(randomised);
    BlockLedger ledger =
        new BlockLedger(blocks, 0, blocks.count(), 0, List.of(), List.of(), RangeSet.EMPTY);
    for (int step = 0; step < STEPS && !ledger.isDone(); step++) {
      step(ledger);
      assertEachIsInOnePlace(ledger, step);
    }
    ledger.exclude(RangeSet.EMPTY);
    while (!ledger.isDone()) {
      take(ledger);
      List.copyOf(ledger.running()).forEach(block -> end(ledger, block, block.addresses()));
    }
    assertEachIsInOnePlace(ledger, STEPS);
    assertEquals(ALL, done.plus(leftOut), "seed " + seed);
  }

  private void step(BlockLedger ledger) {
    List<Handout> running = List.copyOf(ledger.running());
    int what = random.nextInt(10);
    if (running.isEmpty() || what < 3) {
      take(ledger);
    } else if (what < 6) {
      ledger.giveBack(running.get(random.nextInt(running.size())));
    } else if (what < 9) {
      Handout block = running.get(random.nextInt(running.size()));
      end(ledger, block, some(block.addresses()));
    } else {
      ledger.exclude(random.nextBoolean() ? RangeSet.EMPTY : some(ALL));
    }
  }

  private void take(BlockLedger ledger) {
    switch (ledger.take("node", 0, Instant.EPOCH, 0)) {
      case BlockLedger.Next.Block block -> {
        Handout handout = block.handout();
        assertFalse(handout.addresses().isEmpty(), "seed " + seed);
        assertTrue(handout.addresses().and(ledger.excluded()).isEmpty(), "seed " + seed);
      }
      case BlockLedger.Next.LeftOut left -> leaveOut(left.handout());
      case BlockLedger.Next.Nothing ignored -> {}
    }
  }

  /** The rest of the block runs again in smaller ones. */
  private void end(BlockLedger ledger, Handout block, RangeSet whole) {
    ledger.ended(block);
    done = disjoint(done, whole);
    leaveOut(block);
    RangeSet rest = block.addresses().minus(whole);
    ledger.add(Blocks.cut(rest, 1 + random.nextInt(8)), block.failures() + 1);
  }

  private void leaveOut(Handout block) {
    leftOut = disjoint(leftOut, block.excluded());
  }

  private RangeSet some(RangeSet of) {
    List<RangeSet> parts = new ArrayList<>(Blocks.cut(of, 3));
    RangeSet some = RangeSet.EMPTY;
    for (RangeSet part : parts) {
      some = random.nextBoolean() ? some.plus(part) : some;
    }
    return some;
  }

  private RangeSet disjoint(RangeSet first, RangeSet second) {
    assertTrue(first.and(second).isEmpty(), () -> "doubled: " + second + ", seed " + seed);
    return first.plus(second);
  }

  private void assertEachIsInOnePlace(BlockLedger ledger, int step) {
    RangeSet places = disjoint(disjoint(done, leftOut), ledger.unfinished());
    for (long number = ledger.next(); number < ledger.blocks().count(); number++) {
      places = disjoint(places, ledger.blocks().addresses(number));
    }
    for (Handout block : ledger.running()) {
      places = disjoint(disjoint(places, block.addresses()), block.excluded());
    }
    assertEquals(ALL, places, "lost at step " + step + ", seed " + seed);
  }
}
