package io.switchgear.scan.compare;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.PortList;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one job knows about the ports of a host. Listed ports have all their facts. The others are
 * in groups by state; a group may count ports that it does not name, because it has only its first
 * ranges. Those are hidden here.
 */
final class ProbedPorts {

  private final Map<PortKey, Port> listed = new TreeMap<>();

  /** By state and protocol. */
  private final Map<String, Map<String, BitSet>> named = new TreeMap<>();

  /** By state; only states with hidden ports. */
  private final Map<String, Long> hidden = new TreeMap<>();

  static ProbedPorts of(Host host) {
    ProbedPorts all = new ProbedPorts();
    host.ports().forEach(port -> all.listed.put(PortKey.of(port), port));
    host.others().forEach(all::add);
    return all;
  }

  private void add(PortGroup group) {
    Map<String, BitSet> its = named.computeIfAbsent(group.state(), absent -> new TreeMap<>());
    long rest = group.count();
    for (PortList list : PortList.of(group.ports())) {
      its.computeIfAbsent(list.protocol(), absent -> new BitSet()).or(list.ports());
      rest -= list.count();
    }
    if (rest > 0) {
      hidden.merge(group.state(), rest, Long::sum);
    }
  }

  Map<PortKey, Port> listed() {
    return listed;
  }

  Map<String, Map<String, BitSet>> named() {
    return named;
  }

  /** Hidden ports by state. */
  Map<String, Long> hidden() {
    return hidden;
  }

  /** Whether every probed port is named. */
  boolean isExact() {
    return hidden.isEmpty();
  }

  /** The state of a port that is named; empty if it was not probed or is hidden. */
  Optional<String> state(PortKey key) {
    Port port = listed.get(key);
    if (port != null) {
      return Optional.of(port.state());
    }
    for (Map.Entry<String, Map<String, BitSet>> group : named.entrySet()) {
      BitSet ports = group.getValue().get(key.protocol());
      if (ports != null && ports.get(key.port())) {
        return Optional.of(group.getKey());
      }
    }
    return Optional.empty();
  }

  /** All named ports by protocol. */
  Map<String, BitSet> all() {
    Map<String, BitSet> all = new TreeMap<>();
    named
        .values()
        .forEach(
            group ->
                group.forEach(
                    (protocol, ports) ->
                        all.computeIfAbsent(protocol, absent -> new BitSet()).or(ports)));
    listed
        .keySet()
        .forEach(
            key -> all.computeIfAbsent(key.protocol(), absent -> new BitSet()).set(key.port()));
    return all;
  }

  /** The number of unlisted ports by state. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>(hidden);
    named.forEach(
        (state, group) ->
            counts.merge(
                state, group.values().stream().mapToLong(BitSet::cardinality).sum(), Long::sum));
    return counts;
  }
}
