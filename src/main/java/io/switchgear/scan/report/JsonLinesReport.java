package io.switchgear.scan.report;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;

/**
 * JSON Lines: a line {@code job}, a line {@code problem} for each problem, a line {@code host} for
 * each host, and a last line {@code end} with their numbers.
 */
final class JsonLinesReport implements ReportWriter {

  private final Instant now;
  private final Writer out;

  JsonLinesReport(Instant now, Writer out) {
    this.now = now;
    this.out = out;
  }

  @Override
  public void begin(Job job) throws IOException {
    out.write(ReportRecords.line("job", ReportRecords.job(job, now)));
  }

  @Override
  public void problem(JobProblem problem) throws IOException {
    out.write(ReportRecords.line("problem", ReportRecords.problem(problem)));
  }

  @Override
  public void host(JobHost host) throws IOException {
    out.write(ReportRecords.line("host", ReportRecords.host(host)));
  }

  @Override
  public void end(ReportCounts counts) throws IOException {
    out.write(ReportRecords.line("end", ReportRecords.end(counts)));
  }
}
