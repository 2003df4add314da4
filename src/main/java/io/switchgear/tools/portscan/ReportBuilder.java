package io.switchgear.tools.portscan;

import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.PortTally;
import io.switchgear.tools.ports.UsualPorts;
import io.switchgear.tools.report.ScanReport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds a report from the scans of hosts. */
final class ReportBuilder {

  static final String SCANNER = "switchgear connect scan";

  /** Maximum number of open ports listed in a report: all ports of one host. */
  static final int LISTED_OPEN = 65_535;

  /** Findings of hosts that did not respond, most informative first. */
  private static final List<Finding> WITHOUT_RESPONSE =
      List.of(
          Finding.HOST_UNREACHABLE,
          Finding.NET_UNREACHABLE,
          Finding.ADMIN_PROHIBITED,
          Finding.BROADCAST,
          Finding.NO_ROUTE,
          Finding.LOCAL_POLICY,
          Finding.NO_SOURCE,
          Finding.NO_RESOURCES,
          Finding.NOT_SENT,
          Finding.SILENT);

  private final Function<InetAddress, String> names;
  private final List<String> notes;
  private int listed;
  private boolean cut;

  /**
   * @param names returns the caller's name for an address, or an empty string
   * @param notes notes of the scan itself
   */
  ReportBuilder(Function<InetAddress, String> names, List<String> notes) {
    this.names = names;
    this.notes = new ArrayList<>(notes);
  }

  /**
   * @param scans all parts of all hosts; the report lists hosts in the order of their first part
   */
  ScanReport build(List<HostScan> scans, boolean ended, double elapsedSeconds) {
    Map<InetAddress, List<HostScan>> parts = new LinkedHashMap<>();
    scans.forEach(
        scan -> parts.computeIfAbsent(scan.address(), address -> new ArrayList<>()).add(scan));
    List<Host> hosts = parts.values().stream().map(this::host).toList();
    if (cut) {
      notes.add(
          "More than "
              + LISTED_OPEN
              + " ports are open: the rest is counted only; ask for fewer hosts or ports to list"
              + " them.");
    }
    return new ScanReport(
        SCANNER,
        List.of(),
        "",
        ended,
        hosts,
        List.of(),
        elapsedSeconds,
        List.of(),
        List.copyOf(notes));
  }

  private Host host(List<HostScan> parts) {
    List<Port> open = new ArrayList<>();
    PortTally others = new PortTally();
    for (HostScan part : parts) {
      for (int index = 0; index < part.ports(); index++) {
        Finding finding = part.finding(index);
        if (finding == Finding.OPEN && listed < LISTED_OPEN) {
          listed++;
          open.add(port(part, index));
        } else {
          cut |= finding == Finding.OPEN;
          others.add(finding.state(), finding.reason(), "tcp", part.port(index));
        }
      }
    }
    open.sort(Comparator.comparingInt(Port::port));
    InetAddress address = parts.getFirst().address();
    String name = names.apply(address);
    Finding heard = heard(parts);
    return new Host(
        Addresses.canonical(address),
        name.isEmpty() ? List.of() : List.of(name),
        state(heard),
        heard.reason(),
        scan(parts, heard),
        open,
        others.groups(),
        Traits.NONE);
  }

  private static Port port(HostScan part, int index) {
    return new Port(
        part.port(index),
        "tcp",
        Finding.OPEN.state(),
        Finding.OPEN.reason(),
        Service.usual(UsualPorts.service(part.port(index))),
        "",
        part.banner(index),
        List.of());
  }

  /** The most informative finding about the host itself. */
  private static Finding heard(List<HostScan> parts) {
    for (HostScan part : parts) {
      if (part.firstAnswer().answered()) {
        return part.firstAnswer();
      }
    }
    for (Finding finding : WITHOUT_RESPONSE) {
      if (count(parts, finding) > 0) {
        return finding;
      }
    }
    return Finding.UNTESTED;
  }

  private static String state(Finding heard) {
    return switch (heard) {
      case OPEN, REFUSED -> "up";
      case HOST_UNREACHABLE, NET_UNREACHABLE, BROADCAST -> "down";
      case UNTESTED,
          SELF_CONNECT,
          SILENT,
          ADMIN_PROHIBITED,
          NO_ROUTE,
          LOCAL_POLICY,
          NO_SOURCE,
          NO_RESOURCES,
          NOT_SENT ->
          "unknown";
    };
  }

  private static Scan scan(List<HostScan> parts, Finding heard) {
    if (parts.stream().anyMatch(HostScan::failedHere)) {
      return Scan.LOCAL_FAILURE;
    }
    if (count(parts, Finding.UNTESTED) > 0) {
      return Scan.STOPPED;
    }
    return switch (heard) {
      case HOST_UNREACHABLE, NET_UNREACHABLE, ADMIN_PROHIBITED, BROADCAST -> Scan.UNREACHABLE;
      case OPEN,
          REFUSED,
          UNTESTED,
          SELF_CONNECT,
          SILENT,
          NO_ROUTE,
          LOCAL_POLICY,
          NO_SOURCE,
          NO_RESOURCES,
          NOT_SENT ->
          Scan.COMPLETE;
    };
  }

  private static int count(List<HostScan> parts, Finding finding) {
    return parts.stream().mapToInt(part -> part.count(finding)).sum();
  }
}
