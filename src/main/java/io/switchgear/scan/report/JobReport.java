package io.switchgear.scan.report;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;

/**
 * Writes a job's report. Hosts are taken from their iterator as they are written, so memory does
 * not grow with the job. HTML shows a bounded number of hosts.
 *
 * <p>A report that was cut off is recognised: the last line of JSON Lines and CSV is the record
 * {@code end}, cut JSON and XML are not well-formed, and a cut page says that it is.
 */
public final class JobReport {

  /** Bytes that are collected before they are written. */
  static final int BUFFER_BYTES = 16_384;

  private JobReport() {}

  /**
   * The beginning is written before the first host is taken. The stream is flushed, but not closed.
   *
   * @param problems all problems of the job
   * @param hosts in the order of their addresses
   * @param now for the line that says when the report was made
   * @throws IOException if the stream cannot be written; what the iterators throw passes through
   */
  public static void write(
      ReportFormat format,
      Job job,
      Iterator<JobProblem> problems,
      Iterator<JobHost> hosts,
      Instant now,
      OutputStream stream)
      throws IOException {
    try {
      Writer out =
          new OutputStreamWriter(
              new BufferedOutputStream(stream, BUFFER_BYTES), StandardCharsets.UTF_8);
      ReportWriter report = writer(format, now, out);
      ReportCounts counts = new ReportCounts();
      report.begin(job);
      while (problems.hasNext()) {
        report.problem(problems.next());
        counts.addProblem();
      }
      out.flush();
      while (hosts.hasNext()) {
        JobHost host = hosts.next();
        report.host(host);
        counts.add(host.host());
      }
      report.end(counts);
      out.flush();
    } catch (UncheckedIOException unwritable) {
      throw unwritable.getCause();
    }
  }

  private static ReportWriter writer(ReportFormat format, Instant now, Writer out) {
    return switch (format) {
      case JSONL -> new JsonLinesReport(now, out);
      case JSON -> new JsonReport(now, out);
      case CSV -> new CsvReport(now, out);
      case XML -> new XmlReport(out);
      case HTML -> new HtmlReport(now, out);
    };
  }
}
