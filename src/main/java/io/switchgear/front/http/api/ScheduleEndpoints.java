package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.schedule.DueTimes;
import io.switchgear.scan.schedule.InvalidSchedule;
import io.switchgear.scan.schedule.MissedRuns;
import io.switchgear.scan.schedule.Overlap;
import io.switchgear.scan.schedule.ScheduleAnswer;
import io.switchgear.scan.schedule.ScheduleSpec;
import io.switchgear.scan.schedule.ScheduleView;
import io.switchgear.scan.schedule.Schedules;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ScheduleJson;
import io.switchgear.watch.view.ScheduleOrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * {@code /api/v1/schedules}: creates, shows, changes, runs and deletes schedules. A caller with
 * {@code scan:run} has its own; {@code ops:read} shows all, {@code ops:write} controls all. A
 * schedule that the caller may not see does not exist for it.
 */
public final class ScheduleEndpoints {

  private static final String ALL = "/api/v1/schedules";
  private static final String ONE = ALL + "/{id}";

  /** As long as the longest list of targets that a call may have. */
  private static final long MAX_BODY = 1 << 20;

  private static final Set<String> FIELDS = ViewMapper.fields(ScheduleOrderJson.class);
  private static final String NEXT = "next";
  private static final int USUAL_NEXT = 5;
  private static final int MAX_NEXT = 100;
  private static final int SHOWN = 100;

  private final Schedules schedules;
  private final InstantSource clock;

  private ScheduleEndpoints(Schedules schedules, InstantSource clock) {
    this.schedules = schedules;
    this.clock = clock;
  }

  public static List<Endpoint> of(Schedules schedules, InstantSource clock) {
    ScheduleEndpoints endpoints = new ScheduleEndpoints(schedules, clock);
    return List.of(
        Endpoint.get(ALL)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::list),
        Endpoint.post(ALL)
            .needs(Permission.SCAN_RUN)
            .maxBody(MAX_BODY)
            .answeredBy(endpoints::create),
        Endpoint.get(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::show),
        Endpoint.patch(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
            .maxBody(MAX_BODY)
            .answeredBy(endpoints::change),
        Endpoint.delete(ONE)
            .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
            .answeredBy(asked -> endpoints.control(asked, schedules::delete)),
        Endpoint.get(ONE + "/runs")
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(endpoints::runs),
        endpoints.action("run", schedules::run),
        endpoints.action("enable", (id, caller) -> endpoints.enable(id, true, caller)),
        endpoints.action("disable", (id, caller) -> endpoints.enable(id, false, caller)));
  }

  /** An operation on one schedule. */
  @FunctionalInterface
  private interface Control {
    CompletionStage<ScheduleAnswer> apply(String id, Caller caller);
  }

  private Endpoint action(String name, Control control) {
    return Endpoint.post(ONE + "/" + name)
        .needsAny(Permission.SCAN_RUN, Permission.OPS_WRITE)
        .answeredBy(asked -> control(asked, control));
  }

  private CompletionStage<ScheduleAnswer> enable(String id, boolean enabled, Caller caller) {
    return schedules.change(id, UnaryOperator.identity(), Optional.of(enabled), caller);
  }

  private CompletionStage<HttpResponse> list(Asked asked) {
    return JobResponses.tried(
        () -> {
          QueryFields fields = page(asked);
          return schedules
              .list(limit(fields), fields.text(HostQueries.CURSOR), asked.caller())
              .thenApply(page -> HttpResponses.view(200, ScheduleJson.All.of(page)));
        });
  }

  private static QueryFields page(Asked asked) {
    return new QueryFields(asked.query(), Set.of(HostQueries.LIMIT, HostQueries.CURSOR));
  }

  private static int limit(QueryFields fields) {
    return fields.whole(HostQueries.LIMIT, 1, Schedules.MAX_LIMIT).orElse(Schedules.USUAL_LIMIT);
  }

