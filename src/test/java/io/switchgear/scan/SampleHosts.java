package io.switchgear.scan;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.util.BitSet;
import java.util.List;

/** Hosts as a scan finds them. */
public final class SampleHosts {

  private SampleHosts() {}

  /** A host that did not answer. */
  public static Host silent(String address) {
    return host(
        address, "", "down", "no-response", Scan.COMPLETE, List.of(), List.of(), Traits.NONE);
  }

  /** A host that was to be scanned and was not. */
  public static Host unscanned(String address, Scan scan) {
    return host(address, "", "unknown", "", scan, List.of(), List.of(), Traits.NONE);
  }

  public static Host up(String address, String name, List<Port> ports, PortGroup... others) {
    return host(
        address, name, "up", "echo-reply", Scan.COMPLETE, ports, List.of(others), Traits.NONE);
  }

  public static Host with(Host host, Traits traits) {
    return new Host(
        host.address(),
        host.names(),
        host.state(),
        host.reason(),
        host.scan(),
        host.ports(),
        host.others(),
        traits);
  }

  private static Host host(
      String address,
      String name,
      String state,
      String reason,
      Scan scan,
      List<Port> ports,
      List<PortGroup> others,
      Traits traits) {
    List<String> names = name.isEmpty() ? List.of() : List.of(name);
    return new Host(address, names, state, reason, scan, ports, others, traits);
  }

  public static Port open(int port, String service, String product, String version) {
    return port(port, "tcp", Port.OPEN, service(service, product, version));
  }

  public static Port port(int port, String protocol, String state, Service service) {
    return new Port(port, protocol, state, "syn-ack", service, "", "", List.of());
  }

  public static Port saying(Port port, String banner, Script... scripts) {
    return new Port(
        port.port(),
        port.protocol(),
        port.state(),
        port.reason(),
        port.service(),
        "",
        banner,
        List.of(scripts));
  }

  public static Service service(String name, String product, String version) {
    boolean probed = !product.isEmpty();
    return new Service(
        name,
        "",
        product,
        version,
        "",
        "",
        "",
        "",
        probed ? "probed" : "table",
        probed ? 10 : 3,
        "",
        List.of());
  }

  /** TCP ports of one state, from first to last, without those that are listed. */
  public static PortGroup group(String state, int first, int last, List<Port> listed) {
    BitSet ports = new BitSet();
    ports.set(first, last + 1);
    listed.forEach(port -> ports.clear(port.port()));
    return new PortGroup(state, Ranges.ofPorts(ports, ""), "reset");
  }

  public static Traits traits(String mac, String vendor, String os, Script... scripts) {
    List<OsGuess> guesses =
        os.isEmpty() ? List.of() : List.of(new OsGuess(os, 96, List.of(), List.of()));
    return new Traits(List.of(), mac, vendor, -1, "", -1, guesses, List.of(), List.of(scripts));
  }
}
