package io.switchgear.scan.report;

import io.switchgear.scan.job.Job;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats of a job's report. */
public enum ReportFormat {
  /** One JSON object a line: the job, its problems, its hosts, and a last line with counts. */
  JSONL("application/jsonl"),
  /** One JSON object. */
  JSON("application/json"),
  /** A line per port; hosts without listed ports have one line. */
  CSV("text/csv; charset=utf-8"),
  /** nmap's XML, for programs such as {@code ndiff}. */
  XML("application/xml"),
  /** A page for people, which needs no other file. */
  HTML("text/html; charset=utf-8");

  private final String wire = name().toLowerCase(Locale.ROOT);
  private final String contentType;

  ReportFormat(String contentType) {
    this.contentType = contentType;
  }

  public String wire() {
    return wire;
  }

  public String contentType() {
    return contentType;
  }

  /** A name for the file, such as {@code job-0123456789abcdef0123456789abcdef.csv}. */
  public String fileName(Job job) {
    return "job-" + job.id() + "." + wire;
  }

  public static Optional<ReportFormat> of(String wire) {
    return Arrays.stream(values()).filter(format -> format.wire.equals(wire)).findFirst();
  }
}
