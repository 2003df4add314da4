package io.switchgear.tools.report;

import io.switchgear.tool.Reach;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of the targets of a scan were heard of, as its report tells. */
public final class ReportReach {

  /** Reasons that mean that nothing came back from the host, and that this machine did send. */
  private static final Set<String> SILENCE =
      Set.of("no-response", "host-unreach", "net-unreach", "admin-prohibited", "user-set");

  private ReportReach() {}

  /**
   * @param asked addresses that the scan was to touch, in the report's notation; no others are told
   *     of. Those that the report of a scan that ended has no place for were silent: nmap leaves
   *     out hosts that are down. A failure of this machine's own counts against nobody.
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

  /** nmap takes a host for up without asking when it is told to; then its ports have to tell. */
  private static boolean answered(Host host) {
    return host.state().equals("up") && !host.reason().equals("user-set")
        || host.ports().stream().anyMatch(port -> isAnswer(port.state()))
        || host.others().stream().map(PortGroup::state).anyMatch(ReportReach::isAnswer);
  }

  private static boolean isAnswer(String portState) {
    return portState.equals("open") || portState.equals("closed") || portState.equals("unfiltered");
  }
}
