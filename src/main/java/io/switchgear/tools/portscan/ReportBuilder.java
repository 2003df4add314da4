package io.switchgear.tools.portscan;

import io.switchgear.tools.ports.UsualPorts;
import io.switchgear.tools.report.ScanReport;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.Port;
import io.switchgear.tools.report.ScanReport.PortCount;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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

  /** In place of an answer, what says most about a host first. */
  private static final List<Finding> SAYS_LESS =
      List.of(
          Finding.HOST_UNREACHABLE,
          Finding.NET_UNREACHABLE,
          Finding.PROHIBITED,
          Finding.NO_SOURCE,
          Finding.SILENT);

  private final Function<InetAddress, String> names;
  private final List<String> notes;
  private int listed;
  private boolean cut;

  /**
   * @param names the caller's own name for an address, or an empty string
   * @param notes of the scan itself
   */
  ReportBuilder(Function<InetAddress, String> names, List<String> notes) {
    this.names = names;
    this.notes = new ArrayList<>(notes);
  }

  /**
   * @param scans all parts of all hosts; hosts stand in the report in the order of their first part
   */
  ScanReport build(List<HostScan> scans, boolean complete, double elapsedSeconds) {
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
        complete,
        hosts,
        new Statistics(
            hosts.size(),
            hosts.stream().filter(host -> host.state().equals("up")).count(),
            hosts.stream().filter(host -> host.state().equals("down")).count(),
            count(scans, Finding.OPEN),
            elapsedSeconds),
        List.copyOf(notes));
  }

  private Host host(List<HostScan> parts) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Finding finding : Finding.values()) {
      int count = count(parts, finding);
      if (count > 0) {
        counts.merge(finding.state(), count, Integer::sum);
      }
    }
    List<Port> ports = new ArrayList<>();
    for (HostScan part : parts) {
      for (int index = 0; index < part.ports(); index++) {
        Finding finding = part.finding(index);
        if (isListed(finding, counts)) {
          ports.add(port(part, index, finding));
        }
      }
    }
    ports.sort(Comparator.comparingInt(Port::port));
    ports.forEach(port -> counts.merge(port.state(), -1, Integer::sum));
    InetAddress address = parts.getFirst().address();
    String name = names.apply(address);
    Finding heard = heard(parts);
    return new Host(
        ConnectScan.canonical(address),
        name.isEmpty() ? List.of() : List.of(name),
        state(heard),
        heard.reason(),
        ports,
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

  private static Port port(HostScan part, int index, Finding finding) {
    return new Port(
        part.port(index),
        "tcp",
        finding.state(),
        finding.reason(),
        UsualPorts.service(part.port(index)),
        "",
        "",
        List.of(),
        part.banner(index),
        List.of());
  }

  /** What says most about the host itself. */
  private static Finding heard(List<HostScan> parts) {
    for (HostScan part : parts) {
      if (part.firstAnswer().answered()) {
        return part.firstAnswer();
      }
    }
    for (Finding finding : SAYS_LESS) {
      if (count(parts, finding) > 0) {
        return finding;
      }
    }
    return Finding.UNTESTED;
  }

  private static String state(Finding heard) {
    return switch (heard) {
      case OPEN, REFUSED -> "up";
      case HOST_UNREACHABLE, NET_UNREACHABLE -> "down";
      case UNTESTED, SELF_CONNECT, SILENT, NO_SOURCE, PROHIBITED -> "unknown";
    };
  }

  private static int count(List<HostScan> parts, Finding finding) {
    return parts.stream().mapToInt(part -> part.count(finding)).sum();
  }
}
