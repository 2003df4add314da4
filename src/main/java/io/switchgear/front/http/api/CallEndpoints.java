package io.switchgear.front.http.api;

import io.switchgear.calls.running.CallCancellation;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.OrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/calls}: the running calls, and the operation that cancels one. */
public final class CallEndpoints {

  private static final String ALL = "/api/v1/calls";
  private static final Set<String> FIELDS = ViewMapper.fields(OrderJson.Cancel.class);
  private static final int SHOWN = 100;

  /**
   * Longer than a run gets to stop. The response does not wait for a run that ignores its
   * cancellation.
   */
  private static final long CANCEL_TIMEOUT_MILLIS = 3_000;

  private final RunningCalls calls;

  private CallEndpoints(RunningCalls calls) {
    this.calls = calls;
  }

  public static List<Endpoint> of(RunningCalls calls) {
    CallEndpoints endpoints = new CallEndpoints(calls);
    return List.of(
        Endpoint.get(ALL)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> BreakerEndpoints.done(endpoints.list())),
        Endpoint.post(ALL + "/{call}/cancel")
            .needs(Permission.OPS_WRITE)
            .answeredBy(endpoints::cancel));
  }

  private HttpResponse list() {
    return HttpResponses.view(200, CallJson.All.of(calls));
  }

  private CompletionStage<HttpResponse> cancel(Asked asked) {
    CallCancellation order;
    try {
      BodyFields body = new BodyFields(asked.body(), FIELDS);
      order =
          new CallCancellation(
              asked.operator(body.text("operator")), body.text("reason").orElse("no reason given"));
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.done(BreakerEndpoints.badRequest(bad));
    }
    String id = asked.path().get("call");
    return calls
        .cancel(id, order)
        .map(ended -> answer(id, order, ended))
        .orElseGet(
            () ->
                BreakerEndpoints.done(
                    BreakerEndpoints.notFound(
                        "no call '%s' is running; GET %s lists the running calls"
                            .formatted(UntrustedText.line(id, SHOWN), ALL))));
  }

  private static CompletionStage<HttpResponse> answer(
      String id, CallCancellation order, CompletionStage<ToolOutcome> ended) {
    return ended
        .thenApply(outcome -> ErrorType.of(outcome).map(ErrorType::wire).orElse("success"))
        .toCompletableFuture()
        .completeOnTimeout("stopping", CANCEL_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .thenApply(
            outcome ->
                HttpResponses.view(
                    200, new CallJson.Cancelled(id, outcome, order.operator(), order.reason())));
  }
}
