package io.switchgear.scan.tools;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Hosts for tests. */
final class Hosts {

  private Hosts() {}

  /** Up, with these open ports, each with a banner; the others up to 1000 are closed. */
  static Host up(String address, String banner, int... open) {
    return new Host(
        address,
        List.of(),
        "up",
        "conn-refused",
        Scan.COMPLETE,
        IntStream.of(open)
            .mapToObj(
                port ->
                    new Port(
                        port,
                        "tcp",
                        "open",
                        "syn-ack",
                        Service.usual(port == 22 ? "ssh" : "http"),
                        "",
                        banner,
                        banner.isEmpty() ? List.of() : List.of(new Script("title", banner))))
            .toList(),
        List.of(new PortGroup("closed", closed(open), "conn-refused")),
        Traits.NONE);
  }

  /** The other ports up to 1000. */
  private static Ranges closed(int... open) {
    BitSet closed = new BitSet();
    closed.set(1, 1_001);
    IntStream.of(open).forEach(closed::clear);
    return Ranges.ofPorts(closed, "");
  }

  static Host silent(String address) {
    return new Host(
        address,
        List.of(),
        "down",
        "no-response",
        Scan.COMPLETE,
        List.of(),
        List.of(),
        Traits.NONE);
  }
}
