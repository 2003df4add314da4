package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.Incoming.Request;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs methods, encodes their answers, and knows which requests are under way. */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int OK = 200;

  private final Encoder encoder;
  private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();

  /** Set before the requests are ended, so that one that is just being started is ended too. */
  private volatile Optional<StopReason> stopping = Optional.empty();

  Dispatcher(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Runs a request of no session. */
  McpReply run(Era era, Method method, Request request, Caller caller) {
    return run(era, method, request, caller, exchange -> {}, exchange -> {});
  }

  /** Runs a request of a session, which knows of it until it is over. */
  McpReply run(Method method, Request request, Caller caller, Session session, Sessions sessions) {
    return run(
        Era.LEGACY,
        method,
        request,
        caller,
        exchange -> session.started(request.id(), exchange),
        exchange -> session.ended(request.id(), exchange, sessions.now()));
  }

  private McpReply run(
      Era era,
      Method method,
      Request request,
      Caller caller,
      Consumer<Exchange> started,
      Consumer<Exchange> ended) {
    CompletableFuture<McpReply.Json> answer = new CompletableFuture<>();
    RequestExchange exchange = new RequestExchange(era, answer);
    inFlight.add(exchange);
    started.accept(exchange);
    stopping.ifPresent(exchange::stop);
    JsonNode id = request.id();
    CompletionStage<Answer.Ready> ready =
        switch (answer(era, method, request, caller)) {
          case Answer.Ready done -> CompletableFuture.completedFuture(done);
          case Answer.Running running -> {
            exchange.runs(running);
            yield running.ready();
          }
        };
    ready.whenComplete(
        (result, bug) -> {
          inFlight.remove(exchange);
          ended.accept(exchange);
          answer.complete(json(era, id, bug == null ? result : internal(bug)));
        });
    return answer.isDone() ? answer.join() : new McpReply.InFlight(exchange);
  }

  private static Answer answer(Era era, Method method, Request request, Caller caller) {
    try {
      return method.answer(new Method.Context(era, caller), request.params());
    } catch (RuntimeException e) {
      return internal(e);
    }
  }

  private static Answer.Failure internal(Throwable bug) {
    LOG.error("a request ended by a bug", bug);
    return new Answer.Failure(
        Refusal.inBand(
            ErrorCode.INTERNAL_ERROR,
            "Internal error: the server's log has the cause; other requests are not affected"));
  }

  private McpReply.Json json(Era era, JsonNode id, Answer.Ready ready) {
    return switch (ready) {
      case Answer.Result result ->
          new McpReply.Json(OK, encoder.result(era, id, result), Optional.empty());
      case Answer.Failure failure -> refuse(failure.refusal(), Optional.of(id));
    };
  }

  /** The answer that says no. */
  static McpReply.Json refuse(Refusal refusal, Optional<JsonNode> id) {
    LOG.debug("refused: {} {}", refusal.code(), refusal.message());
    return new McpReply.Json(refusal.status(), Encoder.error(id, refusal), Optional.empty());
  }

  /** Ends what is under way and, from now on, whatever is started. */
  void stopAll(StopReason reason) {
    stopping = Optional.of(reason);
    inFlight.forEach(exchange -> exchange.stop(reason));
  }

  int inFlight() {
    return inFlight.size();
  }

  /** Completes once the requests now under way are answered. */
  CompletionStage<Void> drained() {
    return CompletableFuture.allOf(
        inFlight.stream()
            .map(exchange -> exchange.answer().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
