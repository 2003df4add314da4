package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestClient;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.exchange.RequestExchange;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.legacy.SessionExchange;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.method.Method;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.FieldLimit;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Runs methods, writes their answers, and keeps the set of requests under way. */
public final class Dispatcher {

  private static final int OK = 200;

  /** Bytes that a request takes in addition to its parameters. */
  private static final int OVERHEAD = 1 << 10;

  private static final int SHARE_OF_HEAP = 32;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final MessageWriter writer;

  /** Bytes of the parameters of all requests under way. */
  private final ByteBudget kept = ByteBudget.ofHeap(SHARE_OF_HEAP);

  private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();

  /** Set before the requests are stopped, so that a request that just starts is stopped too. */
  private volatile Optional<StopReason> stopping = Optional.empty();

  public Dispatcher(MessageWriter writer) {
    this.writer = writer;
  }

  /**
   * Runs a modern request.
   *
   * @param repeated see {@link RequestContext#repeated}
   */
  public McpReply.Settled run(
      Method method,
      Request request,
      RequestHead head,
      Optional<Map<String, String>> repeated,
      Caller caller) {
    RequestContext context =
        new RequestContext(
            Era.MODERN,
            request.id(),
            caller,
            RequestClient.Modern.of(request.params()),
            RequestMeta.trace(request.params(), head.trace()),
            repeated);
    RequestExchange exchange = new RequestExchange(Era.MODERN, Optional.of(request.id()));
    return run(context, method, request, exchange, exchange, () -> {});
  }

  /** Runs a request of a session. The session has it registered until it ends. */
  public McpReply.Settled run(
      Method method, Request request, RequestHead head, Caller caller, SessionRef client) {
    RequestExchange exchange = new RequestExchange(Era.LEGACY, Optional.of(request.id()));
    SessionExchange resumable = new SessionExchange(exchange, client);
    client.started(request.id(), resumable);
    return run(
        new RequestContext(
            Era.LEGACY,
            request.id(),
            caller,
            client,
            RequestMeta.trace(request.params(), head.trace()),
            Optional.empty()),
        method,
        request,
        exchange,
        resumable,
        () -> {
          client.ended(request.id(), resumable);
          resumable.ended();
        });
  }

  /**
   * @param exchange of the request
   * @param ended runs when the request ends, before the transport sees the answer
   */
  private McpReply.Settled run(
      RequestContext context,
      Method method,
      Request request,
      RequestExchange exchange,
      Exchange shown,
      Runnable ended) {
    long bytes = OVERHEAD + FieldLimit.bytes(request.params());
    if (!kept.take(bytes)) {
      ended.run();
      return tooMuch(request.id());
    }
    inFlight.add(shown);
    stopping.ifPresent(exchange::stop);
    CompletionStage<MethodResult.Ready> ready =
        switch (answer(context, method, request)) {
          case MethodResult.Ready done -> CompletableFuture.completedFuture(done);
          case MethodResult.Running running -> {
            exchange.runs(running);
            yield running.ready();
          }
        };
    ready.whenComplete(
        (result, bug) -> {
          kept.give(bytes);
          inFlight.remove(shown);
          ended.run();
          exchange.complete(
              json(context.era(), context.id(), bug == null ? result : Replies.internal(bug)));
        });
    CompletableFuture<McpReply.End> answer = exchange.answer();
    return answer.isDone() && !exchange.hasNews() ? answer.join() : new McpReply.InFlight(shown);
  }

  /**
   * The reply to a request that was not started, because the parameters of all requests take too
   * much memory.
   */
  private static McpReply.Json tooMuch(JsonNode id) {
    return Replies.refuseUntil(
        SOON,
        Optional.of(id),
        "The server is at its memory limit for running requests. Send this request again after"
            + " retry_after seconds, or make it smaller");
  }

  private static MethodResult answer(RequestContext context, Method method, Request request) {
    try {
      return method.answer(context, request.params());
    } catch (RuntimeException e) {
      return Replies.internal(e);
    }
  }

  private McpReply.Json json(Era era, JsonNode id, MethodResult.Ready ready) {
    return switch (ready) {
      case MethodResult.Done done ->
          new McpReply.Json(OK, writer.result(era, id, done.result()), Optional.empty());
      case MethodResult.Failure failure -> Replies.refuse(failure.refusal(), Optional.of(id));
    };
  }

  /** Stops all requests under way, and every request that starts from now on. */
  public void stopAll(StopReason reason) {
    stopping = Optional.of(reason);
    inFlight.forEach(exchange -> exchange.stop(reason));
  }

  public int inFlight() {
    return inFlight.size();
  }

  /** Completes once the requests now under way are answered. */
  public CompletionStage<Void> drained() {
    return CompletableFuture.allOf(
        inFlight.stream()
            .map(exchange -> exchange.answer().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
