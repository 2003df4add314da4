package io.switchgear.mcp;

import io.switchgear.mcp.era.EraClassifier;
import io.switchgear.mcp.era.EraClassifier.Route;
import io.switchgear.mcp.era.LegacyRequests;
import io.switchgear.mcp.era.ModernRequests;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.wire.ClientMessage;
import io.switchgear.mcp.wire.ClientMessage.Notification;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.MessageReader;
import io.switchgear.mcp.wire.RequestId;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One client of either era at the other end of a pipe, where there are no header fields and
 * messages of all requests share one stream. A cancelled request is not answered. Messages must be
 * given in their order; events are sent from any thread.
 */
public final class McpPipe {

  private static final CompletionStage<Void> TAKEN = CompletableFuture.completedFuture(null);

  private final ModernRequests modern;
  private final LegacyRequests legacy;
  private final Caller caller;
  private final Consumer<McpEvent> send;

  /**
   * The request of an exchange.
   *
   * @param id of its request; empty for an array, whose ids the session knows
   * @param settled completes when the answer, if there is one, was sent
   */
  private record Purpose(Optional<RequestId> id, CompletableFuture<Void> settled) {}

  /** Keyed by exchange, because a client may use an id twice. */
  private final Map<Exchange, Purpose> underWay = new ConcurrentHashMap<>();

  /** Written only while a message is taken, and messages are taken one after the other. */
  private RequestHead head = RequestHead.NONE;

  /** Completes when all messages so far are taken; only a handshake takes time. */
  private CompletionStage<Void> turn = TAKEN;

  McpPipe(ModernRequests modern, LegacyRequests legacy, Caller caller, Consumer<McpEvent> send) {
    this.modern = modern;
    this.legacy = legacy;
    this.caller = caller;
    this.send = send;
  }

  /**
   * Takes one message, or an array of them, after the earlier messages; never blocks and never
   * throws.
   */
  public void receive(byte[] message) {
    turn = turn.thenCompose(before -> take(message)).exceptionally(McpPipe::bug);
  }

  /**
   * Ends the input. Endless streams are ended, and requests that wait for an answer of the client
   * continue without it.
   *
   * @return completes when all messages are answered; never fails
   */
  public CompletionStage<Void> drain() {
    turn = turn.thenCompose(before -> answered()).exceptionally(McpPipe::bug);
    return turn;
  }

  private CompletionStage<Void> answered() {
    Map<Exchange, Purpose> left = Map.copyOf(underWay);
    for (Exchange exchange : left.keySet()) {
      if (exchange.needsStream()) {
        exchange.stop(StopReason.CANCELLED);
      } else {
        exchange.unheard();
      }
    }
    return CompletableFuture.allOf(
        left.values().stream().map(Purpose::settled).toArray(CompletableFuture[]::new));
  }

  /**
   * The client has disconnected. Ends its running requests.
   *
   * @return completes when its messages are taken and its session has ended; never fails
   */
  public CompletionStage<Void> close() {
    turn = turn.thenCompose(before -> end()).exceptionally(McpPipe::bug);
    return turn;
  }

  private CompletionStage<Void> take(byte[] message) {
    switch (EraClassifier.classify(MessageReader.read(message), RequestHead.NONE)) {
      case Route.Modern route ->
          settle(route.request(), modern.handlePiped(route.request(), caller));
      case Route.ModernNotification route -> cancel(route.notification());
      case Route.Handshake route -> {
        return legacy.initialize(route.request(), caller).settled().thenCompose(this::shakeHands);
      }
      case Route.Legacy route -> {
        switch (route.message()) {
          case Request request -> settle(request, legacy.handle(request, head, caller));
          case Notification notification -> {
            cancel(notification);
            legacy.handle(notification, head, caller);
          }
          case ClientMessage.Response response -> legacy.handle(response, head, caller);
        }
      }
      case Route.LegacyBatch route ->
          settle(Optional.empty(), legacy.handle(route.batch(), head, caller));
      case Route.Refused route -> send(Replies.refuse(route.refusal(), route.id()));
    }
    return TAKEN;
  }

  /** A second handshake ends the session of the first. */
  private CompletionStage<Void> shakeHands(McpReply.Settled reply) {
    if (!(reply instanceof McpReply.Json json) || json.sessionId().isEmpty()) {
      settle(Optional.empty(), reply);
      return TAKEN;
    }
    return endSession()
        .thenCompose(
            ended -> {
              head =
                  new RequestHead(
                      Optional.empty(), Optional.empty(), Optional.empty(), json.sessionId());
              send(json);
              return legacy.stream(head, caller).settled();
            })
        .thenAccept(
            stream -> {
              if (stream instanceof McpReply.InFlight general) {
                general.exchange().listen(send);
              }
            });
  }

  private CompletionStage<Void> end() {
    underWay.keySet().forEach(exchange -> exchange.stop(StopReason.CANCELLED));
    underWay.clear();
    return endSession();
  }

  private CompletionStage<Void> endSession() {
    return head.sessionId().isPresent()
        ? legacy.end(head, caller).settled().thenAccept(ended -> {})
        : TAKEN;
  }

  /** Later messages are taken in spite of the bug. */
  private static Void bug(Throwable thrown) {
    Replies.internal(thrown);
    return null;
  }

  private void cancel(Notification notification) {
    Optional<RequestId> id = notification.cancelled();
    underWay.forEach(
        (exchange, purpose) -> {
          if (id.isPresent() && purpose.id().equals(id) && underWay.remove(exchange, purpose)) {
            exchange.cancel();
          }
        });
  }

  private void settle(Request request, McpReply.Settled reply) {
    settle(Optional.of(RequestId.of(request.id())), reply);
  }

  private void settle(Optional<RequestId> id, McpReply.Settled reply) {
    switch (reply) {
      case McpReply.InFlight inFlight -> follow(id, inFlight.exchange());
      case McpReply.Json json -> send(json);
      case McpReply.Accepted ignored -> {}
      case McpReply.NoContent ignored -> {}
    }
  }

  private void follow(Optional<RequestId> id, Exchange exchange) {
    Purpose purpose = new Purpose(id, new CompletableFuture<>());
    underWay.put(exchange, purpose);
    exchange.listen(
        event -> {
          if (underWay.containsKey(exchange)) {
            send.accept(event);
          }
        });
    exchange.answer().thenAccept(end -> ended(exchange, purpose, end));
  }

  private void ended(Exchange exchange, Purpose purpose, McpReply.End end) {
    if (underWay.remove(exchange, purpose)) {
      switch (end) {
        case McpReply.Json json -> send(json);
        case McpReply.Accepted ignored -> {}
      }
    }
    purpose.settled().complete(null);
  }

  private void send(McpReply.Json json) {
    send.accept(McpEvent.lasting(json.body()));
  }
}
