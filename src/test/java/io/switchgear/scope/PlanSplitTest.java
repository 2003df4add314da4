package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.tool.Caller;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolPlan;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanSplitTest {

  private static ToolPlan plan(PinnedTargets targets) {
    return new ToolPlan(
        new ToolCall("1", "scan", JsonNodeFactory.instance.objectNode(), Caller.LOCAL),
        targets,
        new CostEstimate(targets.hosts(), 10, targets.hosts()));
  }

  /** Random blocks, ranges, single addresses, names and exclusions of both families. */
  @Test
  void thePartsHaveExactlyTheAddressesOfThePlan() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String why = "seed " + seed + ", round " + round;
      Map<String, List<InetAddress>> names =
          Map.of("a.lab.internal", someAddresses(random), "b.lab.internal", someAddresses(random));
      ScanScope scope =
          Scopes.scope(ScopePolicy.DEFAULT, name -> names.get(name).toArray(InetAddress[]::new));
      List<String> targets = new ArrayList<>(names.keySet());
      for (int i = random.nextInt(6); i >= 0; i--) {
        targets.add(target(random));
      }
      List<String> exclude = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        exclude.add(target(random));
      }
      ScopeDecision decision =
          scope.check(Scopes.ANYONE, targets, exclude, 1_000_000).toCompletableFuture().get();
      if (!(decision instanceof ScopeDecision.Allowed allowed)) {
        continue;
      }
      ToolPlan plan = plan(allowed.targets().pinned());
      int most = 1 + random.nextInt(random.nextBoolean() ? 300 : 8);
      PlanSplit split = PlanSplit.of(plan.targets(), most, 16);
      assertSplits(why, scope, allowed.targets(), inOrder(plan, split), most);
      Set<String> outside = new HashSet<>(split.only(split.all()).blocks());
      assertEquals(new HashSet<>(plan.targets().blocks()), outside, why);
    }
  }

  private static Stream<ToolPlan> inOrder(ToolPlan plan, PlanSplit split) {
    return LongStream.range(0, split.parts())
        .mapToObj(number -> plan.with(split.only(split.part(number))));
  }

  private static void assertSplits(
      String why, ScanScope scope, TargetSet whole, Stream<ToolPlan> parts, int most) {
    List<InetAddress> all = new ArrayList<>();
    double seconds = 0;
    for (ToolPlan part : parts.toList()) {
      ScopeDecision.Allowed admitted =
          (ScopeDecision.Allowed) scope.admit(Scopes.ANYONE, part.targets(), most);
      assertEquals(part.targets(), admitted.targets().pinned(), why);
      assertTrue(!admitted.targets().hasIpv4() || !admitted.targets().hasIpv6(), why);
      for (InetAddress address : admitted.targets().addresses().toList()) {
        all.add(address);
        assertEquals(whole.nameOf(address), admitted.targets().nameOf(address), why);
      }
      seconds += part.cost().seconds();
    }
    assertEquals(whole.hosts(), seconds, 1e-3, why);
    List<InetAddress> expected = whole.addresses().toList();
    assertEquals(expected, all, why);
  }

  private static String target(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "10.0." + random.nextInt(3) + "." + random.nextInt(256);
      case 1 ->
          "10.0."
              + random.nextInt(4)
              + "."
              + random.nextInt(100)
              + "-"
              + (100 + random.nextInt(100));
      case 2 -> "fd00::" + Integer.toHexString(random.nextInt(64) * 16) + "/124";
      default -> "10.0." + random.nextInt(4) + "." + random.nextInt(16) * 16 + "/28";
    };
  }

  private static List<InetAddress> someAddresses(Random random) {
    return List.of(
        Scopes.address("10.0.0." + random.nextInt(256)),
        Scopes.address("fd00::" + Integer.toHexString(random.nextInt(1_024))));
  }

  @Test
  void aHugePlanIsCutAsItIsAskedFor() {
    PinnedTargets huge =
        new PinnedTargets(List.of("fd00::/66"), Map.of(), List.of(), Long.MAX_VALUE / 2);
    PlanSplit split = PlanSplit.of(huge, 64, 16);
    assertEquals(
        List.of(List.of("fd00::/122"), List.of("fd00::40/122"), List.of("fd00::80/122")),
        LongStream.range(0, 3).mapToObj(number -> split.part(number).texts()).toList());
    assertEquals(List.of("fd00::3fff:ffff:ffff:fff0/124"), split.part(split.parts() - 1).texts());
    assertThrows(
        IllegalArgumentException.class, () -> PlanSplit.of(PinnedTargets.of("fd00::/32"), 64, 16));
    assertThrows(
        IllegalArgumentException.class, () -> PlanSplit.of(PinnedTargets.of("-x"), 64, 16));
    assertThrows(IllegalArgumentException.class, () -> PlanSplit.of(huge, 0, 16));
    assertThrows(IllegalArgumentException.class, () -> split.part(split.parts()));
    assertThrows(IllegalArgumentException.class, () -> split.part(-1));
  }

  /** Of many parts the last four are divided by four; of few parts, none. */
  @Test
  void theLastPartsAreSmaller() {
    PlanSplit many = PlanSplit.of(PinnedTargets.of("10.0.0.0/22"), 64, 16);
    assertEquals(12 + 16, many.parts());
    assertEquals(64, many.part(11).count().intValueExact());
    assertEquals(16, many.part(12).count().intValueExact());
    assertEquals(4, PlanSplit.of(PinnedTargets.of("10.0.0.0/24"), 64, 16).parts());
    assertEquals(4, PlanSplit.of(PinnedTargets.of("10.0.0.0/24"), 64, 5).parts());
    assertEquals(16, PlanSplit.of(PinnedTargets.of("10.0.0.0/24"), 64, 0).parts());
    assertEquals(16, PlanSplit.of(PinnedTargets.of("10.0.0.0/22"), 64, 17).parts());
    assertEquals(0, PlanSplit.of(PinnedTargets.NONE, 64, 16).parts());
  }

  @Test
  void aShuffleIsAPermutationThatTheSeedDecides() {
    for (long size : new long[] {1, 2, 3, 4, 5, 16, 17, 1_000, 4_097}) {
      IndexShuffle shuffle = new IndexShuffle(size, 42);
      Set<Long> seen = new HashSet<>();
      LongStream.range(0, size).map(shuffle::at).forEach(seen::add);
      assertEquals(size, seen.size());
      assertTrue(seen.stream().allMatch(index -> index >= 0 && index < size));
    }
    List<Long> one = LongStream.range(0, 100).map(new IndexShuffle(100, 1)::at).boxed().toList();
    List<Long> same = LongStream.range(0, 100).map(new IndexShuffle(100, 1)::at).boxed().toList();
    List<Long> other = LongStream.range(0, 100).map(new IndexShuffle(100, 2)::at).boxed().toList();
    assertEquals(one, same);
    assertNotEquals(one, other);
    assertNotEquals(LongStream.range(0, 100).boxed().toList(), one);
  }
}
