package io.switchgear.scan.compare;

import static io.switchgear.scan.SampleHosts.group;
import static io.switchgear.scan.SampleHosts.port;
import static io.switchgear.scan.SampleHosts.saying;
import static io.switchgear.scan.SampleHosts.service;
import static io.switchgear.scan.SampleHosts.silent;
import static io.switchgear.scan.SampleHosts.traits;
import static io.switchgear.scan.SampleHosts.up;
import static io.switchgear.scan.SampleHosts.with;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.PortTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Random pairs of scans of the same network. */
final class ScanPairs {

  private static final String[] SERVICES = {"http", "ssh", "smtp", ""};
  private static final String[] PRODUCTS = {"", "nginx", "OpenSSH"};
  private static final String[] STATES = {"closed", "filtered"};

  private final Random random;

  /** Whether the probed ports have so many gaps that their groups do not name all. */
  private final boolean sparse;

  ScanPairs(long seed) {
    random = new Random(seed);
    sparse = random.nextInt(3) == 0;
  }

  record Pair(List<Host> before, List<Host> after) {}

  /** Both scans cover all hosts and probe the same ports. */
  Pair whole() {
    List<Host> before = new ArrayList<>();
    List<Host> after = new ArrayList<>();
    for (String prefix : List.of("10.9.0.", "fd00:9::")) {
      for (int last = 1; last <= 1 + random.nextInt(8); last++) {
        Host was = host(prefix + last);
        before.add(was);
        after.add(
            switch (random.nextInt(4)) {
              case 0 -> was;
              case 1 -> host(prefix + last);
              default -> changed(was);
            });
      }
    }
    return new Pair(before, after);
  }

  /** As {@link #whole}, but hosts are missing, incomplete, or have fewer ports in either scan. */
  Pair withGaps() {
    Pair whole = whole();
    return new Pair(gaps(whole.before()), gaps(whole.after()));
  }

  private List<Host> gaps(List<Host> hosts) {
    List<Host> some = new ArrayList<>();
    for (Host host : hosts) {
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1 -> some.add(host.withScan(Scan.TIMED_OUT));
        case 2 -> some.add(host.notAsked("no-route"));
        case 3 -> some.add(fewerPorts(host));
        default -> some.add(host);
      }
    }
    return some;
  }

  private Host fewerPorts(Host host) {
    List<Port> few = host.ports().stream().filter(one -> one.port() <= 10).toList();
    PortGroup[] groups =
        host.isUp() ? new PortGroup[] {group("closed", 1, 10, few)} : new PortGroup[0];
    return host.isUp() ? up(host.address(), "", few, groups) : host;
  }

  private Host host(String address) {
    if (random.nextInt(4) == 0) {
      return silent(address);
    }
    List<Port> ports = new ArrayList<>();
    for (int number = 1; number <= 6; number++) {
      if (random.nextInt(3) == 0) {
        ports.add(somePort(number * 2));
      }
    }
    return with(listed(address, name(), ports), someTraits());
  }

  private String name() {
    return random.nextInt(3) == 0 ? "" : "host-" + random.nextInt(2) + ".lab.internal";
  }

  private io.switchgear.tool.hosts.HostFindings.Traits someTraits() {
    String mac = random.nextInt(2) == 0 ? "" : "02:00:00:00:00:0" + random.nextInt(2);
    String os = random.nextInt(2) == 0 ? "" : "Linux " + random.nextInt(3);
    Script[] scripts =
        random.nextInt(3) == 0
            ? new Script[] {new Script("host-script", "text " + random.nextInt(2))}
            : new Script[0];
    return traits(mac, "", os, scripts);
  }

  /** The rest of the ports are in groups, by a state that varies along the port numbers. */
  private Host listed(String address, String name, List<Port> ports) {
    PortTally tally = new PortTally();
    int step = sparse ? 2 : 1;
    int border = random.nextInt(3) * 20;
    for (int number = 1; number <= 130; number += 1) {
      int at = number;
      boolean probed = number <= 12 || number % step == 0;
      if (probed && ports.stream().noneMatch(one -> one.port() == at)) {
        tally.add(STATES[number < border ? 1 : 0], "reset", "tcp", number);
      }
    }
    return up(address, name, ports, tally.groups().toArray(PortGroup[]::new));
  }

  private Port somePort(int number) {
    String state = random.nextInt(4) == 0 ? "closed" : "open";
    String product = PRODUCTS[random.nextInt(3)];
    String name = SERVICES[random.nextInt(product.isEmpty() ? 4 : 3)];
    Port port =
        port(
            number,
            "tcp",
            state,
            service(name, product, product.isEmpty() ? "" : "1." + random.nextInt(3)));
    TreeMap<String, Script> scripts = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String id = "script-" + random.nextInt(3);
      scripts.put(id, new Script(id, "line\n" + random.nextInt(2)));
    }
    String banner = random.nextInt(4) == 0 ? "220 ready " + random.nextInt(2) : "";
    return saying(port, banner, scripts.values().toArray(Script[]::new));
  }

  private Host changed(Host host) {
    if (!host.isUp()) {
      return host(host.address());
    }
    List<Port> ports = new ArrayList<>();
    for (Port port : host.ports()) {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 -> ports.add(somePort(port.port()));
        default -> ports.add(port);
      }
    }
    String name = host.names().isEmpty() ? "" : host.names().getFirst();
    Host changed = listed(host.address(), random.nextInt(8) == 0 ? name() : name, ports);
    return with(changed, random.nextInt(3) == 0 ? someTraits() : host.traits());
  }
}
