package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Cuts a plan into plans of fewer hosts, one after the other as they are asked for. Together the
 * parts have exactly the addresses of the plan, each once. A part has addresses of one family,
 * because scanners take one family at a time.
 *
 * <p>A part carries no exclusions: what the plan excludes is in none of them. It grants nothing by
 * itself: the scope judges each part when it runs, like any plan.
 */
public final class PlanSplit {

  private final ToolPlan plan;
  private final int maxHosts;
  private final RangeSet literals;
  private final Map<String, RangeSet> named = new LinkedHashMap<>();

  /** Ranges by the number of their first part. */
  private final TreeMap<Long, Run> runs = new TreeMap<>();

  private long parts;

  /** Addresses of one family, cut into parts. */
  private record Run(RangeSet addresses, TreeMap<Long, IPAddressSeqRange> byOffset, long hosts) {}

  private PlanSplit(ToolPlan plan, int maxHosts) {
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts " + maxHosts + ": allowed is 1 or more");
    }
    this.plan = plan;
    this.maxHosts = maxHosts;
    this.literals = PinnedCheck.ranges(plan.targets().blocks());
    plan.targets().names().forEach((name, its) -> named.put(name, PinnedCheck.ranges(its)));
    RangeSet all =
        RangeSet.union(Stream.concat(Stream.of(literals), named.values().stream()).toList());
    for (boolean ipv6 : new boolean[] {false, true}) {
      addRun(all.ranges().stream().filter(range -> range.getLower().isIPv6() == ipv6).toList());
    }
  }

  private void addRun(List<IPAddressSeqRange> ranges) {
    TreeMap<Long, IPAddressSeqRange> byOffset = new TreeMap<>();
    BigInteger offset = BigInteger.ZERO;
    for (IPAddressSeqRange range : ranges) {
      byOffset.put(offset.longValueExact(), range);
      offset = offset.add(range.getCount());
    }
    long hosts = offset.longValueExact();
    if (hosts > 0) {
      runs.put(parts, new Run(RangeSet.of(ranges), byOffset, hosts));
      parts += Math.ceilDiv(hosts, maxHosts);
    }
  }

  /**
   * Parts in the order of their addresses, IPv4 first.
   *
   * @param maxHosts of each part; at least 1
   * @throws IllegalArgumentException if the plan's targets are not addresses, or if there are more
   *     than 2^63
   */
  public static Stream<ToolPlan> inOrder(ToolPlan plan, int maxHosts) {
    PlanSplit split = of(plan, maxHosts);
    return LongStream.range(0, split.parts).mapToObj(split::part);
  }

  /**
   * The same parts in an order that the seed decides; takes no memory for it.
   *
   * @param maxHosts as for {@link #inOrder}
   */
  public static Stream<ToolPlan> shuffled(ToolPlan plan, int maxHosts, long seed) {
    PlanSplit split = of(plan, maxHosts);
    if (split.parts == 0) {
      return Stream.empty();
    }
    IndexShuffle order = new IndexShuffle(split.parts, seed);
    return LongStream.range(0, split.parts).map(order::at).mapToObj(split::part);
  }

  private static PlanSplit of(ToolPlan plan, int maxHosts) {
    try {
      return new PlanSplit(plan, maxHosts);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the plan has more addresses than can be counted", e);
    }
  }

  private ToolPlan part(long number) {
    Map.Entry<Long, Run> run = runs.floorEntry(number);
    long from = (number - run.getKey()) * maxHosts;
    RangeSet part = slice(run.getValue(), from, Math.min(maxHosts, run.getValue().hosts() - from));
    Map<String, List<String>> names = new LinkedHashMap<>();
    named.forEach(
        (name, its) -> {
          RangeSet here = its.and(part);
          if (!here.isEmpty()) {
            names.put(name, TargetSet.addressTexts(here));
          }
        });
    List<String> blocks = TargetSet.blockTexts(literals.and(part));
    return plan.with(new PinnedTargets(blocks, names, List.of(), part.count().longValueExact()));
  }

  private static RangeSet slice(Run run, long from, long count) {
    RangeSet slice = RangeSet.of(List.<IPAddressSeqRange>of());
    long at = from;
    long left = count;
    while (left > 0) {
      Map.Entry<Long, IPAddressSeqRange> entry = run.byOffset().floorEntry(at);
      IPAddressSeqRange range = entry.getValue();
      long skipped = at - entry.getKey();
      long rest = range.getCount().longValueExact() - skipped;
      long taken = Math.min(left, rest);
      IPAddress first = range.getLower().increment(skipped);
      slice = slice.plus(RangeSet.of(first.spanWithRange(first.increment(taken - 1))));
      at += taken;
      left -= taken;
    }
    return slice;
  }
}
