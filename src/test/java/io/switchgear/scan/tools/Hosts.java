package io.switchgear.scan.tools;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.util.List;
import java.util.stream.IntStream;

/** Hosts for tests. */
final class Hosts {

  private Hosts() {}

  /** Up, with these open ports, each with a banner. */
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
        List.of(),
        Traits.NONE);
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
