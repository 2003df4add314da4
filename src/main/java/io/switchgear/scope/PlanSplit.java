package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import io.switchgear.tool.PinnedTargets;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The targets of a plan, cut into numbered parts. A part is computed from its number, so a cut
 * takes no more memory than the plan. Together the parts have exactly the addresses of the plan,
 * each once. A part has addresses of one family, because scanners take one family at a time.
 *
 * <p>If a family has many parts, its last ones are smaller, so that the last part does not hold up
 * the end.
 *
 * <p>A part carries no exclusions: what the plan excludes is in none of them. It grants nothing by
 * itself: the scope judges each part when it runs, like any plan.
 */
public final class PlanSplit {

  /** How many of the last parts are divided, and into how many each. */
  private static final int DIVIDED = 4;

  private final RangeSet literals;
  private final Map<String, RangeSet> named = new LinkedHashMap<>();
  private final RangeSet all;

  /** Ranges by the number of their first part. */
  private final TreeMap<Long, Run> runs = new TreeMap<>();

  private long parts;

  /** Addresses of one family, cut into parts of one size; the last may be smaller. */
  private record Run(TreeMap<Long, IPAddressSeqRange> byOffset, long from, long to, int size) {}

  private PlanSplit(PinnedTargets targets, int maxHosts, int divideFrom) {
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts " + maxHosts + ": allowed is 1 or more");
    }
    this.literals = PinnedCheck.ranges(targets.blocks());
    targets.names().forEach((name, its) -> named.put(name, PinnedCheck.ranges(its)));
    this.all = RangeSet.union(Stream.concat(Stream.of(literals), named.values().stream()).toList());
    for (boolean ipv6 : new boolean[] {false, true}) {
      addFamily(
          all.ranges().stream().filter(range -> range.getLower().isIPv6() == ipv6).toList(),
          maxHosts,
          divideFrom);
    }
  }

  private void addFamily(List<IPAddressSeqRange> ranges, int maxHosts, int divideFrom) {
    TreeMap<Long, IPAddressSeqRange> byOffset = new TreeMap<>();
    BigInteger offset = BigInteger.ZERO;
    for (IPAddressSeqRange range : ranges) {
      byOffset.put(offset.longValueExact(), range);
      offset = offset.add(range.getCount());
    }
    long hosts = offset.longValueExact();
    long whole = Math.ceilDiv(hosts, maxHosts);
    boolean divide = whole >= Math.max(DIVIDED, divideFrom) && maxHosts >= DIVIDED;
    long divided = divide ? (whole - DIVIDED) * maxHosts : hosts;
    addRun(byOffset, 0, divided, maxHosts);
    addRun(byOffset, divided, hosts, maxHosts / DIVIDED);
  }

  private void addRun(TreeMap<Long, IPAddressSeqRange> byOffset, long from, long to, int size) {
    if (from < to) {
      runs.put(parts, new Run(byOffset, from, to, size));
      parts += Math.ceilDiv(to - from, size);
    }
  }

  /**
   * Parts in the order of their addresses, IPv4 first.
   *
   * @param maxHosts of each part; at least 1
   * @param divideFrom number of parts of one family from which its last ones are smaller
   * @throws IllegalArgumentException if the targets are not addresses, or if there are more than
   *     2^63
   */
  public static PlanSplit of(PinnedTargets targets, int maxHosts, int divideFrom) {
    try {
      return new PlanSplit(targets, maxHosts, divideFrom);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the plan has more addresses than can be counted", e);
    }
  }

  /** All addresses of the plan. */
  public RangeSet all() {
    return all;
  }

  /** The number of parts; 0 for a plan without addresses. */
  public long parts() {
    return parts;
  }

  /**
   * The addresses of a part.
   *
   * @param number 0 to {@code parts() - 1}
   */
  public RangeSet part(long number) {
    if (number < 0 || number >= parts) {
      throw new IllegalArgumentException("part " + number + ": there are " + parts);
    }
    Map.Entry<Long, Run> entry = runs.floorEntry(number);
    Run run = entry.getValue();
    long from = run.from() + (number - entry.getKey()) * run.size();
    return slice(run, from, Math.min(run.size(), run.to() - from));
  }

  /** The plan's targets that are among the addresses, with their names. */
  public PinnedTargets only(RangeSet addresses) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    RangeSet found = literals.and(addresses);
    List<String> blocks = TargetSet.blockTexts(found);
    for (Map.Entry<String, RangeSet> each : named.entrySet()) {
      RangeSet here = each.getValue().and(addresses);
      if (!here.isEmpty()) {
        names.put(each.getKey(), TargetSet.addressTexts(here));
        found = found.plus(here);
      }
    }
    return new PinnedTargets(blocks, names, List.of(), found.count().longValueExact());
  }

  private static RangeSet slice(Run run, long from, long count) {
    List<IPAddressSeqRange> slice = new ArrayList<>();
    long at = from;
    long left = count;
    while (left > 0) {
      Map.Entry<Long, IPAddressSeqRange> entry = run.byOffset().floorEntry(at);
      IPAddressSeqRange range = entry.getValue();
      long skipped = at - entry.getKey();
      long rest = range.getCount().longValueExact() - skipped;
      long taken = Math.min(left, rest);
      IPAddress first = range.getLower().increment(skipped);
      slice.add(first.spanWithRange(first.increment(taken - 1)));
      at += taken;
      left -= taken;
    }
    return RangeSet.of(slice);
  }
}
