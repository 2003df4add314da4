package io.switchgear.front.http.api;

import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.orders.OrderDesk;
import io.switchgear.cluster.orders.OrderDesk.Durability;
import io.switchgear.cluster.orders.OrderDesk.OrderAnswer;
import io.switchgear.cluster.orders.OrderRequest;
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
  private final OrderDesk orders;

  private BreakerEndpoints(
      SupervisedTools tools, BreakerReader json, OrderDurability durability, OrderDesk orders) {
    this.tools = tools;
    this.json = json;
    this.durability = durability;
    this.orders = orders;
  }

  /** For a process that stores no orders. */
  public static List<Endpoint> of(
      SupervisedTools tools, BreakerReader json, OrderDurability durability) {
    return of(tools, json, durability, OrderDesk.local(tools));
  }

  /**
   * @param durability of what an order that is done once has changed
   */
  public static List<Endpoint> of(
      SupervisedTools tools, BreakerReader json, OrderDurability durability, OrderDesk orders) {
    BreakerEndpoints breakers = new BreakerEndpoints(tools, json, durability, orders);
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

  private CompletionStage<OrderAnswer> give(
      String name, Action action, Asked asked, BodyFields body) {
    Optional<String> reason = body.text("reason");
    Optional<Duration> expiresIn = body.duration("expires_in");
    if (action.stands() && reason.isEmpty()) {
      throw new IllegalArgumentException(
          "reason: %s stays in effect until an operator lifts it, so it needs a reason"
              .formatted(action.wire()));
    }
    return orders.give(
        new OrderRequest(
            name,
            body.text("nodes"),
            action,
            asked.operator(body.text("operator")),
            reason.orElse("no reason given"),
            expiresIn));
  }

  private CompletionStage<HttpResponse> answer(String name, OrderAnswer answer) {
    return switch (answer) {
      case OrderAnswer.Given given ->
          json.one(name)
              .thenCombine(
                  stored(name, given.durability()),
                  (breaker, stored) ->
                      HttpResponses.view(200, withStorage(breaker, given.nodes(), stored)));
      case OrderAnswer.Refused refused ->
          done(HttpResponses.problem(ALL, 409, "Not done: " + refused.message()));
      case OrderAnswer.Unavailable unavailable ->
          done(HttpResponses.problem(ALL, 503, "Not done: " + unavailable.message()));
    };
  }

  private CompletionStage<Stored> stored(String name, Durability of) {
    return switch (of) {
      case Durability.Done ignored -> durability.of(name);
      case Durability.Committed committed ->
          CompletableFuture.completedFuture(new Stored.Yes(committed.note()));
      case Durability.Waiting waiting ->
          CompletableFuture.completedFuture(Stored.waiting(waiting.why()));
    };
  }

  private static BreakerJson withStorage(BreakerJson breaker, String nodes, Stored stored) {
    return switch (stored) {
      case Stored.Yes yes -> breaker.ordered(nodes, "yes", yes.note());
      case Stored.Pending pending ->
          breaker.ordered(nodes, "pending", Optional.of(pending.sentence()));
      case Stored.No no -> breaker.ordered(nodes, "no", Optional.of(no.sentence()));
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
