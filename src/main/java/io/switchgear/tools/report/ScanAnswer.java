package io.switchgear.tools.report;

import io.switchgear.tool.ToolOutput;
import java.time.Instant;
import java.util.List;

/**
 * How a scanner answers.
 *
 * <p>Text and structure come from one {@link ReportDigest} and say the same, in this order: what
 * this is (complete or partial, by whom, a warning of text from targets, notes), the hosts with
 * something to tell, counts and ranges of all others, what was left out and how to get it.
 *
 * @param maxBytes of either form
 * @param argv whether the argument vector is wanted
 */
public record ScanAnswer(int maxBytes, boolean argv) {

  /** For what others put around a report: the sentence of a failure, the note of a stand-in. */
  private static final int AROUND_BYTES = 2_000;

  /**
   * @param asked the first of the addresses that the scan was to touch
   */
  public ToolOutput of(ScanReport report, List<String> asked) {
    int vector = Sizes.of(report.argv());
    boolean shown = argv && vector <= maxBytes / 4;
    ScanReport told =
        argv && !shown
            ? report.withNote(
                "The argument vector is left out: it is "
                    + vector
                    + " bytes long. Give fewer targets.")
            : report;
    ReportDigest digest = ReportDigest.of(told, maxBytes - AROUND_BYTES - (shown ? vector : 0));
    ToolOutput output =
        ToolOutput.of(ReportText.of(digest, shown), ReportJson.write(digest, shown))
            .withReach(ReportReach.of(report, asked))
            .withHosts(report.findings(Instant.now()));
    return report.isComplete() ? output : output.asPartial();
  }
}
