package io.switchgear.tool.hosts;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ports or addresses as ranges, such as {@code 1-79,81} or {@code 10.0.0.2-10.0.0.255}, in the
 * notation of scan arguments.
 *
 * @param count the total number of ports or addresses
 * @param parts the first ranges, ascending; at most {@link #MAX_PARTS}
 * @param more the number of further ranges, which are left out
 */
public record Ranges(long count, List<String> parts, int more) {

  /** Maximum number of ranges; enough for regular patterns. */
  public static final int MAX_PARTS = 50;

  public Ranges {
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  /** Only a count, without ranges. */
  public static Ranges unknown(long count) {
    return new Ranges(count, List.of(), 0);
  }

  /**
   * @param prefix the prefix of the first range, such as {@code U:} for UDP
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
   * @param addresses distinct addresses as text, in any order
   */
  public static Ranges ofAddresses(Collection<String> addresses) {
    return ofAscending(
        addresses.stream()
            .flatMap(text -> Addresses.literal(text).stream())
            .sorted(Addresses.ASCENDING));
  }

  /** Ranges of ascending addresses, for sets that are too large to sort. */
  public static Ranges ofAscending(Stream<InetAddress> addresses) {
    Collector ranges = new Collector();
    Span span = new Span(ranges);
    addresses.forEachOrdered(span::add);
    span.end();
    return ranges.done();
  }

  /** The concatenation of both. */
  public Ranges and(Ranges other) {
    List<String> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    int kept = Math.min(MAX_PARTS, all.size());
    return new Ranges(
        count + other.count, all.subList(0, kept), more + other.more + all.size() - kept);
  }

  /** The ranges as text, such as {@code 1-79,81}; empty if only the count is known. */
  public String text() {
    return String.join(",", parts);
  }

  /**
   * The addresses of a text such as {@code 10.0.0.2-10.0.0.9,10.0.1.1}.
   *
   * @param atMost maximum number of addresses
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

  /** Collects ascending addresses one by one, in bounded memory. */
  public static final class Builder {
    private final Collector ranges = new Collector();
    private final Span span = new Span(ranges);

    /**
     * @param address higher than the one before
     */
    public void add(InetAddress address) {
      span.add(address);
    }

    /** The ranges of all addresses; called once. */
    public Ranges build() {
      span.end();
      return ranges.done();
    }
  }

  /** Retains the first ranges and counts the others. */
  private static final class Collector {
    private final List<String> parts = new ArrayList<>();
    private long count;
    private int more;

    void add(String range, long size) {
      count += size;
      if (parts.size() < MAX_PARTS) {
        parts.add(range);
      } else {
        more++;
      }
    }

    Ranges done() {
      return new Ranges(count, parts, more);
    }
  }

  /** Combines consecutive addresses into a range. */
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
