package io.switchgear.front.http.api;

import io.switchgear.calls.running.CallCancellation;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.cluster.report.Reports;
import io.switchgear.cluster.report.Reports.Cancellation;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.NodesReader;
import io.switchgear.watch.view.OrderJson;
import io.switchgear.watch.view.OwnAnswers;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/calls}: the running calls, and the operation that cancels one. */
public final class CallEndpoints {

  private static final String ALL = "/api/v1/calls";
  private static final Set<String> FIELDS = ViewMapper.fields(OrderJson.Cancel.class);
  private static final int SHOWN = 100;

  private final RunningCalls calls;
  private final NodesReader nodes;
  private final Reports reports;

  private CallEndpoints(RunningCalls calls, NodesReader nodes, Reports reports) {
    this.calls = calls;
    this.nodes = nodes;
    this.reports = reports;
  }

  /**
   * @param nodes reads the calls of other nodes
   * @param reports asks the other nodes to cancel a call
   */
  public static List<Endpoint> of(RunningCalls calls, NodesReader nodes, Reports reports) {
    CallEndpoints endpoints = new CallEndpoints(calls, nodes, reports);
    return List.of(
        Endpoint.get(ALL).needs(Permission.OPS_READ).answeredBy(endpoints::list),
        Endpoint.post(ALL + "/{call}/cancel")
            .needs(Permission.OPS_WRITE)
            .answeredBy(endpoints::cancel));
  }

  private CompletionStage<HttpResponse> list(Asked asked) {
    Optional<String> of;
    try {
      of = NodesParameter.of(asked, nodes);
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.done(BreakerEndpoints.badRequest(bad));
    }
    return of.map(names -> nodes.calls(names).thenApply(all -> HttpResponses.view(200, all)))
        .orElseGet(() -> BreakerEndpoints.done(HttpResponses.view(200, CallJson.All.of(calls))));
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
    return OwnAnswers.cancel(calls, id, order)
        .map(ended -> ended.thenApply(outcome -> cancelled(id, outcome, order)))
        .orElseGet(
            () ->
                reports
                    .cancel(id, order.operator(), order.reason())
                    .thenApply(elsewhere -> answer(id, elsewhere, order)));
  }

  private static HttpResponse answer(String id, Cancellation elsewhere, CallCancellation order) {
    String shown = UntrustedText.line(id, SHOWN);
    return elsewhere
        .outcome()
        .map(outcome -> cancelled(id, outcome, order))
        .orElseGet(
            () ->
                elsewhere.silent().isEmpty()
                    ? BreakerEndpoints.notFound(
                        "no call '%s' is running; GET %s?nodes=all lists the running calls"
                            .formatted(shown, ALL))
                    : HttpResponses.problem(
                        ALL,
                        503,
                        "Not done: no node that answered runs the call '%s', but %s did not answer; try again, or send the order to the node that runs it"
                            .formatted(shown, String.join(", ", elsewhere.silent()))));
  }

  private static HttpResponse cancelled(String id, String outcome, CallCancellation order) {
    return HttpResponses.view(
        200, new CallJson.Cancelled(id, outcome, order.operator(), order.reason()));
  }
}
