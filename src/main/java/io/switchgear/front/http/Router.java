package io.switchgear.front.http;

import io.switchgear.front.http.endpoint.Access;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.front.http.endpoint.RouteTable;
import io.switchgear.front.http.endpoint.RouteTable.Match;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.LimitedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.slf4j.LoggerFactory;

/**
 * Routes requests: route match, origin check, authentication, handler. The match is made once and
 * passed along.
 */
final class Router {

  private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(Router.class));

  private final CurrentEntryRules current;
  private final McpRoute mcp;
  private final RouteTable table;
  private final EndpointRunner endpoints;
  private final HttpMetrics metrics;
  private final ActorSystem<?> system;
  private final String paths;

  Router(
      CurrentEntryRules current,
      McpRoute mcp,
      List<Endpoint> endpoints,
      FrontLimits limits,
      Observers observers,
      ActorSystem<?> system) {
    this.metrics = observers.metrics();
    this.current = current;
    this.mcp = mcp;
    List<Route> all = new ArrayList<>(endpoints);
    all.add(mcp);
    if (endpoints.stream().noneMatch(endpoint -> endpoint.path().toString().equals("/"))) {
      all.add(
          Endpoint.get("/")
              .isPublic()
              .linkable()
              .answeredBy(asked -> CompletableFuture.completedFuture(frontPage())));
    }
    this.table = new RouteTable(all);
    this.paths = String.join(", ", table.templates());
    this.endpoints = new EndpointRunner(limits, observers.trail(), system);
    this.system = system;
    table.templates().forEach(metrics::register);
    metrics.register(HttpMetrics.NO_ROUTE);
  }

  List<Route> routes() {
    return table.routes();
  }

  /** Never fails, never throws. */
  CompletionStage<HttpResponse> route(HttpRequest request, Connection connection) {
    connection.requestArrived();
    long arrivedAt = System.nanoTime();
    String path = path(request);
    RoutedRequest routed =
        new RoutedRequest(
            request,
            path,
            table.match(request.method().name(), path),
            RequestFields.of(request),
            connection,
            current.rules());
    boolean wellKnown = routed.rules().wellKnown().isAt(path);
    CompletionStage<HttpResponse> response;
    try {
      response = wellKnown ? wellKnown(routed) : admit(routed);
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
    }
    Optional<List<HttpHeader>> crossOrigin =
        wellKnown
            ? Optional.empty()
            : routed.rules().originCheck().crossOrigin(routed.fields().origin());
    return response.handle(
        (answer, failure) -> {
          connection.requestAnswered();
          if (failure != null) {
            LOG.error("a request could not be handled", failure);
          }
          HttpResponse made =
              failure == null
                  ? answer
                  : HttpResponses.problem(path, 500, "Internal error: see the server's log");
          metrics.answered(
              routed
                  .match()
                  .knownPlace()
                  .map(RouteTable.Place::template)
                  .orElse(HttpMetrics.NO_ROUTE),
              made.status().intValue(),
              Duration.ofNanos(System.nanoTime() - arrivedAt));
          HttpResponse safe = made.addHeaders(HttpResponses.EVERYWHERE);
          HttpResponse sent = connection.isClosing() ? safe.addHeader(HttpResponses.CLOSE) : safe;
          return crossOrigin.map(sent::addHeaders).orElse(sent);
        });
  }

  private static String path(HttpRequest request) {
    String path = request.getUri().path();
    return path.equals(McpRoute.PATH + "/") ? McpRoute.PATH : path;
  }

  /** Serves every caller and every origin; only the Host header is checked. */
  private CompletionStage<HttpResponse> wellKnown(RoutedRequest routed) {
    Optional<String> refusal = routed.rules().originCheck().unknownHost(routed);
    return refusal.isPresent()
        ? refused(routed, refusal.get())
        : at(routed, routed.rules().wellKnown().answer(routed.request(), routed.path()));
  }

  private CompletionStage<HttpResponse> admit(RoutedRequest routed) {
    OriginCheck originCheck = routed.rules().originCheck();
    Optional<String> refusal = originCheck.refusal(routed);
    if (refusal.isPresent()) {
      return refused(routed, refusal.get());
    }
    if (routed.request().method() == HttpMethods.OPTIONS) {
      Optional<HttpResponse> preflight = originCheck.preflight(routed.fields().origin());
      if (preflight.isPresent()) {
        return at(routed, preflight.get());
      }
    }
    Optional<Authentication> authentication = routed.rules().authentication();
    if (authentication.isEmpty()) {
      return serve(routed, AuthenticatedCaller.LOCAL);
    }
    if (routed.isPublic()) {
      return serve(routed, AuthenticatedCaller.ANYBODY);
    }
    return authentication
        .get()
        .admit(
            routed,
            (status, sentence) -> rejected(routed, status, sentence),
            who -> serve(routed, who));
  }

  private CompletionStage<HttpResponse> refused(RoutedRequest routed, String sentence) {
    LOG.debug("refused", () -> sentence);
    return rejected(routed, 403, sentence);
  }

  private CompletionStage<HttpResponse> serve(RoutedRequest routed, AuthenticatedCaller who) {
    if (hasBody(routed.request().method()) && routed.fields().bodyCoding().isPresent()) {
      return rejected(
          routed,
          415,
          "Unsupported media type: this server does not read encoded bodies (Content-Encoding);"
              + " send the body without compression");
    }
    return switch (routed.match()) {
      case Match.Found found when found.route() instanceof Endpoint endpoint ->
          endpoints
              .run(endpoint, found.steps(), routed, who.caller())
              .thenApply(
                  response ->
                      withChallenge(
                          routed, who, endpoint.access(), tracked(routed, who, response)));
      case Match.Found found -> mcp.handle(routed, who);
      case Match.OtherMethod other when routed.isForMcp() -> mcp.handle(routed, who);
      case Match.OtherMethod other -> at(routed, notAllowed(routed, other.place()));
      case Match.Nothing nothing -> rejected(routed, 404, "Not found: the paths are " + paths);
    };
  }

  private static boolean hasBody(HttpMethod method) {
    return method == HttpMethods.POST || method == HttpMethods.PATCH;
  }

  private static HttpResponse notAllowed(RoutedRequest routed, RouteTable.Place place) {
    return HttpResponses.problem(
            routed.path(), 405, "Method not allowed: this path takes " + place.allowed())
        .addHeader(RawHeader.create("Allow", place.allowed()));
  }

  private static HttpResponse withChallenge(
      RoutedRequest routed, AuthenticatedCaller who, Access access, HttpResponse response) {
    return response.status().intValue() == 403 && !access.admits(who.caller())
        ? lacking(routed, who, response, Set.copyOf(access.permissions()))
        : response;
  }

  /** Adds the missing permissions to a 403 response, and records the refusal. */
  static HttpResponse lacking(
      RoutedRequest routed,
      AuthenticatedCaller who,
      HttpResponse response,
      Set<Permission> needed) {
    return routed
        .rules()
        .authentication()
        .map(asked -> asked.lacking(routed.request(), who.caller(), response, needed))
        .orElse(response);
  }

  /**
   * Marks the connection as busy while a chunked response is being sent, and ends the response when
   * its caller's token expires. The entity is created anew, because Pekko HTTP waits for a trailer
   * if the stream of an entity was only transformed.
   */
  private HttpResponse tracked(
      RoutedRequest routed, AuthenticatedCaller who, HttpResponse response) {
    if (!response.entity().isChunked()) {
      return response;
    }
    Connection connection = routed.connection();
    return response.withEntity(
        HttpEntities.createChunked(
            response.entity().getContentType(),
            response
                .entity()
                .getDataBytes()
                .viaMat(KillSwitches.single(), Keep.right())
                .watchTermination(
                    (end, ended) -> {
                      Cancellable timer =
                          who.left()
                              .map(left -> later(left, end::shutdown))
                              .orElseGet(Cancellable::alreadyCancelled);
                      Runnable forget = current.streams().add(who, end::shutdown);
                      connection.streamStarted();
                      metrics.streamBegan();
                      ended.whenComplete(
                          (done, failure) -> {
                            timer.cancel();
                            forget.run();
                            metrics.streamEnded();
                            connection.streamEnded();
                          });
                      return end;
                    })));
  }

  private Cancellable later(Duration time, Runnable action) {
    return system.scheduler().scheduleOnce(time, action, system.executionContext());
  }

  private CompletionStage<HttpResponse> rejected(
      RoutedRequest routed, int status, String sentence) {
    return at(
        routed,
        routed.isForMcp()
            ? HttpResponses.refused(status, sentence)
            : HttpResponses.problem(routed.path(), status, sentence));
  }

  /** A response that does not need the body. */
  private CompletionStage<HttpResponse> at(RoutedRequest routed, HttpResponse response) {
    RequestBody.discard(routed.request(), system);
    return CompletableFuture.completedFuture(response);
  }

  private HttpResponse frontPage() {
    return HttpResponses.text(
        200,
        "Switchgear: an MCP server whose every tool sits behind a circuit breaker.\n"
            + "MCP clients connect to /mcp. The paths are "
            + paths
            + ".");
  }
}
