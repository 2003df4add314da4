package io.switchgear.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.Reach;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportReachTest {

  private static Host host(String address, String state, String reason, String... states) {
    return Reports.quiet(
        address,
        Scan.COMPLETE,
        state,
        reason,
        Stream.of(states).map(ports -> Reports.group(ports, 5, "1-5")).toArray(PortGroup[]::new));
  }

  private static ScanReport report(boolean complete, Host... hosts) {
    return Reports.report(complete, List.of(hosts), List.of(), List.of());
  }

  @Test
  void whoAnsweredAndWhoWasSilentIsTold() {
    ScanReport report =
        report(
            false,
            host("10.0.0.1", "up", "conn-refused"),
            host("10.0.0.2", "unknown", "no-response", "filtered"),
            host("10.0.0.3", "down", "host-unreach"),
            host("10.0.0.4", "unknown", "local-policy"),
            host("10.0.0.5", "unknown", "", "untested"),
            host("10.0.0.6", "up", "user-set", "filtered"),
            host("10.0.0.7", "up", "user-set", "closed"),
            host("10.0.0.8", "up", "syn-ack"));
    List<String> asked =
        List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7");
    assertEquals(
        new Reach(List.of("10.0.0.1", "10.0.0.7"), List.of("10.0.0.2", "10.0.0.3", "10.0.0.6")),
        ReportReach.of(report, asked));
  }

  @Test
  void whoIsMissingInACompleteReportWasSilent() {
    List<String> asked = List.of("10.0.0.1", "10.0.0.2");
    Host up = host("10.0.0.1", "up", "syn-ack");
    assertEquals(
        new Reach(List.of("10.0.0.1"), List.of("10.0.0.2")),
        ReportReach.of(report(true, up), asked));
    Reach incomplete = ReportReach.of(report(false, up), asked);
    assertEquals(new Reach(List.of("10.0.0.1"), List.of()), incomplete);
    assertFalse(incomplete.isSilence());
    assertTrue(ReportReach.of(report(true), asked).isSilence());
  }

  @Test
  void aFailureOfThisMachineCountsAgainstNobody() {
    Host failed = Reports.quiet("10.0.0.1", Scan.LOCAL_FAILURE, "unknown", "no-response");
    Unlisted unlisted =
        new Unlisted("unknown", "no-route", Scan.LOCAL_FAILURE, Reports.ranges(1, "10.0.0.2"));
    ScanReport report = Reports.report(true, List.of(failed), List.of(unlisted), List.of());
    assertEquals(Reach.NONE, ReportReach.of(report, List.of("10.0.0.1", "10.0.0.2", "10.0.0.3")));
  }
}
