package io.switchgear.front.http;

import io.switchgear.config.HttpSettings;
import io.switchgear.front.http.endpoint.Access;
import io.switchgear.front.http.endpoint.CrossSite;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.front.http.endpoint.PathTemplate;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.front.http.sse.SseStage;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The route {@code /mcp}. A result that is available at once is sent as JSON. One that takes longer
 * than {@link HttpSettings#streamAfter}, or that reports progress, is sent as an event stream.
 */
final class McpRoute implements Route {

  static final String PATH = "/mcp";

  private static final List<String> METHODS =
      List.of(HttpMethods.POST.value(), HttpMethods.GET.value(), HttpMethods.DELETE.value());

  private static final PathTemplate TEMPLATE = new PathTemplate(PATH);
  private static final Access ACCESS = new Access.ByMessage(Authentication.TO_CALL_TOOLS);

  /** An authenticated request, without its body. */
  private record Authenticated(RoutedRequest routed, AuthenticatedCaller who) {}

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int SIXTEENTH = 16;

  private final HttpSettings settings;
  private final FrontLimits limits;
  private final McpServer server;
  private final HttpMetrics metrics;
  private final AdmittedStreams admitted;
  private final ActorSystem<?> system;

  /** Bytes of the bodies that are arriving, counted by their announced or maximum length. */
  private final AtomicLong arriving = new AtomicLong();

  /** Budget of the unread events of all streams. */
  private final ByteBudget waiting = ByteBudget.ofHeap(SIXTEENTH);

  McpRoute(
      HttpSettings settings,
      FrontLimits limits,
      McpServer server,
      HttpMetrics metrics,
      AdmittedStreams admitted,
      ActorSystem<?> system) {
    this.settings = settings;
    this.limits = limits;
    this.server = server;
    this.metrics = metrics;
    this.admitted = admitted;
    this.system = system;
  }

  @Override
  public List<String> methods() {
    return METHODS;
  }

  @Override
  public PathTemplate path() {
    return TEMPLATE;
  }

  @Override
  public Access access() {
    return ACCESS;
  }

  @Override
  public CrossSite crossSite() {
    return CrossSite.REFUSED;
  }

  @Override
  public long maxBody() {
    return settings.maxBody();
  }

  /** Tool calls are audited elsewhere. */
  @Override
  public boolean isOrder() {
    return false;
  }

  /** Handles every method; those not in {@link #methods} get 405. */
  CompletionStage<HttpResponse> handle(RoutedRequest routed, AuthenticatedCaller who) {
    HttpRequest request = routed.request();
    RequestFields fields = routed.fields();
    Authenticated authenticated = new Authenticated(routed, who);
    if (request.method() == HttpMethods.POST) {
      return post(request, authenticated);
    }
    if (request.method() == HttpMethods.GET && fields.mcp().sessionId().isPresent()) {
      RequestBody.discard(request, system);
      return reply(server.openStream(fields.mcp(), who.caller()), authenticated);
    }
    if (request.method() == HttpMethods.DELETE) {
      RequestBody.discard(request, system);
      return reply(server.endSession(fields.mcp(), who.caller()), authenticated);
    }
    RequestBody.discard(request, system);
    return CompletableFuture.completedFuture(
        HttpResponses.refused(
                405,
                "Method not allowed: POST a JSON-RPC message here; with the Mcp-Session-Id of a"
                    + " session, GET its stream or DELETE it")
            .addHeader(RawHeader.create("Allow", "GET, POST, DELETE")));
  }

  private CompletionStage<HttpResponse> post(HttpRequest request, Authenticated authenticated) {
    if (!request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      RequestBody.discard(request, system);
      return CompletableFuture.completedFuture(
          HttpResponses.refused(
              415, "Unsupported media type: send the message as Content-Type: application/json"));
    }
    long bytes = bytesToReserve(request.entity());
    if (bytes > 0 && !reserve(bytes)) {
      RequestBody.discard(request, system);
      return refuseAndClose(
              503, "Unavailable: too many request bodies are arriving at once; send it again")
          .thenApply(answer -> answer.addHeader(HttpResponses.retryAfter(RETRY_AFTER)));
    }
    return RequestBody.read(request, settings.maxBody(), limits, system)
        .thenCompose(
            body -> {
              if (bytes > 0) {
                arriving.addAndGet(-bytes);
              }
              return answer(body, authenticated);
            });
  }

  /**
   * The bytes that a body not yet received may occupy; 0 if it is too long and will be discarded.
   */
  private long bytesToReserve(RequestEntity entity) {
    long length = entity.getContentLengthOption().orElse(settings.maxBody());
    return entity.isStrict() || length > settings.maxBody() ? 0 : length;
  }

  /** Reserves memory for a body if there is room. A single body is always accepted. */
  private boolean reserve(long bytes) {
    long before = arriving.getAndAdd(bytes);
    boolean room = before == 0 || before + bytes <= limits.arriving();
    if (!room) {
      arriving.addAndGet(-bytes);
    }
    return room;
  }

  private CompletionStage<HttpResponse> answer(RequestBody body, Authenticated authenticated) {
    return switch (body) {
      case RequestBody.Whole whole ->
          reply(
              server.handle(
                  authenticated.routed().fields().mcp(),
                  whole.bytes(),
                  authenticated.who().caller()),
              authenticated);
      case RequestBody.TooLong ignored ->
          refuseAndClose(
              413,
              "Request too large: a message may have at most %d bytes; send a smaller one"
                  .formatted(settings.maxBody()));
      case RequestBody.TooSlow ignored ->
          refuseAndClose(
              408,
              "Request timeout: the body must arrive within %d s; send it again"
                  .formatted(limits.bodyTime().toSeconds()));
      case RequestBody.Broken ignored ->
          refuseAndClose(
              400, "Bad request: the body is incomplete or its framing is wrong; send it again");
    };
  }

  /** The rest of the body is still arriving, so the connection cannot be reused. */
  private static CompletionStage<HttpResponse> refuseAndClose(int status, String sentence) {
    return CompletableFuture.completedFuture(
        HttpResponses.refused(status, sentence).addHeader(HttpResponses.CLOSE));
  }

  private CompletionStage<HttpResponse> reply(McpReply reply, Authenticated authenticated) {
    return switch (reply) {
      case McpReply.Json json -> CompletableFuture.completedFuture(json(json, authenticated));
      case McpReply.Accepted ignored -> CompletableFuture.completedFuture(HttpResponses.empty(202));
      case McpReply.NoContent ignored ->
          CompletableFuture.completedFuture(HttpResponses.empty(204));
      case McpReply.InFlight inFlight -> follow(inFlight.exchange(), authenticated);
      case McpReply.Later later ->
          later.settled().thenCompose(settled -> reply(settled, authenticated));
    };
  }

  private static HttpResponse unstreamed(McpReply.End end, Authenticated authenticated) {
    return switch (end) {
      case McpReply.Json json -> json(json, authenticated);
      case McpReply.Accepted ignored -> HttpResponses.empty(202);
    };
  }

  private static HttpResponse json(McpReply.Json json, Authenticated authenticated) {
    return json.needs().isEmpty()
        ? json(json)
        : Router.lacking(authenticated.routed(), authenticated.who(), json(json), json.needs());
  }

  private static HttpResponse json(McpReply.Json json) {
    HttpResponse plain = HttpResponses.json(json.status(), json.body());
    HttpResponse response =
        json.retryAfter()
            .map(wait -> plain.addHeader(HttpResponses.retryAfter(wait)))
            .orElse(plain);
    return json.sessionId()
        .map(id -> response.addHeader(RawHeader.create("Mcp-Session-Id", id)))
        .orElse(response);
  }

  private CompletionStage<HttpResponse> follow(Exchange exchange, Authenticated authenticated) {
    RequestFields fields = authenticated.routed().fields();
    Connection connection = authenticated.routed().connection();
    if (exchange.needsStream() && !fields.readsEvents()) {
      exchange.stop(StopReason.CANCELLED);
      return CompletableFuture.completedFuture(
          HttpResponses.json(
              406,
              exchange.refused(
                  "Not acceptable: the response is an event stream; send Accept:"
                      + " text/event-stream")));
    }
    connection.started(exchange);
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    McpEventSource events = new McpEventSource(listener(exchange));
    AtomicBoolean streaming = new AtomicBoolean();
    Runnable stream =
        () -> {
          if (streaming.compareAndSet(false, true)) {
            exchange.opening().ifPresent(events::open);
            response.complete(HttpResponses.events(events(events)));
          }
        };
    Cancellable timer = Cancellable.alreadyCancelled();
    if (fields.readsEvents()) {
      timer =
          system
              .scheduler()
              .scheduleOnce(settings.streamAfter(), stream, system.executionContext());
      exchange.listen(
          event -> {
            events.offer(event);
            stream.run();
          });
      if (exchange.needsStream()) {
        stream.run();
        endWhenTokenExpires(exchange, authenticated.who());
      }
    } else {
      exchange.unheard();
    }
    Cancellable streamTimer = timer;
    Runnable forget =
        admitted.add(
            authenticated.who(),
            () -> {
              response.complete(tokenRevoked());
              events.abandon();
              exchange.stop(StopReason.CANCELLED);
            });
    exchange
        .answer()
        .thenAccept(
            end -> {
              streamTimer.cancel();
              forget.run();
              connection.ended(exchange);
              if (!response.complete(unstreamed(end, authenticated))) {
                events.finish(exchange.closing(end));
              }
            });
    return response;
  }

  private static HttpResponse tokenRevoked() {
    return HttpResponses.refused(
            401,
            "Not authenticated: the token was tokenRevoked, or permits less, since the request"
                + " came; the request is cancelled")
        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer error=\"invalid_token\""));
  }

  /** Limits a stream without an end of its own to the lifetime of its caller's token. */
  private void endWhenTokenExpires(Exchange exchange, AuthenticatedCaller who) {
    who.left()
        .ifPresent(
            left -> {
              Cancellable end =
                  system
                      .scheduler()
                      .scheduleOnce(
                          left,
                          () -> exchange.stop(StopReason.CANCELLED),
                          system.executionContext());
              exchange.answer().thenAccept(over -> end.cancel());
            });
  }

  /** Counts the stream, and cancels its exchange when the client closes it. */
  private McpEventSource.Listener listener(Exchange exchange) {
    return new McpEventSource.Listener() {
      @Override
      public void started(McpEventSource source) {
        metrics.streamBegan();
        source.countIn(waiting);
      }

      @Override
      public void readerGone() {
        exchange.callerGone();
      }

      @Override
      public void ended() {
        metrics.streamEnded();
      }
    };
  }

  private Source<ByteString, ?> events(McpEventSource source) {
    return Source.fromGraph(new SseStage(source, settings.keepAlive()));
  }
}
