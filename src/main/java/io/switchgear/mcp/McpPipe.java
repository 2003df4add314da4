package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.EraClassifier.Leg;
import io.switchgear.mcp.Incoming.Notification;
import io.switchgear.mcp.Incoming.Request;
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

  static final RequestHead NO_HEAD =
      new RequestHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final CompletionStage<Void> TAKEN = CompletableFuture.completedFuture(null);

  private final ModernLeg modern;
  private final LegacyLeg legacy;
  private final Caller caller;
  private final Consumer<McpEvent> send;

  /** By exchange, as a client may use an id twice. */
  private final Map<Exchange, JsonNode> underWay = new ConcurrentHashMap<>();

  /** Written by whoever takes a message, which is one after the other. */
  private RequestHead head = NO_HEAD;

  /** Completes when the messages so far are taken; only a handshake takes its time. */
  private CompletionStage<Void> turn = TAKEN;

  McpPipe(ModernLeg modern, LegacyLeg legacy, Caller caller, Consumer<McpEvent> send) {
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
   * The client is gone: ends what it has under way.
   *
   * @return completes when what it has sent is taken and its session has ended; never fails
   */
  public CompletionStage<Void> close() {
    turn = turn.thenCompose(before -> end()).exceptionally(McpPipe::bug);
    return turn;
  }

  private CompletionStage<Void> take(byte[] message) {
    switch (EraClassifier.classify(MessageReader.read(message), NO_HEAD)) {
      case Leg.Modern leg -> follow(leg.request().id(), modern.handlePiped(leg.request(), caller));
      case Leg.ModernNotification leg -> cancel(leg.notification());
      case Leg.Handshake leg -> {
        return legacy.initialize(leg.request(), caller).settled().thenCompose(this::shakeHands);
      }
      case Leg.Legacy leg -> {
        switch (leg.message()) {
          case Request request -> follow(request.id(), legacy.handle(request, head, caller));
          case Notification notification -> {
            cancel(notification);
            // What came in an array is known to the session alone.
            legacy.handle(notification, head, caller);
          }
          case Incoming.Response response -> legacy.handle(response, head, caller);
        }
      }
      case Leg.LegacyBatch leg -> send(legacy.handle(leg.batch(), head, caller));
      case Leg.Refused leg -> send(Dispatcher.refuse(leg.refusal(), leg.id()));
    }
    return TAKEN;
  }

  /** Another handshake ends the session of the one before. */
  private CompletionStage<Void> shakeHands(McpReply.Settled reply) {
    if (!(reply instanceof McpReply.Json json) || json.sessionId().isEmpty()) {
      send(reply);
      return TAKEN;
    }
    return endSession()
        .thenCompose(
            ended -> {
              head =
                  new RequestHead(
                      Optional.empty(), Optional.empty(), Optional.empty(), json.sessionId());
              send(reply);
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
    Dispatcher.internal(thrown);
    return null;
  }

  private void cancel(Notification notification) {
    JsonNode id = notification.params().get("requestId");
    if (notification.method().equals("notifications/cancelled") && id != null) {
      underWay.forEach(
          (exchange, request) -> {
            if (request.equals(id) && underWay.remove(exchange, request)) {
              exchange.stop(StopReason.CANCELLED);
            }
          });
    }
  }

  private void follow(JsonNode id, McpReply.Settled reply) {
    if (!(reply instanceof McpReply.InFlight inFlight)) {
      send(reply);
      return;
    }
    Exchange exchange = inFlight.exchange();
    underWay.put(exchange, id);
    exchange.listen(
        event -> {
          if (underWay.containsKey(exchange)) {
            send.accept(event);
          }
        });
    exchange
        .answer()
        .thenAccept(
            json -> {
              if (underWay.remove(exchange, id)) {
                send.accept(McpEvent.lasting(json.body()));
              }
            });
  }

  private void send(McpReply.Settled reply) {
    switch (reply) {
      case McpReply.Json json -> send.accept(McpEvent.lasting(json.body()));
      case McpReply.InFlight batch -> {
        batch.exchange().listen(send);
        batch.exchange().answer().thenAccept(json -> send.accept(McpEvent.lasting(json.body())));
      }
      case McpReply.Accepted ignored -> {}
      case McpReply.NoContent ignored -> {}
    }
  }
}
