package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.compare.ComparisonText;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.job.Job;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.JobDiffJson;
import io.switchgear.watch.view.ViewMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /api/v1/jobs/{id}/diff/{other}}: what changed from another job, or from the last complete
 * one of the same name and principal, to this one. The response begins before the comparison, which
 * takes long for large jobs; if it fails, the response is cut off.
 */
public final class JobDiffEndpoints {

  private static final String PREVIOUS = "previous";
  private static final List<String> FORMATS = List.of("json", "text");
  private static final int MAX_CHANGES = 10_000;
  private static final int TEXT_BYTES = 4 << 20;
  private static final int NAME_CHARS = 100;

  private final Jobs jobs;

  private JobDiffEndpoints(Jobs jobs) {
    this.jobs = jobs;
  }

  public static List<Endpoint> of(Jobs jobs) {
    return List.of(
        Endpoint.get(JobResponses.JOBS + "/{id}/diff/{other}")
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(new JobDiffEndpoints(jobs)::diff));
  }

  /**
   * @param changes the most changed hosts to list
   */
  private record Form(boolean isText, int changes) {}

  private CompletionStage<HttpResponse> diff(Asked asked) {
    return JobResponses.tried(
        () -> {
          QueryFields fields = new QueryFields(asked.query(), Set.of("format", HostQueries.LIMIT));
          boolean text = fields.oneOf("format", FORMATS).filter("text"::equals).isPresent();
          OptionalInt limit = fields.whole(HostQueries.LIMIT, 1, MAX_CHANGES);
          Form form = new Form(text, limit.orElse(JobComparison.USUAL_CHANGES));
          String id = asked.path().get("id");
          return jobs.find(id, asked.caller())
              .thenCompose(
                  found ->
                      found.isEmpty()
                          ? BreakerEndpoints.done(JobResponses.unknown(id))
                          : diff(found.get(), asked, form));
        });
  }

  private CompletionStage<HttpResponse> diff(Job after, Asked asked, Form form) {
    String other = asked.path().get("other");
    if (!other.equals(PREVIOUS)) {
      return jobs.find(other, asked.caller())
          .thenApply(
              before ->
                  before
                      .map(found -> compared(found, after, asked.caller(), form))
                      .orElseGet(() -> JobResponses.unknown(other)));
    }
    if (after.name().isEmpty()) {
      throw new IllegalArgumentException(
          "the job has no name, so there is no run before it; name the job to compare with by its"
              + " id, and start scans that are to be compared with the same name");
    }
    return jobs.completeBefore(after, asked.caller())
        .thenApply(
            before ->
                before
                    .map(found -> compared(found, after, asked.caller(), form))
                    .orElseGet(() -> noPrevious(after)));
  }

  private static HttpResponse noPrevious(Job after) {
    return HttpResponses.problem(
        JobResponses.JOBS,
        404,
        "Not found: no job named '%s' before this one is complete; name the job to compare with by its id"
            .formatted(UntrustedText.line(after.name(), NAME_CHARS)));
  }

  private HttpResponse compared(Job before, Job after, Caller caller, Form form) {
    ContentType type = form.isText() ? ContentTypes.TEXT_PLAIN_UTF8 : ContentTypes.APPLICATION_JSON;
    return HttpResponse.create()
        .withEntity(
            HttpEntities.createChunked(
                type,
                WrittenSource.of(
                    out -> {
                      JobComparison all =
                          JobComparison.of(
                              before,
                              JobPages.hosts(jobs, before, caller),
                              after,
                              JobPages.hosts(jobs, after, caller),
                              form.changes());
                      out.write(
                          form.isText()
                              ? ComparisonText.of(all, TEXT_BYTES).getBytes(StandardCharsets.UTF_8)
                              : ViewMapper.bytes(JobDiffJson.of(all)));
                    })));
  }
}
