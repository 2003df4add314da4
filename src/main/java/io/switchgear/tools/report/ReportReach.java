package io.switchgear.tools.report;

import io.switchgear.tool.Reach;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Determines from a report which targets of a scan responded. */
public final class ReportReach {

  /** Reasons that mean that this machine sent probes and the host did not respond. */
  private static final Set<String> SILENCE =
      Set.of("no-response", "host-unreach", "net-unreach", "admin-prohibited", "user-set");

  private ReportReach() {}

  /**
   * @param asked the addresses to scan, in the report's notation; others are ignored. Addresses
   *     that a complete report does not list were silent, because nmap leaves out hosts that are
   *     down. Local failures do not count as silence.
   */
  public static Reach of(ScanReport report, List<String> asked) {
    Set<String> open = new LinkedHashSet<>(asked);
    List<String> answered = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (Host host : report.hosts()) {
      if (open.remove(host.address())) {
        if (answered(host)) {
          answered.add(host.address());
        } else if (host.scan() != Scan.LOCAL_FAILURE && SILENCE.contains(host.reason())) {
          silent.add(host.address());
        }
      }
    }
    boolean failedHere =
        report.unlisted().stream().anyMatch(group -> group.scan() == Scan.LOCAL_FAILURE);
    if (report.ended() && !failedHere) {
      silent.addAll(open);
    }
    return new Reach(answered, silent);
  }

  /**
   * If nmap assumes that a host is up ({@code user-set}), only its ports show whether it responded.
   */
  private static boolean answered(Host host) {
    return host.state().equals("up") && !host.reason().equals("user-set")
        || host.ports().stream().anyMatch(port -> isAnswer(port.state()))
        || host.others().stream().map(PortGroup::state).anyMatch(ReportReach::isAnswer);
  }

  private static boolean isAnswer(String portState) {
    return portState.equals("open") || portState.equals("closed") || portState.equals("unfiltered");
  }
}
