package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.era.EraClassifier.Route;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.legacy.BatchExchange;
import io.switchgear.mcp.legacy.LegacySession.Resumed;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.legacy.SessionStreams.Place;
import io.switchgear.mcp.legacy.StreamExchange;
import io.switchgear.mcp.method.Initialize;
import io.switchgear.mcp.method.MethodTable;
import io.switchgear.mcp.relay.SessionOwner;
import io.switchgear.mcp.relay.SessionRequest;
import io.switchgear.mcp.wire.ClientMessage.Batch;
import io.switchgear.mcp.wire.ClientMessage.Message;
import io.switchgear.mcp.wire.ClientMessage.Notification;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ClientMessage.Response;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.MessageReader;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestId;
import io.switchgear.tool.Caller;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.UntrustedText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Messages of 2024-11-05 to 2025-11-25: the handshake, then all messages of a session of this node.
 */
public final class LegacyRequests implements SessionOwner {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyRequests.class);
  private static final int SHOWN = 100;

  private final MethodTable methods;
  private final Dispatcher dispatcher;
  private final SessionDirectory sessions;
  private final Initialize initialize;

  public LegacyRequests(
      MethodTable methods,
      Dispatcher dispatcher,
      SessionDirectory sessions,
      Initialize initialize) {
    this.methods = methods;
    this.dispatcher = dispatcher;
    this.sessions = sessions;
    this.initialize = initialize;
  }

  /** Opens a session. */
  public McpReply initialize(Request request, Caller caller) {
    return initialize.answer(request, caller);
  }

  public McpReply.Settled handle(Message message, RequestHead head, Caller caller) {
    return switch (found(head, caller, idOf(message))) {
      case Found.Not not -> not.answer();
      case Found.There there -> inSession(message, there.client(), head, caller);
    };
  }

  public McpReply.Settled handle(Batch batch, RequestHead head, Caller caller) {
    return switch (found(head, caller, Optional.empty())) {
      case Found.Not not -> not.answer();
      case Found.There there -> batch(batch, there.client(), head, caller);
    };
  }

  @Override
  public McpReply answer(SessionRequest request, byte[] body) {
    RequestHead head = request.head();
    Caller caller = request.caller();
    return switch (request.kind()) {
      case STREAM -> stream(head, caller);
      case END -> end(head, caller);
      case MESSAGE ->
          switch (EraClassifier.classify(MessageReader.read(body), head)) {
            case Route.Legacy message -> handle(message.message(), head, caller);
            case Route.LegacyBatch batch -> handle(batch.batch(), head, caller);
            case Route.Refused refused -> Replies.refuse(refused.refusal(), refused.id());
            case Route.Modern modern -> unexpected(Optional.of(modern.request().id()));
            case Route.Handshake handshake -> unexpected(Optional.of(handshake.request().id()));
            case Route.ModernNotification ignored -> unexpected(Optional.empty());
          };
    };
  }

  /** The node that has forwarded the message has another version. */
  private static McpReply.Json unexpected(Optional<JsonNode> id) {
    return invalid(
        id, "the nodes of this cluster disagree about the era of the message; send it again later");
  }

  /** Ends a session on its client's request. */
  public McpReply end(RequestHead head, Caller caller) {
    return switch (found(head, caller, Optional.empty())) {
      case Found.Not not -> not.answer();
      case Found.There there -> {
        LOG.debug("session {} ended by its client", there.client().shown());
        yield new McpReply.Later(
            sessions.end(there.client()).thenApply(ended -> new McpReply.NoContent()));
      }
    };
  }

  /** Opens the general event stream of a session, or resumes a stream whose connection broke. */
  public McpReply stream(RequestHead head, Caller caller) {
    return switch (found(head, caller, Optional.empty())) {
      case Found.Not not -> not.answer();
      case Found.There there ->
          new McpReply.Later(
              head.lastEventId().isPresent()
                  ? there
                      .client()
                      .resume(head.lastEventId().get())
                      .thenApply(LegacyRequests::resumed)
                  : there.client().general().thenApply(place -> general(place, there.client())));
    };
  }

  private static McpReply.Settled resumed(Optional<Resumed> resumed) {
    if (resumed.isEmpty()) {
      return Replies.refuse(SessionDirectory.notFound(), Optional.empty());
    }
    return resumed
        .get()
        .place()
        .<McpReply.Settled>map(
            place -> new McpReply.InFlight(new StreamExchange(place.log(), place.after(), false)))
        .orElseGet(
            () ->
                invalid(
                    Optional.empty(),
                    "Last-Event-ID names no event of a stream that is still kept; GET without it"
                        + " for what comes from now on"));
  }

  /** A client that reads the stream uses the session until the stream ends. */
  private static McpReply.Settled general(Optional<Place> place, SessionRef client) {
    if (place.isEmpty()) {
      return Replies.refuse(SessionDirectory.notFound(), Optional.empty());
    }
    Exchange stream =
        new StreamExchange(
            place.get().log(),
            place.get().after(),
            client.version().equals(ProtocolVersions.LATEST_LEGACY));
    stream.answer().thenRun(client.status()::touch);
    return new McpReply.InFlight(stream);
  }

  /** The session of a message, or the refusal if there is none. */
  private sealed interface Found {
    record There(SessionRef client) implements Found {}

    record Not(McpReply.Json answer) implements Found {}
  }

  private Found found(RequestHead head, Caller caller, Optional<JsonNode> requestId) {
    Optional<String> version =
        head.protocolVersion().filter(v -> !ProtocolVersions.LEGACY.contains(v));
    if (version.isPresent()) {
      return new Found.Not(
          invalid(
              requestId,
              "the MCP-Protocol-Version header says '%s'; within a session it is one of %s"
                  .formatted(
                      UntrustedText.line(version.get(), SHOWN),
                      String.join(", ", ProtocolVersions.LEGACY))));
    }
    if (head.sessionId().isEmpty()) {
      return new Found.Not(
          invalid(
              requestId,
              "the Mcp-Session-Id header is missing; send initialize first and then the session id"
                  + " from its answer, or send the envelope of "
                  + ProtocolVersions.MODERN
                  + " in params._meta, which needs no session"));
    }
    return sessions
        .find(head.sessionId().get(), caller.name())
        .<Found>map(Found.There::new)
        .orElseGet(() -> new Found.Not(Replies.refuse(SessionDirectory.notFound(), requestId)));
  }

  @SuppressWarnings("try") // the log key is held, not used
  private McpReply.Settled inSession(
      Message message, SessionRef client, RequestHead head, Caller caller) {
    try (MDC.MDCCloseable key = MDC.putCloseable(LogKeys.SESSION_ID, client.shown())) {
      return switch (message) {
        case Request request -> request(request, client, head, caller);
        case Notification notification -> notification(notification, client);
        case Response response -> answered(response, client);
      };
    }
  }

  private McpReply.Settled request(
      Request request, SessionRef client, RequestHead head, Caller caller) {
    Optional<MethodTable.Offered> method = methods.find(Era.LEGACY, request.method());
    if (method.isEmpty()) {
      return Replies.refuse(
          Refusal.inBand(
              ErrorCode.METHOD_NOT_FOUND,
              "Method not found: '%s'. In protocol version %s this server has %s"
                  .formatted(
                      UntrustedText.line(request.method(), SHOWN),
                      client.version(),
                      String.join(", ", methods.names(Era.LEGACY)))),
          Optional.of(request.id()));
    }
    return method
        .get()
        .type()
        .refuse(caller)
        .<McpReply.Settled>map(refusal -> Replies.refuse(refusal, Optional.of(request.id())))
        .orElseGet(() -> dispatcher.run(method.get().method(), request, head, caller, client));
  }

  private McpReply.Settled notification(Notification notification, SessionRef client) {
    notification
        .cancelled()
        .ifPresent(
            id -> {
              LOG.debug(
                  "request {} cancelled by its client", UntrustedText.line(id.toString(), SHOWN));
              client.status().cancel(id);
            });
    return new McpReply.Accepted();
  }

  private static McpReply.Settled answered(Response response, SessionRef client) {
    client.answered(response);
    return new McpReply.Accepted();
  }

  private McpReply.Settled batch(Batch batch, SessionRef client, RequestHead head, Caller caller) {
    if (!client.version().equals(ProtocolVersions.WITH_BATCHES)) {
      return invalid(
          Optional.empty(),
          "arrays of messages belong to protocol version %s, this session speaks %s; send one"
                  .formatted(ProtocolVersions.WITH_BATCHES, client.version())
              + " message per request");
    }
    Set<RequestId> ids = new HashSet<>();
    for (Message message : batch.messages()) {
      if (message instanceof Request request
          && (request.method().equals(Initialize.TYPE.name())
              || !ids.add(RequestId.of(request.id())))) {
        return invalid(
            Optional.empty(),
            "a batch holds no initialize, and no two requests of one id; send them apart");
      }
    }
    List<McpReply.Settled> replies =
        batch.messages().stream().map(message -> inSession(message, client, head, caller)).toList();
    return ids.isEmpty()
        ? new McpReply.Accepted()
        : new McpReply.InFlight(new BatchExchange(replies));
  }

  private static McpReply.Json invalid(Optional<JsonNode> id, String message) {
    return Replies.refuse(
        Refusal.badRequest(ErrorCode.INVALID_REQUEST, "Invalid request: " + message), id);
  }

  private static Optional<JsonNode> idOf(Message message) {
    return message instanceof Request request ? Optional.of(request.id()) : Optional.empty();
  }
}
