package io.switchgear.tools.portscan;

import io.switchgear.tools.report.ScanReport;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.Port;
import io.switchgear.tools.report.ScanReport.PortCount;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Turns what is known of the hosts into a report. */
final class ReportBuilder {

  static final String SCANNER = "switchgear connect scan";

  /** Ports that are not open are listed one by one while a host has no more of that state. */
  static final int LISTED_PER_STATE = 10;

  /** Open ports listed in one report: those of a host that accepts everywhere. */
  static final int LISTED_OPEN = 65_535;

  private final int[] ports;
  private final Function<HostScan, String> names;
  private final List<String> notes;
  private int listed;
  private boolean cut;

  /**
   * @param names the caller's own name for a host, or an empty string
   * @param notes of the scan itself
   */
  ReportBuilder(int[] ports, Function<HostScan, String> names, List<String> notes) {
    this.ports = ports;
    this.names = names;
    this.notes = new ArrayList<>(notes);
  }

  ScanReport build(List<HostScan> scans, boolean complete, double elapsedSeconds) {
    List<Host> hosts = scans.stream().map(this::host).toList();
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
        complete,
        hosts,
        new Statistics(
            scans.size(),
            hosts.stream().filter(host -> host.state().equals("up")).count(),
            hosts.stream().filter(host -> host.state().equals("down")).count(),
            scans.stream().mapToLong(scan -> scan.count(Finding.OPEN)).sum(),
            elapsedSeconds),
        List.copyOf(notes));
  }

  private Host host(HostScan scan) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Finding finding : Finding.values()) {
      if (scan.count(finding) > 0) {
        counts.merge(finding.state(), scan.count(finding), Integer::sum);
      }
    }
    Map<Integer, Port> listedPorts = new TreeMap<>();
    for (int index = 0; index < ports.length; index++) {
      Finding finding = scan.finding(index);
      if (isListed(finding, counts)) {
        listedPorts.put(ports[index], port(scan, index, finding));
      }
    }
    listedPorts.values().forEach(port -> counts.merge(port.state(), -1, Integer::sum));
    String name = names.apply(scan);
    return new Host(
        ConnectScan.canonical(scan.address()),
        name.isEmpty() ? List.of() : List.of(name),
        state(scan),
        reason(scan),
        List.copyOf(listedPorts.values()),
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> new PortCount(entry.getKey(), entry.getValue()))
            .toList(),
        List.of(),
        List.of());
  }

  private boolean isListed(Finding finding, Map<String, Integer> counts) {
    return switch (finding) {
      case UNTESTED -> false;
      case OPEN -> {
        boolean room = listed < LISTED_OPEN;
        listed++;
        cut |= !room;
        yield room;
      }
      case REFUSED,
          SELF_CONNECT,
          SILENT,
          HOST_UNREACHABLE,
          NET_UNREACHABLE,
          NO_SOURCE,
          PROHIBITED ->
          counts.get(finding.state()) <= LISTED_PER_STATE;
    };
  }

  private Port port(HostScan scan, int index, Finding finding) {
    return new Port(
        ports[index],
        "tcp",
        finding.state(),
        finding.reason(),
        UsualPorts.service(ports[index]),
        "",
        "",
        List.of(),
        scan.banner(index),
        List.of());
  }

  private static String state(HostScan scan) {
    if (scan.firstAnswer().answered()) {
      return "up";
    }
    return scan.count(Finding.HOST_UNREACHABLE) + scan.count(Finding.NET_UNREACHABLE) > 0
        ? "down"
        : "unknown";
  }

  private static String reason(HostScan scan) {
    if (scan.firstAnswer().answered()) {
      return scan.firstAnswer().reason();
    }
    for (Finding finding :
        List.of(
            Finding.HOST_UNREACHABLE,
            Finding.NET_UNREACHABLE,
            Finding.PROHIBITED,
            Finding.NO_SOURCE,
            Finding.SILENT)) {
      if (scan.count(finding) > 0) {
        return finding.reason();
      }
    }
    return "";
  }
}
