package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.EraClassifier.Leg;
import io.switchgear.mcp.Incoming.Notification;
import io.switchgear.mcp.Incoming.Request;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Map;
import java.util.Optional;
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

  private final ModernLeg modern;
  private final LegacyLeg legacy;
  private final Caller caller;
  private final Consumer<McpEvent> send;

  /** By exchange, as a client may use an id twice. */
  private final Map<Exchange, JsonNode> underWay = new ConcurrentHashMap<>();

  private RequestHead head = NO_HEAD;

  McpPipe(ModernLeg modern, LegacyLeg legacy, Caller caller, Consumer<McpEvent> send) {
    this.modern = modern;
    this.legacy = legacy;
    this.caller = caller;
    this.send = send;
  }

  /** Takes one message, or an array of them; never blocks and never throws. */
  public void receive(byte[] message) {
    switch (EraClassifier.classify(MessageReader.read(message), NO_HEAD)) {
      case Leg.Modern leg -> follow(leg.request().id(), modern.handlePiped(leg.request(), caller));
      case Leg.ModernNotification leg -> cancel(leg.notification());
      case Leg.Handshake leg -> shakeHands(leg.request());
      case Leg.Legacy leg -> {
        switch (leg.message()) {
          case Request request -> follow(request.id(), legacy.handle(request, head, caller));
          case Notification notification -> cancel(notification);
          case Incoming.Response response -> legacy.handle(response, head, caller);
        }
      }
      case Leg.LegacyBatch leg -> send(legacy.handle(leg.batch(), head, caller));
      case Leg.Refused leg -> send(Dispatcher.refuse(leg.refusal(), leg.id()));
    }
  }

  /** The client is gone: ends what it has under way. */
  public void close() {
    underWay.keySet().forEach(exchange -> exchange.stop(StopReason.CANCELLED));
    underWay.clear();
    if (head.sessionId().isPresent()) {
      legacy.end(head, caller);
    }
  }

  private void shakeHands(Request request) {
    McpReply reply = legacy.initialize(request, caller);
    if (reply instanceof McpReply.Json json && json.sessionId().isPresent()) {
      if (head.sessionId().isPresent()) {
        legacy.end(head, caller);
      }
      head =
          new RequestHead(Optional.empty(), Optional.empty(), Optional.empty(), json.sessionId());
      send(reply);
      if (legacy.stream(head, caller) instanceof McpReply.InFlight stream) {
        stream.exchange().listen(send);
      }
    } else {
      send(reply);
    }
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

  private void follow(JsonNode id, McpReply reply) {
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

  private void send(McpReply reply) {
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
