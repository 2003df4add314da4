package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.tool.Caller;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Records one order in the audit log, once, with its result: the endpoint's response, even if the
 * client no longer waits for it, or the refusal if the endpoint was not reached.
 */
final class AuditedOrder {

  private static final int BAD_REQUEST = 400;
  private static final int BUG = 500;

  private final Endpoint endpoint;
  private final Caller caller;
  private final Map<String, String> path;
  private final AuditTrail trail;
  private volatile boolean reached;

  /**
   * @param path the values of the segments in braces, by name
   */
  AuditedOrder(Endpoint endpoint, Caller caller, Map<String, String> path, AuditTrail trail) {
    this.endpoint = endpoint;
    this.caller = caller;
    this.path = path;
    this.trail = trail;
  }

  /** The endpoint with a handler that records the result. */
  Endpoint endpoint() {
    return endpoint.with(this::handled);
  }

  /** Records the response if the endpoint was not reached. */
  CompletionStage<HttpResponse> answered(CompletionStage<HttpResponse> answer) {
    return answer.whenComplete(
        (response, bug) -> {
          if (!reached) {
            record(JsonNodeFactory.instance.objectNode(), response, bug);
          }
        });
  }

  private CompletionStage<HttpResponse> handled(Asked asked) {
    reached = true;
    CompletionStage<HttpResponse> answer;
    try {
      answer = endpoint.handler().answer(asked);
    } catch (RuntimeException bug) {
      record(asked.body(), null, bug);
      throw bug;
    }
    return answer.whenComplete((response, bug) -> record(asked.body(), response, bug));
  }

  /** Records the digest of the body and the operator named in it. */
  private void record(ObjectNode body, HttpResponse response, Throwable bug) {
    int status = bug == null ? response.status().intValue() : BUG;
    String what = endpoint.methods().getFirst() + " " + place();
    AuditRecord record =
        status < BAD_REQUEST
            ? AuditRecord.done(Kind.OPERATION, caller.name(), what)
            : AuditRecord.refused(Kind.OPERATION, caller.name(), what, "status: " + status);
    record = record.with("status", status);
    if (!body.isEmpty()) {
      record = record.asked(body);
    }
    String operator = body.path("operator").asText();
    trail.record(operator.isBlank() ? record : record.with("operator", operator));
  }

  private String place() {
    String place = endpoint.path().toString();
    for (var step : path.entrySet()) {
      place = place.replace("{" + step.getKey() + "}", step.getValue());
    }
    return place;
  }
}
