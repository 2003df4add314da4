package io.switchgear.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.Reach;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.PortCount;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportReachTest {

  private static Host host(String address, String state, String reason, PortCount... counts) {
    return new Host(
        address, List.of(), state, reason, List.of(), List.of(counts), List.of(), List.of());
  }

  private static ScanReport report(boolean complete, Host... hosts) {
    return new ScanReport(
        "scanner", List.of(), complete, List.of(hosts), new Statistics(9, 0, 0, 0, 1), List.of());
  }

  @Test
  void whoAnsweredAndWhoWasSilentIsTold() {
    ScanReport report =
        report(
            false,
            host("10.0.0.1", "up", "conn-refused"),
            host("10.0.0.2", "unknown", "no-response", new PortCount("filtered", 5)),
            host("10.0.0.3", "down", "host-unreach"),
            host("10.0.0.4", "unknown", "local-policy"),
            host("10.0.0.5", "unknown", "", new PortCount("untested", 5)),
            host("10.0.0.6", "up", "user-set", new PortCount("filtered", 5)),
            host("10.0.0.7", "up", "user-set", new PortCount("closed", 5)),
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
}
