package io.switchgear.mcp;

import io.switchgear.mcp.era.EraClassifier;
import io.switchgear.mcp.era.EraClassifier.Leg;
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
 * messages of all requests share one stream. What a client has cancelled is not answered. Messages
 * are to be given in their order; what is sent comes from any thread.
 */
public final class McpPipe {

  private static final CompletionStage<Void> TAKEN = CompletableFuture.completedFuture(null);

  private final ModernRequests modern;
  private final LegacyRequests legacy;
  private final Caller caller;
  private final Consumer<McpEvent> send;

  /**
   * What an exchange is for.
   *
   * @param id of its request; the session knows those of an array
   * @param settled completes once its answer, if there is one, was sent
   */
  private record Purpose(Optional<RequestId> id, CompletableFuture<Void> settled) {}

  /** By exchange, as a client may use an id twice. */
  private final Map<Exchange, Purpose> underWay = new ConcurrentHashMap<>();

  /** Written by whoever takes a message, which is one after the other. */
  private RequestHead head = RequestHead.NONE;

  /** Completes when the messages so far are taken; only a handshake takes its time. */
  private CompletionStage<Void> turn = TAKEN;

  McpPipe(ModernRequests modern, LegacyRequests legacy, Caller caller, Consumer<McpEvent> send) {
    this.modern = modern;
    this.legacy = legacy;
    this.caller = caller;
    this.send = send;
  }

  /**
   * Takes one message, or an array of them, when those before it are taken; never blocks and never
   * throws.
   */
  public void receive(byte[] message) {
    turn = turn.thenCompose(before -> take(message)).exceptionally(McpPipe::bug);
  }

  /**
   * No message will come any more. What has no end of its own is ended, and what would ask the
   * client goes on without its answer.
   *
   * @return completes when all that came is answered; never fails
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
   * The client is gone: ends what it has under way.
   *
   * @return completes when what it has sent is taken and its session has ended; never fails
   */
  public CompletionStage<Void> close() {
    turn = turn.thenCompose(before -> end()).exceptionally(McpPipe::bug);
    return turn;
  }

  private CompletionStage<Void> take(byte[] message) {
    switch (EraClassifier.classify(MessageReader.read(message), RequestHead.NONE)) {
      case Leg.Modern leg -> settle(leg.request(), modern.handlePiped(leg.request(), caller));
      case Leg.ModernNotification leg -> cancel(leg.notification());
      case Leg.Handshake leg -> {
        return legacy.initialize(leg.request(), caller).settled().thenCompose(this::shakeHands);
      }
      case Leg.Legacy leg -> {
        switch (leg.message()) {
          case Request request -> settle(request, legacy.handle(request, head, caller));
          case Notification notification -> {
            cancel(notification);
            legacy.handle(notification, head, caller);
          }
          case ClientMessage.Response response -> legacy.handle(response, head, caller);
        }
      }
      case Leg.LegacyBatch leg ->
          settle(Optional.empty(), legacy.handle(leg.batch(), head, caller));
      case Leg.Refused leg -> send(Replies.refuse(leg.refusal(), leg.id()));
    }
    return TAKEN;
  }

  /** Another handshake ends the session of the one before. */
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

  /** The messages behind are taken all the same. */
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
