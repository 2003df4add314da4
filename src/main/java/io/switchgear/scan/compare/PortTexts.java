package io.switchgear.scan.compare;

import io.switchgear.tool.hosts.PortList;
import io.switchgear.tool.hosts.Ranges;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;

/** Sets of ports as text, such as {@code 1-79,81,U:53}. */
final class PortTexts {

  private PortTexts() {}

  static Ranges ranges(String protocol, BitSet ports) {
    return Ranges.ofPorts(ports, PortList.prefix(protocol));
  }

  /** The first ranges of all protocols, TCP first; empty for no ports. */
  static String of(Map<String, BitSet> ports) {
    Ranges all =
        ports.entrySet().stream()
            .sorted(Comparator.comparing(entry -> PortList.prefix(entry.getKey())))
            .map(entry -> ranges(entry.getKey(), entry.getValue()))
            .reduce(Ranges.unknown(0), Ranges::and);
    return all.text() + (all.more() > 0 ? ",…" : "");
  }
}
