package io.switchgear.tools.report;

import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.util.Locale;

/** The sentence that summarizes a report. */
final class Headline {

  private static final int SCANNER_CHARS = 120;

  private Headline() {}

  static String of(ScanReport report) {
    Statistics s = report.statistics();
    return String.format(
        Locale.ROOT,
        "%s, %s: %s asked, %,d up, %,d down%s; %s; %.1f s",
        UntrustedText.line(report.scanner(), SCANNER_CHARS),
        report.isComplete() ? "complete" : "PARTIAL",
        Quantity.of(s.hostsTotal(), "host"),
        s.hostsUp(),
        s.hostsDown(),
        incomplete(report, s),
        Quantity.of(s.openPorts(), "open port"),
        report.elapsedSeconds());
  }

  private static String incomplete(ScanReport report, Statistics s) {
    if (report.isComplete()) {
      return "";
    }
    String why = report.ended() ? "" : " (the scan was stopped before its end)";
    return String.format(Locale.ROOT, ", %,d not scanned to the end%s", s.hostsIncomplete(), why);
  }
}
