package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.JobHostJson;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.JobOrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /api/v1/jobs}: starts, shows, controls and deletes scan jobs. A caller with {@code
 * scan:run} has its own jobs; {@code ops:read} shows all, {@code ops:write} controls all. A job
 * that the caller may not see does not exist for it.
 */
public final class JobEndpoints {

  private static final String ALL = JobResponses.JOBS;
  private static final String ONE = ALL + "/{id}";

  /** As long as the longest list of targets that a call may have. */
  private static final long MAX_BODY = 1 << 20;

  private static final Set<String> ORDER = ViewMapper.fields(JobOrderJson.class);
  private static final Set<String> CHANGE = ViewMapper.fields(JobOrderJson.Change.class);
  private static final List<String> STATES =
      Arrays.stream(JobState.values()).map(JobState::wire).toList();

  private final Jobs jobs;

  private JobEndpoints(Jobs jobs) {
    this.jobs = jobs;
  }

  public static List<Endpoint> of(Jobs jobs) {
    JobEndpoints endpoints = new JobEndpoints(jobs);
    return List.of(
        Endpoint.get(ALL)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::list),
        Endpoint.post(ALL)
            .needs(Permission.SCAN_RUN)
            .maxBody(MAX_BODY)
            .answeredBy(endpoints::start),
        Endpoint.get(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::show),
        Endpoint.patch(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
            .maxBody(MAX_BODY)
            .answeredBy(endpoints::change),
        Endpoint.delete(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
            .answeredBy(asked -> endpoints.control(asked, jobs::delete)),
        Endpoint.get(ONE + "/hosts")
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::hosts),
        Endpoint.get(ONE + "/problems")
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::problems),
        endpoints.action("pause", jobs::pause),
        endpoints.action("resume", jobs::resume),
        endpoints.action("cancel", jobs::cancel));
  }

  /** An operation on one job. */
  @FunctionalInterface
  private interface Control {
    CompletionStage<JobAnswer> apply(String id, Caller caller);
  }

  private Endpoint action(String name, Control control) {
    return Endpoint.post(ONE + "/" + name)
        .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
        .answeredBy(asked -> control(asked, control));
  }

  private CompletionStage<HttpResponse> list(Asked asked) {
    return JobResponses.tried(
        () ->
            jobs.list(query(asked), asked.caller())
                .thenApply(page -> HttpResponses.view(200, JobJson.All.of(page))));
  }

  private static JobQuery query(Asked asked) {
    QueryFields fields =
        new QueryFields(
            asked.query(),
            Set.of("state", "tool", "name", "schedule", HostQueries.LIMIT, HostQueries.CURSOR));
    return new JobQuery(
        new HashSet<>(fields.some("state", STATES, JobState::of)),
        fields.text("tool"),
        fields.text("name"),
        fields.text("schedule"),
        fields.whole(HostQueries.LIMIT, 1, JobQuery.MAX_LIMIT).orElse(JobQuery.USUAL_LIMIT),
        fields.text(HostQueries.CURSOR));
  }

  private CompletionStage<HttpResponse> start(Asked asked) {
    return JobResponses.tried(
        () ->
            jobs.start(request(new BodyFields(asked.body(), ORDER)), asked.caller())
                .thenApply(answer -> JobResponses.of(answer, "")));
  }

  private static JobRequest request(BodyFields body) {
    return new JobRequest(
        body.text("tool")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tool: is missing; name the tool that scans, such as nmap or port_scan")),
        body.object("arguments").orElseGet(JsonNodeFactory.instance::objectNode),
        body.text("name").orElse(""),
        body.texts("exclude").orElse(List.of()),
        body.whole("priority").orElse(JobRequest.USUAL_PRIORITY),
        body.duration("deadline"),
        number(body.whole("rate")),
        body.flag("randomise").orElse(false),
        "");
  }

  private static OptionalInt number(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private CompletionStage<HttpResponse> show(Asked asked) {
    return JobResponses.tried(
        () -> {
          new QueryFields(asked.query(), Set.of());
          return jobs.find(id(asked), asked.caller())
              .thenApply(
                  found ->
                      found
                          .map(job -> HttpResponses.view(200, JobJson.of(job)))
                          .orElseGet(() -> JobResponses.unknown(id(asked))));
        });
  }

  private CompletionStage<HttpResponse> change(Asked asked) {
    return JobResponses.tried(
        () -> {
          BodyFields body = new BodyFields(asked.body(), CHANGE);
          if (asked.body().isEmpty()) {
            throw new IllegalArgumentException("nothing to change; send exclude, priority or rate");
          }
          JobChange change =
              new JobChange(
                  body.texts("exclude"),
                  number(body.whole("priority")),
                  number(body.whole("rate")));
          return controlled(asked, (id, caller) -> jobs.change(id, change, caller));
        });
  }

  private CompletionStage<HttpResponse> control(Asked asked, Control control) {
    return JobResponses.tried(
        () -> {
          new BodyFields(asked.body(), Set.of());
          return controlled(asked, control);
        });
  }

  private CompletionStage<HttpResponse> controlled(Asked asked, Control control) {
    String id = id(asked);
    return control
        .apply(id, asked.caller())
        .thenCompose(
            answer ->
                answer instanceof JobAnswer.Unknown
                    ? jobs.find(id, asked.caller())
                        .thenApply(
                            seen ->
                                seen.map(JobResponses::notYours)
                                    .orElseGet(() -> JobResponses.unknown(id)))
                    : BreakerEndpoints.done(JobResponses.of(answer, id)));
  }

  private CompletionStage<HttpResponse> hosts(Asked asked) {
    return JobResponses.tried(
        () ->
            jobs.hosts(id(asked), HostQueries.of(asked.query()), asked.caller())
                .thenApply(
                    found ->
                        found
                            .map(page -> HttpResponses.view(200, JobHostJson.All.of(page)))
                            .orElseGet(() -> JobResponses.unknown(id(asked)))));
  }

  private CompletionStage<HttpResponse> problems(Asked asked) {
    return JobResponses.tried(
        () -> {
          QueryFields fields =
              new QueryFields(asked.query(), Set.of(HostQueries.LIMIT, HostQueries.CURSOR));
          int limit =
              fields.whole(HostQueries.LIMIT, 1, JobQuery.MAX_LIMIT).orElse(JobQuery.USUAL_LIMIT);
          Optional<String> cursor = fields.text(HostQueries.CURSOR);
          return jobs.find(id(asked), asked.caller())
              .thenCompose(found -> problems(asked, found, limit, cursor));
        });
  }

  private CompletionStage<HttpResponse> problems(
      Asked asked, Optional<Job> found, int limit, Optional<String> cursor) {
    return found.isEmpty()
        ? BreakerEndpoints.done(JobResponses.unknown(id(asked)))
        : jobs.problems(id(asked), limit, cursor, asked.caller())
            .thenApply(page -> HttpResponses.view(200, JobJson.Problems.of(page)));
  }

  private static String id(Asked asked) {
    return asked.path().get("id");
  }
}
