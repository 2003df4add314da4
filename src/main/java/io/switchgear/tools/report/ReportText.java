package io.switchgear.tools.report;

import io.switchgear.tool.Quantity;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostText;
import io.switchgear.tools.report.ReportDigest.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A report as text for people and models.
 *
 * <p>The summary, the warning and the notes come first. Text from targets is only on lines that
 * begin with white space, so that it cannot imitate a line of the report.
 */
final class ReportText {

  private ReportText() {}

  /**
   * @param argv whether to include the argument vector
   */
  static String of(ReportDigest digest, boolean argv) {
    ScanReport report = digest.report();
    List<String> lines = new ArrayList<>();
    lines.add(digest.headline());
    lines.add(HostText.WARNING);
    if (!report.fence().isEmpty()) {
      lines.add("Kernel fence around the scanner: " + report.fence());
    }
    Notes.of(report).forEach(note -> lines.add("Note: " + note));
    StringBuilder out = new StringBuilder(join(lines));
    digest.shown().forEach(shown -> out.append(HostText.of(shown.host(), shown.detail())));
    List<String> rest = new ArrayList<>();
    if (!report.scripts().isEmpty()) {
      rest.add("");
      rest.add("Scripts of the whole scan:");
      report.scripts().forEach(script -> HostText.script(rest, script, HostDetail.SHORT));
    }
    if (!digest.groups().isEmpty()) {
      rest.add("");
      digest.groups().forEach(group -> rest.add(group(group)));
    }
    leftOut(rest, digest.leftOut());
    if (argv && !report.argv().isEmpty()) {
      rest.add("");
      rest.add("Command: " + String.join(" ", report.argv()));
    }
    return out.append(join(rest)).toString();
  }

  private static String group(HostGroup group) {
    String what =
        switch (group.result()) {
          case UP -> "Up, nothing open";
          case TIMED_OUT -> "Given up at the host timeout";
          case UNREACHABLE -> "Unreachable";
          case SILENT -> "Silent";
          case UNSCANNED -> "Not scanned to the end";
        };
    String ports = group.ports().isEmpty() ? "" : "; each " + HostText.groups(group.ports());
    return what + ": " + HostText.ranges(group.addresses(), "host", group.reason()) + ports;
  }

  private static void leftOut(List<String> lines, LeftOut leftOut) {
    if (leftOut.isNothing()) {
      return;
    }
    lines.add("");
    if (leftOut.hosts().count() > 0) {
      lines.add(
          "Left out: "
              + HostText.ranges(leftOut.hosts(), "host", "")
              + " with "
              + Quantity.of(leftOut.openPorts(), "open port")
              + ".");
    }
    if (leftOut.shortened().count() > 0) {
      lines.add("Left out: details of " + HostText.ranges(leftOut.shortened(), "host", "") + ".");
    }
    lines.add("To get it: " + leftOut.how());
  }

  private static String join(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