  private CompletionStage<HttpResponse> create(Asked asked) {
    return JobResponses.tried(
        () -> {
          BodyFields body = new BodyFields(asked.body(), FIELDS);
          ScheduleSpec spec =
              new ScheduleSpec(
                  needed(body, "cron", DueTimes.ALLOWED),
                  body.text("zone").orElse("UTC"),
                  body.duration("jitter").orElse(Duration.ZERO),
                  missed(body).orElse(MissedRuns.ONCE),
                  body.whole("missed_limit").orElse(ScheduleSpec.USUAL_MISSED_LIMIT),
                  overlap(body).orElse(Overlap.SKIP),
                  new JobRequest(
                      needed(body, "tool", "the name of a tool that scans, such as port_scan"),
                      body.object("arguments").orElseGet(JsonNodeFactory.instance::objectNode),
                      body.text("name").orElse(""),
                      body.texts("exclude").orElse(List.of()),
                      body.whole("priority").orElse(JobRequest.USUAL_PRIORITY),
                      body.duration("deadline"),
                      number(body.whole("rate"), OptionalInt.empty()),
                      body.flag("randomise").orElse(false),
                      ""),
                  number(body.whole("keep_runs"), OptionalInt.empty()),
                  body.duration("keep_age"),
                  body.flag("compare").orElse(true));
          return schedules
              .create(spec, body.flag("enabled").orElse(true), asked.caller())
              .thenApply(answer -> response(answer, ""));
        });
  }

  private static String needed(BodyFields body, String field, String allowed) {
    return body.text(field).orElseThrow(() -> new InvalidSchedule(field, "missing", allowed));
  }

  private static Optional<MissedRuns> missed(BodyFields body) {
    return body.text("missed")
        .map(
            text ->
                MissedRuns.of(text)
                    .orElseThrow(
                        () ->
                            new InvalidSchedule(
                                "missed",
                                "'" + UntrustedText.line(text, SHOWN) + "' is no policy",
                                "skip, once or all")));
  }

  private static Optional<Overlap> overlap(BodyFields body) {
    return body.text("overlap")
        .map(
            text ->
                Overlap.of(text)
                    .orElseThrow(
                        () ->
                            new InvalidSchedule(
                                "overlap",
                                "'" + UntrustedText.line(text, SHOWN) + "' is no policy",
                                "skip, queue or cancel_running")));
  }

  /** 0 removes the value. */
  private static OptionalInt number(Optional<Integer> given, OptionalInt before) {
    return given
        .map(value -> value == 0 ? OptionalInt.empty() : OptionalInt.of(value))
        .orElse(before);
  }

  private static Optional<Duration> duration(Optional<Duration> given, Optional<Duration> before) {
    return given.isPresent() ? given.filter(value -> !value.isZero()) : before;
  }

  private CompletionStage<HttpResponse> change(Asked asked) {
    return JobResponses.tried(
        () -> {
          BodyFields body = new BodyFields(asked.body(), FIELDS);
          if (asked.body().isEmpty()) {
            throw new IllegalArgumentException(
                "nothing to change; send the fields that are to change, such as cron");
          }
          // Read once here, so that a wrong value is refused also for an unknown schedule.
          Optional<MissedRuns> missed = missed(body);
          Optional<Overlap> overlap = overlap(body);
          return control(
              asked,
              (id, caller) ->
                  schedules.change(
                      id,
                      spec -> changed(spec, body, missed, overlap),
                      body.flag("enabled"),
                      caller),
              false);
        });
  }

  private static ScheduleSpec changed(
      ScheduleSpec spec, BodyFields body, Optional<MissedRuns> missed, Optional<Overlap> overlap) {
    JobRequest job = spec.job();
    return new ScheduleSpec(
        body.text("cron").orElse(spec.cron()),
        body.text("zone").orElse(spec.zone()),
        body.duration("jitter").orElse(spec.jitter()),
        missed.orElse(spec.missed()),
        body.whole("missed_limit").orElse(spec.missedLimit()),
        overlap.orElse(spec.overlap()),
        new JobRequest(
            body.text("tool").orElse(job.tool()),
            body.object("arguments").orElse(job.arguments()),
            body.text("name").orElse(job.name()),
            body.texts("exclude").orElse(job.exclude()),
            body.whole("priority").orElse(job.priority()),
            duration(body.duration("deadline"), job.deadline()),
            number(body.whole("rate"), job.rate()),
            body.flag("randomise").orElse(job.randomised()),
            job.schedule()),
        number(body.whole("keep_runs"), spec.keepRuns()),
        duration(body.duration("keep_age"), spec.keepAge()),
        body.flag("compare").orElse(spec.compare()));
  }

