package io.switchgear.tools.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import io.switchgear.tool.hosts.Ranges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Hosts with the same result and no individual information: their count and address ranges.
 *
 * @param reason the reason; several are separated by commas
 * @param ports the port groups of each host; empty if the hosts differ
 */
record HostGroup(HostResult result, String reason, Ranges addresses, List<PortGroup> ports) {

  /** The result of the scan of a host. */
  enum HostResult {
    /** The host responded and has no open ports. */
    UP,
    /** The host's time limit was reached. */
    TIMED_OUT,
    /** A router reported that the host is unreachable. */
    UNREACHABLE,
    /** Probes were sent and nothing came back. */
    SILENT,
    /** The host was not scanned, or not completely. */
    UNSCANNED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    String wire() {
      return wire;
    }

    private static HostResult of(String state, Scan scan) {
      boolean up = state.equals("up");
      return switch (scan) {
        case COMPLETE -> up ? UP : SILENT;
        case TIMED_OUT -> TIMED_OUT;
        case UNREACHABLE -> UNREACHABLE;
        case STOPPED, LOCAL_FAILURE -> UNSCANNED;
      };
    }
  }

  private record Key(HostResult result, String reason, List<PortGroup> ports) {}

  /** The groups, sorted by result, largest first. */
  static List<HostGroup> of(List<Host> hosts, List<Unlisted> unlisted) {
    Map<Key, List<String>> alike = new LinkedHashMap<>();
    for (Host host : hosts) {
      Key key = new Key(HostResult.of(host.state(), host.scan()), host.reason(), host.others());
      alike.computeIfAbsent(key, absent -> new ArrayList<>()).add(host.address());
    }
    List<HostGroup> groups = new ArrayList<>();
    alike.forEach(
        (key, addresses) ->
            groups.add(
                new HostGroup(
                    key.result(), key.reason(), Ranges.ofAddresses(addresses), key.ports())));
    for (Unlisted other : unlisted) {
      groups.add(
          new HostGroup(
              HostResult.of(other.state(), other.scan()),
              other.reason(),
              other.addresses(),
              List.of()));
    }
    groups.sort(
        Comparator.comparing(HostGroup::result).thenComparing(group -> -group.addresses().count()));
    return groups;
  }

  /** Merges groups into one with the first group's result. */
  static HostGroup merged(List<HostGroup> groups) {
    if (groups.size() == 1) {
      return groups.getFirst();
    }
    TreeSet<String> reasons =
        groups.stream().map(HostGroup::reason).collect(Collectors.toCollection(TreeSet::new));
    reasons.remove("");
    return new HostGroup(
        groups.getFirst().result(),
        reasons.stream().limit(5).collect(Collectors.joining(", ")),
        groups.stream().map(HostGroup::addresses).reduce(Ranges::and).orElseThrow(),
        List.of());
  }
}
