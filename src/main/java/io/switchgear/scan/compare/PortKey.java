package io.switchgear.scan.compare;

import io.switchgear.tool.hosts.HostFindings.Port;
import java.util.Comparator;

/** Ports sort by number, like the lists of scanners. */
record PortKey(int port, String protocol) implements Comparable<PortKey> {

  private static final Comparator<PortKey> ORDER =
      Comparator.comparingInt(PortKey::port).thenComparing(PortKey::protocol);

  static PortKey of(Port port) {
    return new PortKey(port.port(), port.protocol());
  }

  @Override
  public int compareTo(PortKey other) {
    return ORDER.compare(this, other);
  }
}
