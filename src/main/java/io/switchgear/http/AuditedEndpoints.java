package io.switchgear.http;

import io.switchgear.audit.AuditRecord;
import io.switchgear.audit.AuditRecord.Kind;
import io.switchgear.audit.AuditTrail;
import io.switchgear.http.Endpoint.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Endpoints whose orders, which are all requests but GET, are recorded with what became of them.
 */
final class AuditedEndpoints {

  private static final int BAD_REQUEST = 400;

  private AuditedEndpoints() {}

  static List<Endpoint> around(List<Endpoint> endpoints, AuditTrail trail) {
    List<Endpoint> audited = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      audited.add(
          endpoint.method() == HttpMethods.GET
              ? endpoint
              : new Endpoint(
                  endpoint.method(),
                  endpoint.template(),
                  endpoint.needs(),
                  asked -> answer(endpoint, asked, trail)));
    }
    return audited;
  }

  private static CompletionStage<HttpResponse> answer(
      Endpoint endpoint, Asked asked, AuditTrail trail) {
    CompletionStage<HttpResponse> answer;
    try {
      answer = endpoint.handler().answer(asked);
    } catch (RuntimeException bug) {
      trail.record(record(endpoint, asked, 500));
      throw bug;
    }
    return answer.whenComplete(
        (response, bug) ->
            trail.record(
                record(endpoint, asked, bug == null ? response.status().intValue() : 500)));
  }

  /** The order as it was sent is there as a digest only; who says to be the operator is named. */
  private static AuditRecord record(Endpoint endpoint, Asked asked, int status) {
    String what = endpoint.method().value() + " " + path(endpoint, asked);
    AuditRecord record =
        status < BAD_REQUEST
            ? AuditRecord.done(Kind.OPERATION, asked.caller().name(), what)
            : AuditRecord.refused(Kind.OPERATION, asked.caller().name(), what, "status: " + status);
    record = record.with("status", status);
    if (!asked.body().isEmpty()) {
      record = record.asked(asked.body());
    }
    String operator = asked.body().path("operator").asText();
    return operator.isBlank() ? record : record.with("operator", operator);
  }

  private static String path(Endpoint endpoint, Asked asked) {
    String path = endpoint.template();
    for (var step : asked.path().entrySet()) {
      path = path.replace("{" + step.getKey() + "}", step.getValue());
    }
    return path;
  }
}
