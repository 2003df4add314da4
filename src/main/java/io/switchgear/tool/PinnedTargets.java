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
 * The addresses of a plan, fixed when it was made, as text. They grant no permission: before a
 * scanner touches an address, it is checked again against the scan scope in effect.
 *
 * <p>All addresses are canonical (IPv6 after RFC 5952).
 *
 * @param blocks addresses and CIDR blocks from the call, without the excluded ones; IPv4 first,
 *     ascending
 * @param names host names from the call, each with the addresses that it resolved to, without the
 *     excluded ones
 * @param excluded addresses and CIDR blocks that were requested and excluded
 * @param hosts number of addresses in blocks and names, each counted once
 */
public record PinnedTargets(
    List<String> blocks, Map<String, List<String>> names, List<String> excluded, long hosts) {

  /** For tools without target addresses. */
  public static final PinnedTargets NONE = new PinnedTargets(List.of(), Map.of(), List.of(), 0);

  /** Maximum targets of a plan that events, the audit log and target breakers consider. */
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

  /** Single addresses, as in a call. */
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
