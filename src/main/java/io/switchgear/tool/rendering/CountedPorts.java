package io.switchgear.tool.rendering;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.PortTally;
import io.switchgear.tool.hosts.Ranges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A host's ports at the lowest level of detail. */
final class CountedPorts {

  private CountedPorts() {}

  /** All ports by state: open ports with their numbers first, then the counts of the others. */
  static List<PortGroup> of(Host host) {
    PortTally listed = new PortTally();
    for (Port port : host.ports()) {
      listed.add(port.state(), port.reason(), port.protocol(), port.port());
    }
    List<PortGroup> all = new ArrayList<>(listed.groups());
    for (PortGroup other : host.others()) {
      int same = indexOf(all, other.state());
      if (same < 0) {
        all.add(other);
      } else {
        PortGroup known = all.get(same);
        all.set(
            same, new PortGroup(known.state(), known.ports().and(other.ports()), known.reason()));
      }
    }
    return all.stream()
        .sorted(Comparator.comparing(group -> !group.state().equals(Port.OPEN)))
        .map(CountedPorts::shortest)
        .toList();
  }

  private static PortGroup shortest(PortGroup group) {
    boolean open = group.state().equals(Port.OPEN);
    return new PortGroup(group.state(), open ? group.ports() : Ranges.unknown(group.count()), "");
  }

  private static int indexOf(List<PortGroup> groups, String state) {
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).state().equals(state)) {
        return i;
      }
    }
    return -1;
  }
}
