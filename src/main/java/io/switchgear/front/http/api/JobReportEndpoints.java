package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.report.JobReport;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * {@code /api/v1/jobs/{id}/report}: a job's results as a file. It is written while it is sent, so
 * memory does not grow with the job, and each export is in the audit log.
 */
public final class JobReportEndpoints {

  private static final String PATH = JobResponses.JOBS + "/{id}/report";
  private static final String SURFACE = "http";
  private static final List<String> FORMATS =
      Arrays.stream(ReportFormat.values()).map(ReportFormat::wire).toList();

  private final Jobs jobs;

  private JobReportEndpoints(Jobs jobs) {
    this.jobs = jobs;
  }

  public static List<Endpoint> of(Jobs jobs) {
    return List.of(
        Endpoint.get(PATH)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(new JobReportEndpoints(jobs)::report));
  }

  private CompletionStage<HttpResponse> report(Asked asked) {
    return JobResponses.tried(
        () -> {
          ReportFormat format =
              new QueryFields(asked.query(), Set.of("format"))
                  .oneOf("format", FORMATS)
                  .flatMap(ReportFormat::of)
                  .orElse(ReportFormat.JSON);
          String id = asked.path().get("id");
          return jobs.exporting(id, format.wire(), SURFACE, asked.caller())
              .thenApply(
                  found ->
                      found
                          .map(job -> sent(format, job, asked.caller()))
                          .orElseGet(() -> JobResponses.unknown(id)));
        });
  }

  private HttpResponse sent(ReportFormat format, Job job, Caller caller) {
    HttpResponse response =
        HttpResponse.create()
            .addHeader(
                RawHeader.create(
                    "Content-Disposition",
                    "attachment; filename=\"%s\"".formatted(format.fileName(job))))
            .withEntity(
                HttpEntities.createChunked(
                    ContentTypes.parse(format.contentType()),
                    WrittenSource.of(out -> write(format, job, caller, out))));
    // The page has text from targets. A browser that shows it gives it no rights of this server.
    return format == ReportFormat.HTML
        ? response.addHeader(RawHeader.create("Content-Security-Policy", "sandbox"))
        : response;
  }

  private void write(ReportFormat format, Job job, Caller caller, OutputStream out)
      throws IOException {
    JobReport.write(
        format,
        job,
        JobPages.problems(jobs, job, caller),
        JobPages.hosts(jobs, job, caller),
        Instant.now(),
        out);
  }
}
