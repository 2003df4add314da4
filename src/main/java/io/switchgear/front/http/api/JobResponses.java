package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobFailure;
import io.switchgear.tool.LimitedLog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.JobJson;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.LoggerFactory;

/** The one place that maps the answers about jobs, and the failures of their store, to HTTP. */
final class JobResponses {

  static final String JOBS = "/api/v1/jobs";

  private static final Duration STORE_RETRY = Duration.ofSeconds(5);

  /** A lost node's jobs have another owner by then. */
  private static final Duration OWNER_RETRY = Duration.ofSeconds(30);

  private static final int SHOWN = 100;
  private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(JobResponses.class));

  private JobResponses() {}

  /**
   * Runs an operation of the jobs: invalid arguments are 400. It is 503 if the database does not
   * answer, and then nothing was done; or if the job does not, and then it may have been done. The
   * stage fails with a bug, which the front logs and answers.
   */
  static CompletionStage<HttpResponse> tried(Supplier<CompletionStage<HttpResponse>> operation) {
    try {
      return operation.get().exceptionally(JobResponses::failed);
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.done(BreakerEndpoints.badRequest(bad));
    }
  }

  private static HttpResponse failed(Throwable failed) {
    JobFailure failure = JobFailure.of(failed);
    return switch (failure.kind()) {
      case INVALID -> problem(400, "Bad request: " + failure.cause().getMessage());
      case STORE -> {
        LOG.error("a request about jobs failed", failure.cause());
        yield unavailable(
            "the store of the jobs does not answer; nothing was changed by half, and jobs go on"
                + " when it answers again. Try again, and check the server's log",
            STORE_RETRY);
      }
      case SILENT -> {
        LOG.warn("a job did not answer", failure.cause()::toString);
        yield problem(
                503,
                "Timeout: the node that has the job does not answer, so it is unknown whether this"
                    + " was done. Another node takes the job over within half a minute. Look at"
                    + " the job then, and try again if it was not done")
            .addHeader(HttpResponses.retryAfter(OWNER_RETRY));
      }
      case BUG -> throw new CompletionException(failure.cause());
    };
  }

  /**
   * @param id as the caller wrote it
   */
  static HttpResponse of(JobAnswer answer, String id) {
    return switch (answer) {
      case JobAnswer.Done done -> HttpResponses.view(200, JobJson.of(done.job()));
      case JobAnswer.Started started ->
          located(started.job(), HttpResponses.view(202, JobJson.of(started.job())));
      case JobAnswer.Joined joined ->
          located(joined.job(), HttpResponses.view(200, JobJson.joined(joined.job())));
      case JobAnswer.Unknown ignored -> unknown(id);
      case JobAnswer.Invalid invalid -> problem(400, "Bad request: " + invalid.message());
      case JobAnswer.Conflict conflict ->
          HttpResponses.problem(
              409,
              "Not done: " + conflict.message(),
              object().put("state", conflict.job().state().wire()));
      case JobAnswer.Refused refused -> of(refused.outcome());
      case JobAnswer.Full full ->
          problem(429, "Too many jobs: " + full.message())
              .addHeader(HttpResponses.retryAfter(full.retryAfter()));
    };
  }

  private static HttpResponse of(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.InvalidInput invalid -> problem(400, "Bad request: " + invalid.message());
      case ToolOutcome.OutOfScope outside ->
          HttpResponses.problem(
              403,
              "Out of scope: " + outside.message(),
              object()
                  .put("error_type", "out_of_scope")
                  .put("target", UntrustedText.line(outside.target(), SHOWN))
                  .put("rule", UntrustedText.line(outside.rule(), SHOWN)));
      case ToolOutcome.Rejected rejected ->
          problem(status(rejected.refusal()), "Not admitted: " + rejected.message())
              .addHeader(HttpResponses.retryAfter(rejected.retryAfter()));
      case ToolOutcome.Failed failed -> unavailable(failed.message(), STORE_RETRY);
      case ToolOutcome.TimedOut late -> unavailable(late.message(), STORE_RETRY);
      case ToolOutcome.Cancelled cancelled -> unavailable(cancelled.message(), STORE_RETRY);
      case ToolOutcome.Success bug ->
          throw new IllegalStateException("a refusal cannot be a success");
    };
  }

  private static int status(Refusal refusal) {
    return switch (refusal) {
      case RATE_LIMITED, BULKHEAD_FULL -> 429;
      case CIRCUIT_OPEN, UNRECORDED, NO_WORKER, SHUTTING_DOWN -> 503;
    };
  }

  static HttpResponse unknown(String id) {
    return problem(
        404,
        "Not found: there is no job '%s'; GET %s lists the jobs that you may see"
            .formatted(UntrustedText.line(id, SHOWN), JOBS));
  }

  /** The caller sees the job, but may not change it. */
  static HttpResponse notYours(Job job) {
    return problem(
        403,
        "Not permitted: the job belongs to %s; controlling it needs the scope ops:write"
            .formatted(job.principal()));
  }

  private static HttpResponse unavailable(String what, Duration retryAfter) {
    return problem(503, "Unavailable: " + what).addHeader(HttpResponses.retryAfter(retryAfter));
  }

  private static HttpResponse located(Job job, HttpResponse response) {
    return response.addHeader(RawHeader.create("Location", JOBS + "/" + job.id()));
  }

  private static HttpResponse problem(int status, String sentence) {
    return HttpResponses.problem(JOBS, status, sentence);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
