package io.switchgear.tool.hosts;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Many ports or addresses in few words: {@code 1-79,81}, {@code 10.0.0.2-10.0.0.255}; the notation
 * in which a scan can be asked for them again.
 *
 * @param count how many there are in all
 * @param parts the first of the ranges, ascending; at most {@link #SHOWN}
 * @param more ranges that are left out
 */
public record Ranges(long count, List<String> parts, int more) {

  /** Enough for every regular pattern; what is more scattered is better asked for again. */
  public static final int SHOWN = 50;

  public Ranges {
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  /** Counted only: which they are is not known. */
  public static Ranges unknown(long count) {
    return new Ranges(count, List.of(), 0);
  }

  /**
   * @param prefix before the first range, such as {@code U:} for UDP
   */
  public static Ranges ofPorts(BitSet ports, String prefix) {
    Collector ranges = new Collector();
    String before = prefix;
    for (int from = ports.nextSetBit(0); from >= 0; ) {
      int to = ports.nextClearBit(from);
      ranges.add(before + from + (to - from > 1 ? "-" + (to - 1) : ""), to - from);
      before = "";
      from = ports.nextSetBit(to);
    }
    return ranges.done();
  }

  /**
   * @param addresses in their textual form, in any order; each once
   */
  public static Ranges ofAddresses(Collection<String> addresses) {
    return ofAscending(
        addresses.stream()
            .flatMap(text -> Addresses.literal(text).stream())
            .sorted(Addresses.ASCENDING));
  }

  /** Of addresses that ascend; for sets too large to be sorted. */
  public static Ranges ofAscending(Stream<InetAddress> addresses) {
    Collector ranges = new Collector();
    Span span = new Span(ranges);
    addresses.forEachOrdered(span::add);
    span.end();
    return ranges.done();
  }

  /** Both, one after the other. */
  public Ranges and(Ranges other) {
    List<String> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    int kept = Math.min(SHOWN, all.size());
    return new Ranges(
        count + other.count, all.subList(0, kept), more + other.more + all.size() - kept);
  }

  /** Such as {@code 1-79,81}; empty if it is not known which they are. */
  public String text() {
    return String.join(",", parts);
  }

  /**
   * Every address of {@code 10.0.0.2-10.0.0.9,10.0.1.1}.
   *
   * @param atMost of them
   */
  public static List<String> addresses(String ranges, int atMost) {
    return Stream.of(ranges.split(","))
        .flatMap(Ranges::span)
        .limit(atMost)
        .map(Addresses::canonical)
        .toList();
  }

  private static Stream<InetAddress> span(String range) {
    String[] ends = range.split("-", 2);
    Optional<InetAddress> first = Addresses.literal(ends[0]);
    Optional<InetAddress> last = Addresses.literal(ends[ends.length - 1]);
    if (first.isEmpty() || last.isEmpty()) {
      return Stream.empty();
    }
    return Stream.concat(
        Stream.iterate(first.get(), address -> !address.equals(last.get()), Addresses::successor),
        last.stream());
  }

  /** Keeps the first ranges and counts the rest. */
  private static final class Collector {
    private final List<String> parts = new ArrayList<>();
    private long count;
    private int more;

    void add(String range, long size) {
      count += size;
      if (parts.size() < SHOWN) {
        parts.add(range);
      } else {
        more++;
      }
    }

    Ranges done() {
      return new Ranges(count, parts, more);
    }
  }

  /** Neighbours so far. */
  private static final class Span {
    private final Collector out;
    private InetAddress first;
    private InetAddress last;
    private long size;

    Span(Collector out) {
      this.out = out;
    }

    void add(InetAddress address) {
      if (size > 0 && Addresses.successor(last).equals(address)) {
        size++;
      } else {
        end();
        first = address;
        size = 1;
      }
      last = address;
    }

    void end() {
      if (size > 0) {
        out.add(
            Addresses.canonical(first) + (size > 1 ? "-" + Addresses.canonical(last) : ""), size);
      }
    }
  }
}
