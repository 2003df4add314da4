package io.switchgear.scan.report;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;

/** One JSON object with the fields {@code job}, {@code problems}, {@code hosts} and {@code end}. */
final class JsonReport implements ReportWriter {

  private final Instant now;
  private final Writer out;
  private boolean inHosts;
  private String separator = "\n";

  JsonReport(Instant now, Writer out) {
    this.now = now;
    this.out = out;
  }

  @Override
  public void begin(Job job) throws IOException {
    out.write("{\"job\":" + ReportRecords.job(job, now) + ",\n\"problems\":[");
  }

  @Override
  public void problem(JobProblem problem) throws IOException {
    item(ReportRecords.problem(problem).toString());
  }

  @Override
  public void host(JobHost host) throws IOException {
    startHosts();
    item(ReportRecords.host(host).toString());
  }

  @Override
  public void end(ReportCounts counts) throws IOException {
    startHosts();
    out.write("],\n\"end\":" + ReportRecords.end(counts) + "}\n");
  }

  private void startHosts() throws IOException {
    if (!inHosts) {
      inHosts = true;
      separator = "\n";
      out.write("],\n\"hosts\":[");
    }
  }

  private void item(String json) throws IOException {
    out.write(separator);
    out.write(json);
    separator = ",\n";
  }
}
