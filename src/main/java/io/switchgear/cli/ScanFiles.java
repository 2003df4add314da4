package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Files that a scan's report is written to, beside what is printed. */
final class ScanFiles {

  @Option(names = "-oN", paramLabel = "FILE", description = "Write the table to a file as well.")
  Path table;

  @Option(names = "-oX", paramLabel = "FILE", description = "Write XML to a file as well.")
  Path xml;

  @Option(
      names = "-oA",
      paramLabel = "BASENAME",
      description = "Write all formats as well: BASENAME.txt, .json, .csv and .xml.")
  String all;

  @Option(names = "--force", description = "Replace files that are there.")
  boolean force;

  /** How a report is written. */
  enum Format {
    table("txt"),
    json("json"),
    csv("csv"),
    xml("xml");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    String of(JsonNode report) {
      return switch (this) {
        case table -> ReportTable.render(report);
        case json -> PrintedJson.pretty(report);
        case csv -> ReportTable.csv(report);
        case xml -> ReportXml.render(report, Instant.now());
      };
    }
  }

  /** A file, and what is written to it. */
  record Kept(Format format, ExportFile file) {

    void write(JsonNode report) {
      file.write(format.of(report));
    }
  }

  /**
   * The files, before the scan starts: a scan is not done for a report that cannot be kept.
   *
   * @throws CommandFailure if one is there already
   */
  List<Kept> open() {
    List<Kept> files = new ArrayList<>();
    if (table != null) {
      files.add(new Kept(Format.table, new ExportFile("-oN", table, force)));
    }
    if (xml != null) {
      files.add(new Kept(Format.xml, new ExportFile("-oX", xml, force)));
    }
    if (all != null) {
      for (Format format : Format.values()) {
        Path file = Path.of(all + "." + format.ending);
        files.add(new Kept(format, new ExportFile("-oA", file, force)));
      }
    }
    return files;
  }
}
