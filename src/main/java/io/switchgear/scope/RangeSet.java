package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set of IPv4 and IPv6 addresses as the minimal list of ranges: disjoint, not adjacent,
 * ascending, IPv4 before IPv6. Operations use only the bounds of ranges and never enumerate
 * addresses.
 */
public record RangeSet(List<IPAddressSeqRange> ranges) {

  public static final RangeSet EMPTY = new RangeSet(List.of());

  private static final int BLOCKS_SHOWN = 4;

  static RangeSet of(Collection<? extends IPAddressSeqRange> ranges) {
    return new RangeSet(List.of(IPAddressSeqRange.join(ranges.toArray(IPAddressSeqRange[]::new))));
  }

  static RangeSet of(IPAddressSeqRange range) {
    return new RangeSet(List.of(range));
  }

  /** A single address without its IPv6 scope id, which is local to the machine that resolved it. */
  static RangeSet of(InetAddress address) {
    IPAddress one =
        address instanceof Inet6Address
            ? new IPv6Address(address.getAddress())
            : new IPv4Address(address.getAddress());
    return of(one.toSequentialRange());
  }

  /**
   * Parses addresses, CIDR blocks and IPv4 ranges.
   *
   * @throws IllegalArgumentException if a text is none of them
   */
  public static RangeSet parse(Collection<String> texts) {
    return PinnedCheck.ranges(List.copyOf(texts));
  }

  static RangeSet union(Collection<RangeSet> sets) {
    return of(sets.stream().flatMap(set -> set.ranges.stream()).toList());
  }

  public RangeSet plus(RangeSet other) {
    return union(List.of(this, other));
  }

  public RangeSet minus(RangeSet other) {
    List<IPAddressSeqRange> left = new ArrayList<>(ranges.size());
    // Both are ascending, so a hole before this range is before the later ones too.
    int first = 0;
    for (IPAddressSeqRange range : ranges) {
      while (first < other.ranges.size() && isBefore(other.ranges.get(first), range)) {
        first++;
      }
      // Only the last piece of a range can overlap the next hole.
      List<IPAddressSeqRange> pieces = new ArrayList<>(List.of(range));
      for (int i = first; i < other.ranges.size() && !isBefore(range, other.ranges.get(i)); i++) {
        if (!pieces.isEmpty()) {
          pieces.addAll(Arrays.asList(pieces.removeLast().subtract(other.ranges.get(i))));
        }
      }
      left.addAll(pieces);
    }
    return of(left);
  }

  /** Whether all addresses of a range come before all of the other. */
  private static boolean isBefore(IPAddressSeqRange range, IPAddressSeqRange other) {
    IPAddress last = range.getUpper();
    IPAddress next = other.getLower();
    return last.isIPv4() == next.isIPv4() ? last.compareTo(next) < 0 : last.isIPv4();
  }

  public RangeSet and(RangeSet other) {
    List<IPAddressSeqRange> common = new ArrayList<>();
    for (IPAddressSeqRange mine : ranges) {
      for (IPAddressSeqRange theirs : other.ranges) {
        IPAddressSeqRange both = mine.intersect(theirs);
        if (both != null) {
          common.add(both);
        }
      }
    }
    return of(common);
  }

  public boolean overlaps(RangeSet other) {
    return ranges.stream().anyMatch(mine -> other.ranges.stream().anyMatch(mine::overlaps));
  }

  public boolean contains(RangeSet other) {
    return other.ranges.stream()
        .allMatch(theirs -> ranges.stream().anyMatch(mine -> mine.contains(theirs)));
  }

  /** Whether the set is a single address. */
  boolean isSingle() {
    return ranges.size() == 1 && !ranges.getFirst().isMultiple();
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public BigInteger count() {
    return ranges.stream()
        .map(IPAddressSeqRange::getCount)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** The minimal list of CIDR blocks, ascending; a single address is a full-length block. */
  Stream<IPAddress> blocks() {
    return ranges.stream().flatMap(range -> Arrays.stream(range.spanWithPrefixBlocks()));
  }

  /** The fewest addresses and CIDR blocks, in the order of their addresses. */
  public List<String> texts() {
    return blocks().map(RangeSet::text).toList();
  }

  /** The ranges as text, such as {@code 10.0.0.2-10.0.0.9,10.0.1.1}; ascending. */
  public String rangeText() {
    return ranges.stream()
        .map(
            range ->
                range.isMultiple()
                    ? plain(range.getLower()) + "-" + plain(range.getUpper())
                    : plain(range.getLower()))
        .collect(Collectors.joining(","));
  }

  private static String plain(IPAddress address) {
    return address.withoutPrefixLength().toCanonicalString();
  }

  /** The first few blocks as text for a sentence. */
  public String summary() {
    List<String> shown = blocks().limit(BLOCKS_SHOWN + 1L).map(RangeSet::text).toList();
    return String.join(", ", shown.subList(0, Math.min(BLOCKS_SHOWN, shown.size())))
        + (shown.size() > BLOCKS_SHOWN ? " and more" : "");
  }

  /** A block as text: a single address without prefix length, IPv6 by RFC 5952. */
  static String text(IPAddress block) {
    return (block.isMultiple() ? block : block.withoutPrefixLength()).toCanonicalString();
  }
}
