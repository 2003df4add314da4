package io.switchgear.front.http.api;

import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.Drills;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.DrillJson;
import io.switchgear.watch.view.OrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/drills}: faults that operators inject into tools. */
public final class DrillEndpoints {

  private static final String ALL = "/api/v1/drills";
  private static final String ONE = ALL + "/{tool}";
  private static final Set<String> FIELDS = ViewMapper.fields(OrderJson.Drill.class);

  private final List<String> tools;
  private final Drills drills;

  private DrillEndpoints(List<String> tools, Drills drills) {
    this.tools = tools;
    this.drills = drills;
  }

  /**
   * @param tools names of the tools that faults can be injected into
   */
  public static List<Endpoint> of(List<String> tools, Drills drills) {
    DrillEndpoints endpoints = new DrillEndpoints(List.copyOf(tools), drills);
    return List.of(
        Endpoint.get(ALL).needs(Permission.OPS_READ).answeredBy(asked -> done(endpoints.list())),
        Endpoint.delete(ALL)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> done(cleared(drills.clearAll()))),
        Endpoint.get(ONE)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(endpoints.show(asked.path().get("tool")))),
        Endpoint.post(ONE)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> done(endpoints.set(asked))),
        Endpoint.delete(ONE)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> done(endpoints.clear(asked.path().get("tool")))));
  }

  private HttpResponse list() {
    return HttpResponses.view(200, DrillJson.All.of(drills.isEnabled(), drills.list()));
  }

  private HttpResponse show(String tool) {
    if (!tools.contains(tool)) {
      return BreakerEndpoints.unknown(tool, tools);
    }
    return drills
        .of(tool)
        .map(drill -> HttpResponses.view(200, DrillJson.of(drill)))
        .orElseGet(() -> BreakerEndpoints.notFound("no drill is active for '" + tool + "'"));
  }

  private HttpResponse clear(String tool) {
    return tools.contains(tool)
        ? cleared(drills.clear(tool).stream().toList())
        : BreakerEndpoints.unknown(tool, tools);
  }

  private HttpResponse set(Asked asked) {
    String tool = asked.path().get("tool");
    if (!tools.contains(tool)) {
      return BreakerEndpoints.unknown(tool, tools);
    }
    try {
      return HttpResponses.view(
          200, DrillJson.of(set(tool, asked, new BodyFields(asked.body(), FIELDS))));
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.badRequest(bad);
    } catch (IllegalStateException off) {
      return HttpResponses.problem(ALL, 409, "Not done: " + off.getMessage());
    }
  }

  private Drill set(String tool, Asked asked, BodyFields body) {
    Drill.Fault fault =
        body.text("fault")
            .map(Drill.Fault::of)
            .orElseThrow(() -> new IllegalArgumentException("fault: must be fail, hang or slow"));
    return drills.set(
        tool,
        fault,
        body.whole("times").orElse(1),
        body.duration("delay").orElse(Duration.ZERO),
        asked.operator(body.text("operator")),
        body.text("reason").orElse("no reason given"));
  }

  private static HttpResponse cleared(List<Drill> drills) {
    return HttpResponses.view(200, DrillJson.Cleared.of(drills));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
