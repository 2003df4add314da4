package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Addresses that are allowed on some ports only.
 *
 * @param groups addresses with the same ports; no address is in two of them
 * @param addresses those of all groups
 */
record PortGrants(List<Group> groups, RangeSet addresses) {

  /**
   * @param ports all ports that rules allow on these addresses
   */
  record Group(PortSet ports, RangeSet addresses) {}

  /** Ranges that begin, and ranges that ended, at an address. */
  private record Events(List<PortSet> begun, List<PortSet> ended) {
    Events() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Adds up the ports where grants overlap. Takes time for the ranges, not for their addresses.
   *
   * @param grants may overlap
   */
  static PortGrants of(List<Group> grants) {
    Map<PortSet, List<IPAddressSeqRange>> cells = new LinkedHashMap<>();
    for (boolean ipv4 : new boolean[] {true, false}) {
      sweep(grants, ipv4, cells);
    }
    List<Group> groups = new ArrayList<>();
    cells.forEach((ports, ranges) -> groups.add(new Group(ports, RangeSet.of(ranges))));
    return new PortGrants(groups, RangeSet.union(groups.stream().map(Group::addresses).toList()));
  }

  private static void sweep(
      List<Group> grants, boolean ipv4, Map<PortSet, List<IPAddressSeqRange>> cells) {
    TreeMap<IPAddress, Events> events = new TreeMap<>();
    for (Group grant : grants) {
      for (IPAddressSeqRange range : grant.addresses().ranges()) {
        if (range.getLower().isIPv4() == ipv4) {
          at(events, range.getLower()).begun().add(grant.ports());
          if (!range.getUpper().isMax()) {
            at(events, range.getUpper().increment(1)).ended().add(grant.ports());
          }
        }
      }
    }
    List<PortSet> active = new ArrayList<>();
    for (Map.Entry<IPAddress, Events> each : events.entrySet()) {
      each.getValue().ended().forEach(active::remove);
      active.addAll(each.getValue().begun());
      if (!active.isEmpty()) {
        IPAddress next = events.higherKey(each.getKey());
        IPAddress last = next == null ? max(each.getKey()) : next.increment(-1);
        cells
            .computeIfAbsent(
                active.stream().reduce(PortSet.NONE, PortSet::plus), none -> new ArrayList<>())
            .add(each.getKey().spanWithRange(last));
      }
    }
  }

  private static Events at(TreeMap<IPAddress, Events> events, IPAddress address) {
    return events.computeIfAbsent(address.withoutPrefixLength(), none -> new Events());
  }

  private static IPAddress max(IPAddress address) {
    return address.toPrefixBlock(0).getUpper().withoutPrefixLength();
  }
}
