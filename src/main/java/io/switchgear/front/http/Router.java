package io.switchgear.front.http;

import io.switchgear.metrics.HttpMetrics;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.LimitedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.slf4j.LoggerFactory;

/** Who is let in, and where a request goes. */
final class Router {

  private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(Router.class));
  private static final String MCP = "/mcp";
  private static final String NO_PATH = "(no such path)";

  private final CurrentDoor current;
  private final McpRoute mcp;
  private final EndpointRoute endpoints;
  private final HttpMetrics metrics;
  private final ActorSystem<?> system;

  Router(
      CurrentDoor current,
      McpRoute mcp,
      List<Endpoint> endpoints,
      FrontLimits limits,
      Observers observers,
      ActorSystem<?> system) {
    this.metrics = observers.metrics();
    this.current = current;
    this.mcp = mcp;
    List<Endpoint> all = new ArrayList<>(endpoints);
    if (endpoints.stream().noneMatch(endpoint -> endpoint.template().equals("/"))) {
      all.add(Endpoint.get("/", asked -> CompletableFuture.completedFuture(frontPage())).open());
    }
    this.endpoints = new EndpointRoute(all, limits, observers.trail(), system);
    this.system = system;
    this.endpoints.templates().forEach(metrics::watch);
    metrics.watch(MCP);
    metrics.watch(HttpMetrics.NO_ROUTE);
  }

  /** Never fails, never throws. */
  CompletionStage<HttpResponse> route(HttpRequest request, Connection connection) {
    connection.requestCame();
    long cameAt = System.nanoTime();
    String path = path(request);
    RequestFields fields = RequestFields.of(request);
    Door door = current.door();
    CompletionStage<HttpResponse> response;
    try {
      response = admit(request, path, fields, connection, door);
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
    }
    Optional<List<HttpHeader>> crossOrigin =
        door.wellKnown().isAt(path)
            ? Optional.empty()
            : door.gatekeeper().crossOrigin(fields.origin());
    return response.handle(
        (answer, failure) -> {
          connection.requestAnswered();
          if (failure != null) {
            LOG.error("a request could not be handled", failure);
          }
          HttpResponse made =
              failure == null
                  ? answer
                  : HttpResponses.problem(
                      path, 500, "Internal error: the server's log has the cause");
          metrics.answered(
              known(path).orElse(HttpMetrics.NO_ROUTE),
              made.status().intValue(),
              Duration.ofNanos(System.nanoTime() - cameAt));
          HttpResponse safe = made.addHeaders(HttpResponses.EVERYWHERE);
          HttpResponse sent = connection.isClosing() ? safe.addHeader(HttpResponses.CLOSE) : safe;
          return crossOrigin.map(sent::addHeaders).orElse(sent);
        });
  }

  private CompletionStage<HttpResponse> admit(
      HttpRequest request, String path, RequestFields fields, Connection connection, Door door) {
    boolean open = door.wellKnown().isAt(path);
    OriginCheck gatekeeper = door.gatekeeper();
    Optional<Authentication> doorkeeper = door.doorkeeper();
    Optional<String> refusal = gatekeeper.refusal(request, fields, open);
    if (refusal.isPresent()) {
      LOG.debug("turned away", refusal::get);
      return rejected(request, path, 403, refusal.get());
    }
    if (open) {
      return at(request, door.wellKnown().answer(request, path));
    }
    if (request.method() == HttpMethods.OPTIONS) {
      Optional<HttpResponse> preflight = gatekeeper.preflight(fields.origin());
      if (preflight.isPresent()) {
        return at(request, preflight.get());
      }
    }
    if (doorkeeper.isEmpty()) {
      return serve(request, path, fields, connection, AuthenticatedCaller.LOCAL, door);
    }
    if (!path.equals(MCP) && endpoints.isOpen(path)) {
      return serve(request, path, fields, connection, AuthenticatedCaller.ANYBODY, door);
    }
    return doorkeeper
        .get()
        .admit(
            request,
            known(path).orElse(NO_PATH),
            fields.authorization(),
            path.equals(MCP)
                ? Authentication.TO_CALL_TOOLS
                : endpoints.needs(request, path).stream().toList(),
            (status, sentence) -> rejected(request, path, status, sentence),
            who -> serve(request, path, fields, connection, who, door));
  }

  private static String path(HttpRequest request) {
    String path = request.getUri().path();
    return path.equals(MCP + "/") ? MCP : path;
  }

  private CompletionStage<HttpResponse> serve(
      HttpRequest request,
      String path,
      RequestFields fields,
      Connection connection,
      AuthenticatedCaller who,
      Door door) {
    if (request.method() == HttpMethods.POST && fields.bodyCoding().isPresent()) {
      return rejected(
          request,
          path,
          415,
          "Unsupported media type: the body is encoded (Content-Encoding), which is not read here;"
              + " send it as it is, without compression");
    }
    if (path.equals(MCP)) {
      return mcp.handle(
          request,
          fields,
          connection,
          who,
          (response, needed) -> lacking(request, who, response, needed, door));
    }
    return endpoints
        .handle(request, path, who.caller())
        .map(
            answer ->
                answer.thenApply(
                    response ->
                        told(
                            request,
                            who,
                            watched(response, connection, who),
                            endpoints.needs(request, path),
                            door)))
        .orElseGet(() -> rejected(request, path, 404, "Not found: there are " + paths()));
  }

  /** What the path is of. */
  private Optional<String> known(String path) {
    return path.equals(MCP) ? Optional.of(MCP) : endpoints.template(path);
  }

  private HttpResponse told(
      HttpRequest request,
      AuthenticatedCaller who,
      HttpResponse response,
      Optional<Permission> needed,
      Door door) {
    return response.status().intValue() == 403 && needed.isPresent()
        ? lacking(request, who, response, Set.of(needed.get()), door)
        : response;
  }

  private static HttpResponse lacking(
      HttpRequest request,
      AuthenticatedCaller who,
      HttpResponse response,
      Set<Permission> needed,
      Door door) {
    return door.doorkeeper()
        .map(keeper -> keeper.lacking(request, who.caller(), response, needed))
        .orElse(response);
  }

  /**
   * A connection on which an answer is still being sent is not idle, however long that takes. It
   * takes no longer than what let its reader in. The entity is made anew, as Pekko HTTP goes on
   * waiting for the trailer of one that only its transformation ends.
   */
  private HttpResponse watched(
      HttpResponse response, Connection connection, AuthenticatedCaller who) {
    if (!response.entity().isChunked()) {
      return response;
    }
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
                      connection.streamBegan();
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
      HttpRequest request, String path, int status, String sentence) {
    return at(
        request,
        path.equals(MCP)
            ? HttpResponses.refused(status, sentence)
            : HttpResponses.problem(path, status, sentence));
  }

  private CompletionStage<HttpResponse> at(HttpRequest request, HttpResponse response) {
    RequestBody.leave(request, system);
    return CompletableFuture.completedFuture(response);
  }

  private HttpResponse frontPage() {
    return HttpResponses.text(
        200,
        "Switchgear: an MCP server whose every tool sits behind a circuit breaker.\n"
            + "MCP clients connect to /mcp. There are "
            + paths()
            + ".");
  }

  private String paths() {
    TreeSet<String> paths = endpoints.templates();
    paths.add(MCP);
    return String.join(", ", paths);
  }
}
