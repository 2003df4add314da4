package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import io.switchgear.tool.PinnedTargets;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Checked targets with resolved names. Immutable. Only {@link ScanScope} creates instances, so
 * every set contains only allowed addresses.
 */
public final class TargetSet {

  private final RangeSet literals;
  private final Map<String, RangeSet> named;
  private final RangeSet excluded;
  private final RangeSet addresses;
  private final Map<InetAddress, String> names;

  private TargetSet(RangeSet literals, Map<String, RangeSet> named, RangeSet excluded) {
    this.literals = literals;
    this.named = named;
    this.excluded = excluded;
    this.addresses =
        named.isEmpty()
            ? literals
            : RangeSet.union(Stream.concat(Stream.of(literals), named.values().stream()).toList());
    Map<InetAddress, String> nameOf = new HashMap<>();
    named.forEach(
        (name, its) ->
            walk(its).forEach(address -> nameOf.putIfAbsent(address.toInetAddress(), name)));
    this.names = Map.copyOf(nameOf);
  }

  /**
   * @param literals addresses that were given as literals
   * @param named the addresses of each name
   * @param excluded requested addresses that were excluded
   * @param exclude addresses to remove from {@code literals} and {@code named}
   */
  static TargetSet of(
      RangeSet literals, Map<String, RangeSet> named, RangeSet excluded, RangeSet exclude) {
    Map<String, RangeSet> left = new LinkedHashMap<>();
    named.forEach(
        (name, its) -> {
          RangeSet rest = its.minus(exclude);
          if (!rest.isEmpty()) {
            left.put(name, rest);
          }
        });
    return new TargetSet(literals.minus(exclude), left, excluded);
  }

  /** The set as data for a plan. */
  public PinnedTargets pinned() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    named.forEach((name, its) -> names.put(name, addressTexts(its)));
    return new PinnedTargets(blockTexts(literals), names, blockTexts(excluded), hosts());
  }

  /** The fewest addresses and CIDR blocks. */
  static List<String> blockTexts(RangeSet set) {
    return set.blocks().map(RangeSet::text).toList();
  }

  /** Every address. */
  static List<String> addressTexts(RangeSet set) {
    return walk(set).map(RangeSet::text).toList();
  }

  /** The number of distinct addresses; at least 1. */
  public long hosts() {
    return addresses.count().longValueExact();
  }

  /**
   * The minimal list of addresses and CIDR blocks for a scanner's argument vector: IPv4 first,
   * ascending, in canonical form (IPv6 by RFC 5952).
   */
  public List<String> specs() {
    return blockTexts(addresses);
  }

  /** Whether the set contains IPv6 addresses; it may contain both families. */
  public boolean hasIpv6() {
    return addresses.ranges().stream().anyMatch(range -> range.getLower().isIPv6());
  }

  public boolean hasIpv4() {
    return addresses.ranges().stream().anyMatch(range -> range.getLower().isIPv4());
  }

  /** All addresses as a lazy stream: IPv4 first, ascending. */
  public Stream<InetAddress> addresses() {
    return walk(addresses).map(IPAddress::toInetAddress);
  }

  /** All addresses as a lazy stream in canonical form (IPv6 by RFC 5952). */
  public Stream<String> texts() {
    return walk(addresses).map(RangeSet::text);
  }

  private static Stream<IPAddress> walk(RangeSet set) {
    return StreamSupport.stream(
        Spliterators.spliterator(
            new Walk(set.ranges().iterator()),
            set.count().longValueExact(),
            Spliterator.ORDERED
                | Spliterator.DISTINCT
                | Spliterator.NONNULL
                | Spliterator.IMMUTABLE),
        false);
  }

  /** A sentence about the excluded addresses; empty if there are none. */
  public Optional<String> exclusionNote() {
    return excluded.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Excluded and not scanned: %,d of the addresses asked for (%s).",
                excluded.count(),
                excluded.summary()));
  }

  /** The name by which the caller requested an address, or an empty string. */
  public String nameOf(InetAddress address) {
    return names.getOrDefault(address, "");
  }

  @Override
  public String toString() {
    return "TargetSet" + specs();
  }

  /** Iterates lazily; the iterator of a flat-mapped stream would buffer a whole range. */
  private static final class Walk implements Iterator<IPAddress> {

    private final Iterator<IPAddressSeqRange> ranges;
    private Iterator<? extends IPAddress> range = Collections.emptyIterator();

    Walk(Iterator<IPAddressSeqRange> ranges) {
      this.ranges = ranges;
    }

    @Override
    public boolean hasNext() {
      return range.hasNext() || ranges.hasNext();
    }

    @Override
    public IPAddress next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!range.hasNext()) {
        range = ranges.next().iterator();
      }
      return range.next();
    }
  }
}
