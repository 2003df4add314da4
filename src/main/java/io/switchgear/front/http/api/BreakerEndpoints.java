package io.switchgear.front.http.api;

import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.breaker.OrderResult;
import io.switchgear.front.http.api.OrderDurability.Stored;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.OrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/breakers}: the breakers and the operator orders for them. */
public final class BreakerEndpoints {

  private static final String ALL = "/api/v1/breakers";
  private static final String ONE = ALL + "/{name}";
  private static final Set<String> FIELDS = ViewMapper.fields(OrderJson.class);
  private static final int SHOWN = 100;

  /** Actions by their path segment, in the order in which error messages list them. */
  private static final Map<String, Action> ACTIONS = new LinkedHashMap<>();

  static {
    ACTIONS.put("open", Action.OPEN);
    ACTIONS.put("close", Action.CLOSE);
    ACTIONS.put("reset", Action.RESET);
    ACTIONS.put("hold-open", Action.HOLD_OPEN);
    ACTIONS.put("disable", Action.DISABLED);
    ACTIONS.put("metrics-only", Action.METRICS_ONLY);
    ACTIONS.put("auto", Action.AUTO);
  }

  private final SupervisedTools tools;
  private final BreakerReader json;
  private final OrderDurability durability;

  private BreakerEndpoints(SupervisedTools tools, BreakerReader json, OrderDurability durability) {
    this.tools = tools;
    this.json = json;
    this.durability = durability;
  }

  public static List<Endpoint> of(
      SupervisedTools tools, BreakerReader json, OrderDurability durability) {
    BreakerEndpoints breakers = new BreakerEndpoints(tools, json, durability);
    return List.of(
        Endpoint.get(ALL)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> json.all().thenApply(all -> HttpResponses.view(200, all))),
        Endpoint.get(ONE).needs(Permission.OPS_READ).answeredBy(breakers::show),
        Endpoint.post(ONE + "/{action}").needs(Permission.OPS_WRITE).answeredBy(breakers::order));
  }

  private CompletionStage<HttpResponse> show(Asked asked) {
    String name = asked.path().get("name");
    return tools.find(name).isEmpty() ? done(unknown(name, json.names())) : show(name);
  }

  private CompletionStage<HttpResponse> show(String name) {
    return json.one(name).thenApply(breaker -> HttpResponses.view(200, breaker));
  }

  private CompletionStage<HttpResponse> order(Asked asked) {
    String name = asked.path().get("name");
    if (tools.find(name).isEmpty()) {
      return done(unknown(name, json.names()));
    }
    Action action = ACTIONS.get(asked.path().get("action"));
    if (action == null) {
      return done(
          notFound(
              "there is no action '%s'; the actions are %s"
                  .formatted(
                      shown(asked.path().get("action")), String.join(", ", ACTIONS.keySet()))));
    }
    try {
      BodyFields body = new BodyFields(asked.body(), FIELDS);
      return give(name, action, asked, body).thenCompose(operated -> answer(name, operated));
    } catch (IllegalArgumentException bad) {
      return done(badRequest(bad));
    }
  }

  private CompletionStage<OrderResult> give(
      String name, Action action, Asked asked, BodyFields body) {
    Optional<String> reason = body.text("reason");
    Optional<Duration> expiresIn = body.duration("expires_in");
    if (action.stands() && reason.isEmpty()) {
      throw new IllegalArgumentException(
          "reason: %s stays in effect until an operator lifts it, so it needs a reason"
              .formatted(action.wire()));
    }
    return tools.operate(
        name,
        action,
        asked.operator(body.text("operator")),
        reason.orElse("no reason given"),
        expiresIn);
  }

  private CompletionStage<HttpResponse> answer(String name, OrderResult operated) {
    return switch (operated) {
      case OrderResult.Applied ignored ->
          json.one(name)
              .thenCombine(
                  durability.of(name),
                  (breaker, stored) -> HttpResponses.view(200, withStorage(breaker, stored)));
      case OrderResult.Refused refused ->
          done(HttpResponses.problem(ALL, 409, "Not done: " + refused.message()));
    };
  }

  private static BreakerJson withStorage(BreakerJson breaker, Stored stored) {
    return switch (stored) {
      case Stored.Yes ignored -> breaker.stored("yes", Optional.empty());
      case Stored.Pending pending -> breaker.stored("pending", Optional.of(pending.sentence()));
      case Stored.No no -> breaker.stored("no", Optional.of(no.sentence()));
    };
  }

  static HttpResponse unknown(String name, List<String> names) {
    return notFound(
        "there is no tool '%s'; the tools are %s".formatted(shown(name), String.join(", ", names)));
  }

  static HttpResponse notFound(String what) {
    return HttpResponses.problem(ALL, 404, "Not found: " + what);
  }

  static HttpResponse badRequest(IllegalArgumentException bad) {
    return HttpResponses.problem(ALL, 400, "Bad request: " + bad.getMessage());
  }

  static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private static String shown(String text) {
    return UntrustedText.line(text, SHOWN);
  }
}
