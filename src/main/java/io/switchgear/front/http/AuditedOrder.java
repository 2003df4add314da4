package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.Endpoint.Asked;
import io.switchgear.tool.Caller;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One order, which is a request but GET, recorded once with what became of it: what its endpoint
 * made of it, also when that took too long for the answer, or with what it was refused before.
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
   * @param path the steps in braces, by name
   */
  AuditedOrder(Endpoint endpoint, Caller caller, Map<String, String> path, AuditTrail trail) {
    this.endpoint = endpoint;
    this.caller = caller;
    this.path = path;
    this.trail = trail;
  }

  /** What is to answer it. */
  Endpoint endpoint() {
    return new Endpoint(endpoint.method(), endpoint.template(), endpoint.needs(), this::handled);
  }

  /** The answer, recorded if the endpoint was not reached. */
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

  /** The order as it was sent is there as a digest only; who says to be the operator is named. */
  private void record(ObjectNode body, HttpResponse response, Throwable bug) {
    int status = bug == null ? response.status().intValue() : BUG;
    String what = endpoint.method().value() + " " + place();
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
    String place = endpoint.template();
    for (var step : path.entrySet()) {
      place = place.replace("{" + step.getKey() + "}", step.getValue());
    }
    return place;
  }
}
