package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options for files that a scan's report is written to, in addition to standard output. */
final class ScanFiles {

  @Option(names = "-oN", paramLabel = "FILE", description = "Also write the table to a file.")
  Path table;

  @Option(names = "-oX", paramLabel = "FILE", description = "Also write XML to a file.")
  Path xml;

  @Option(
      names = "-oA",
      paramLabel = "BASENAME",
      description = "Also write all formats: BASENAME.txt, .json, .csv and .xml.")
  String all;

  @Option(names = "--force", description = "Replace existing files.")
  boolean force;

  /** The format of a report. */
  enum Format {
    table("txt"),
    json("json"),
    csv("csv"),
    xml("xml");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
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

  /** A file and the format to write to it. */
  record ReportFile(Format format, ExportFile file) {

    void write(JsonNode report) {
      file.write(format.of(report));
    }

    /** Writes the results of a job. */
    void write(OperatorClient server, String job) {
      switch (format) {
        case table -> file.write(ReportTable.found(HostFilter.all(server, "jobs", job, "hosts")));
        case json, csv, xml ->
            file.write(
                out -> server.copy(out, Map.of("format", format.name()), "jobs", job, "report"));
      }
    }
  }

  /**
   * The requested files. Checked before the scan starts, so that no scan runs for a report that
   * cannot be written.
   *
   * @throws CommandFailure if a file exists and may not be replaced
   */
  List<ReportFile> open() {
    List<ReportFile> files = new ArrayList<>();
    if (table != null) {
      files.add(new ReportFile(Format.table, new ExportFile("-oN", table, force)));
    }
    if (xml != null) {
      files.add(new ReportFile(Format.xml, new ExportFile("-oX", xml, force)));
    }
    if (all != null) {
      for (Format format : Format.values()) {
        Path file = Path.of(all + "." + format.extension);
        files.add(new ReportFile(format, new ExportFile("-oA", file, force)));
      }
    }
    return files;
  }
}
