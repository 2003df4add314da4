package io.switchgear.tool;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.IPAddressString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The addresses that a plan may touch, fixed when it was planned, as text. To hold them grants
 * nothing: before a scanner touches an address, the scan scope in effect judges it again.
 *
 * <p>All addresses are canonical (IPv6 after RFC 5952).
 *
 * @param blocks addresses and CIDR blocks that the caller wrote as such, without what is excluded;
 *     IPv4 first, ascending
 * @param names names that the caller wrote, each with the addresses that it had when it was
 *     resolved, without what is excluded
 * @param excluded addresses and CIDR blocks that were asked for and left out
 * @param hosts number of addresses in blocks and names, each counted once
 */
public record PinnedTargets(
    List<String> blocks, Map<String, List<String>> names, List<String> excluded, long hosts) {

  /** For tools that touch no address. */
  public static final PinnedTargets NONE = new PinnedTargets(List.of(), Map.of(), List.of(), 0);

  /** Targets of a plan that events, the audit and target breakers look at. */
  public static final int MAX_TOLD = 256;

  public PinnedTargets {
    blocks = blocks == null ? List.of() : List.copyOf(blocks);
    excluded = excluded == null ? List.of() : List.copyOf(excluded);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    if (names != null) {
      names.forEach((name, addresses) -> copy.put(name, List.copyOf(addresses)));
    }
    names = Collections.unmodifiableMap(copy);
  }

  /** Single addresses that the caller wrote as such. */
  public static PinnedTargets of(String... addresses) {
    return new PinnedTargets(List.of(addresses), Map.of(), List.of(), addresses.length);
  }

  public boolean isEmpty() {
    return blocks.isEmpty() && names.isEmpty();
  }

  /** The first {@value #MAX_TOLD} addresses, IPv4 first, ascending. */
  public List<String> told() {
    List<String> told = new ArrayList<>();
    for (IPAddressSeqRange range : ranges()) {
      Iterator<? extends IPAddress> addresses = range.iterator();
      while (addresses.hasNext()) {
        if (told.size() == MAX_TOLD) {
          return told;
        }
        told.add(addresses.next().withoutPrefixLength().toCanonicalString());
      }
    }
    return told;
  }

  private IPAddressSeqRange[] ranges() {
    return IPAddressSeqRange.join(
        Stream.concat(blocks.stream(), names.values().stream().flatMap(List::stream))
            .map(text -> new IPAddressString(text).getAddress().toSequentialRange())
            .toArray(IPAddressSeqRange[]::new));
  }
}
