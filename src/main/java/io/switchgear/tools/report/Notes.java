package io.switchgear.tools.report;

import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/** A report's notes, bounded in number and length. */
final class Notes {

  private static final int MAX = 20;
  private static final int CHARS = 300;

  private Notes() {}

  static List<String> of(ScanReport report) {
    List<String> notes = new ArrayList<>();
    report.notes().stream().limit(MAX).forEach(note -> notes.add(UntrustedText.line(note, CHARS)));
    if (report.notes().size() > MAX) {
      notes.add(report.notes().size() - MAX + " more notes left out.");
    }
    return notes;
  }
}