  private CompletionStage<HttpResponse> show(Asked asked) {
    return JobResponses.tried(
        () -> {
          int next =
              new QueryFields(asked.query(), Set.of(NEXT))
                  .whole(NEXT, 1, MAX_NEXT)
                  .orElse(USUAL_NEXT);
          return schedules
              .find(id(asked), asked.caller())
              .thenApply(
                  found ->
                      found
                          .map(view -> HttpResponses.view(200, whole(view, next)))
                          .orElseGet(() -> unknown(id(asked))));
        });
  }

  private ScheduleJson whole(ScheduleView view, int next) {
    ScheduleSpec spec = view.schedule().spec();
    return ScheduleJson.of(
        view,
        Optional.of(
            DueTimes.of(spec.cron(), DueTimes.zone(spec.zone())).next(clock.instant(), next)));
  }

  private CompletionStage<HttpResponse> runs(Asked asked) {
    return JobResponses.tried(
        () -> {
          QueryFields fields = page(asked);
          return schedules
              .runs(id(asked), limit(fields), fields.text(HostQueries.CURSOR), asked.caller())
              .thenApply(
                  found ->
                      found
                          .map(page -> HttpResponses.view(200, ScheduleJson.Runs.of(page)))
                          .orElseGet(() -> unknown(id(asked))));
        });
  }

  private CompletionStage<HttpResponse> control(Asked asked, Control control) {
    return control(asked, control, true);
  }

  private CompletionStage<HttpResponse> control(
      Asked asked, Control control, boolean withoutFields) {
    return JobResponses.tried(
        () -> {
          if (withoutFields) {
            new BodyFields(asked.body(), Set.of());
          }
          return control
              .apply(id(asked), asked.caller())
              .thenApply(answer -> response(answer, id(asked)));
        });
  }

  private HttpResponse response(ScheduleAnswer answer, String id) {
    return switch (answer) {
      case ScheduleAnswer.Done done -> HttpResponses.view(200, whole(done.schedule(), USUAL_NEXT));
      case ScheduleAnswer.Created created ->
          HttpResponses.view(201, whole(created.schedule(), USUAL_NEXT))
              .addHeader(
                  RawHeader.create("Location", ALL + "/" + created.schedule().schedule().id()));
      case ScheduleAnswer.Started started ->
          HttpResponses.view(202, ScheduleJson.Run.of(started.run()))
              .addHeader(
                  RawHeader.create("Location", JobResponses.JOBS + "/" + started.run().job()));
      case ScheduleAnswer.Unknown unknown -> unknown(id);
      case ScheduleAnswer.Invalid invalid -> problem(400, "Bad request: " + invalid.message());
      case ScheduleAnswer.Forbidden forbidden ->
          problem(403, "Not permitted: " + forbidden.message());
      case ScheduleAnswer.Conflict conflict -> problem(409, "Not done: " + conflict.message());
      case ScheduleAnswer.Full full ->
          problem(429, "Too many schedules: " + full.message())
              .addHeader(HttpResponses.retryAfter(full.retryAfter()));
    };
  }

  private static HttpResponse unknown(String id) {
    return problem(
        404,
        "Not found: there is no schedule '%s'; GET %s lists the schedules that you may see"
            .formatted(UntrustedText.line(id, SHOWN), ALL));
  }

  private static HttpResponse problem(int status, String sentence) {
    return HttpResponses.problem(ALL, status, sentence);
  }

  private static String id(Asked asked) {
    return asked.path().get("id");
  }
}
