package io.switchgear.tools.report;

import io.switchgear.tool.ToolOutput;
import java.time.Instant;
import java.util.List;

/**
 * Converts a report to a scanner's result.
 *
 * <p>Text and structure are made from one {@link ReportDigest} and have the same content, in this
 * order: summary, warning about text from targets, notes; hosts with individual information; counts
 * and ranges of all other hosts; what was left out and how to get it.
 *
 * @param maxBytes maximum size of each form
 * @param argv whether to include the argument vector
 */
public record ScanAnswer(int maxBytes, boolean argv) {

  /**
   * Bytes reserved for text around the report, such as a failure's message or a fallback's note.
   */
  private static final int RESERVED_BYTES = 2_000;

  /**
   * @param asked the first of the addresses to scan
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
    ReportDigest digest = ReportDigest.of(told, maxBytes - RESERVED_BYTES - (shown ? vector : 0));
    ToolOutput output =
        ToolOutput.of(ReportText.of(digest, shown), ReportJson.write(digest, shown))
            .withReach(ReportReach.of(report, asked))
            .withHosts(report.findings(Instant.now()));
    return report.isComplete() ? output : output.asPartial();
  }
}
