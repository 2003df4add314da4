package io.switchgear.scan.report;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import java.io.IOException;

/** Writes a report in one format: begin, problems, hosts, end. */
interface ReportWriter {

  void begin(Job job) throws IOException;

  void problem(JobProblem problem) throws IOException;

  /** Hosts come in the order of their addresses. */
  void host(JobHost host) throws IOException;

  void end(ReportCounts counts) throws IOException;
}
