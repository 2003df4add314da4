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
 * Hosts with nothing to tell one from the other: counted, with the ranges of their addresses.
 *
 * @param reason most often one; several stand behind each other
 * @param ports of each of these hosts; empty where they differ
 */
record HostGroup(Fate fate, String reason, Ranges addresses, List<PortGroup> ports) {

  /** How they fared. */
  enum Fate {
    /** Answered, and nothing is open. */
    UP,
    /** Given up at the host's own time limit. */
    TIMED_OUT,
    /** A router, or the host's own network, said that there is no way to them. */
    UNREACHABLE,
    /** Asked, and nothing came back. */
    SILENT,
    /** Not asked, or not to the end. */
    UNSCANNED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    String wire() {
      return wire;
    }

    private static Fate of(String state, Scan scan) {
      boolean up = state.equals("up");
      return switch (scan) {
        case COMPLETE -> up ? UP : SILENT;
        case TIMED_OUT -> TIMED_OUT;
        case UNREACHABLE -> UNREACHABLE;
        case STOPPED, LOCAL_FAILURE -> UNSCANNED;
      };
    }
  }

  private record Key(Fate fate, String reason, List<PortGroup> ports) {}

  /** By fate, then the largest first. */
  static List<HostGroup> of(List<Host> hosts, List<Unlisted> unlisted) {
    Map<Key, List<String>> alike = new LinkedHashMap<>();
    for (Host host : hosts) {
      Key key = new Key(Fate.of(host.state(), host.scan()), host.reason(), host.others());
      alike.computeIfAbsent(key, absent -> new ArrayList<>()).add(host.address());
    }
    List<HostGroup> groups = new ArrayList<>();
    alike.forEach(
        (key, addresses) ->
            groups.add(
                new HostGroup(
                    key.fate(), key.reason(), Ranges.ofAddresses(addresses), key.ports())));
    for (Unlisted other : unlisted) {
      groups.add(
          new HostGroup(
              Fate.of(other.state(), other.scan()), other.reason(), other.addresses(), List.of()));
    }
    groups.sort(
        Comparator.comparing(HostGroup::fate).thenComparing(group -> -group.addresses().count()));
    return groups;
  }

  /** All of them as one, of the first one's fate. */
  static HostGroup merged(List<HostGroup> groups) {
    if (groups.size() == 1) {
      return groups.getFirst();
    }
    TreeSet<String> reasons =
        groups.stream().map(HostGroup::reason).collect(Collectors.toCollection(TreeSet::new));
    reasons.remove("");
    return new HostGroup(
        groups.getFirst().fate(),
        reasons.stream().limit(5).collect(Collectors.joining(", ")),
        groups.stream().map(HostGroup::addresses).reduce(Ranges::and).orElseThrow(),
        List.of());
  }
}
