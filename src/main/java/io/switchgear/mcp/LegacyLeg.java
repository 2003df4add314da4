package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.Incoming.Batch;
import io.switchgear.mcp.Incoming.Message;
import io.switchgear.mcp.Incoming.Notification;
import io.switchgear.mcp.Incoming.Request;
import io.switchgear.mcp.Incoming.Response;
import io.switchgear.tool.Caller;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.UntrustedText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Messages of 2024-11-05 to 2025-11-25: the handshake, then everything within a session. */
final class LegacyLeg {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyLeg.class);
  private static final int OK = 200;
  private static final int SHOWN = 100;

  /** A session's id is a key to it, so logs hold only as much as tells sessions apart. */
  private static final int ID_LOGGED = 8;

  private final Map<String, Method> methods;
  private final Dispatcher dispatcher;
  private final Encoder encoder;
  private final Sessions sessions;
  private final ServerIdentity identity;
  private final ObjectNode capabilities;

  LegacyLeg(
      Map<String, Method> methods,
      Dispatcher dispatcher,
      Encoder encoder,
      Sessions sessions,
      ServerIdentity identity,
      ObjectNode capabilities) {
    this.methods = Map.copyOf(methods);
    this.dispatcher = dispatcher;
    this.encoder = encoder;
    this.sessions = sessions;
    this.identity = identity;
    this.capabilities = capabilities;
  }

  McpReply initialize(Request request, Caller caller) {
    ObjectNode params = request.params();
    JsonNode requested = params.get("protocolVersion");
    if (requested == null || !requested.isTextual()) {
      return initializeRefused(
          request, "params.protocolVersion must be a string such as " + Versions.LATEST_LEGACY);
    }
    for (String key : List.of("capabilities", "clientInfo")) {
      if (params.hasNonNull(key) && !params.get(key).isObject()) {
        return initializeRefused(request, "params." + key + " must be an object");
      }
    }
    String version = Versions.negotiate(requested.textValue());
    Optional<Session> session =
        sessions.open(
            caller.name(), version, ClientQuestions.answerable(params.path("capabilities")));
    if (session.isEmpty()) {
      return Dispatcher.refuse(
          Refusal.inBand(
              ErrorCode.INTERNAL_ERROR,
              "Session limit reached: every session here has a call under way; try again in some"
                  + " seconds, or end a session with DELETE"),
          Optional.of(request.id()));
    }
    ObjectNode body = Json.object().put("protocolVersion", version);
    body.set("capabilities", capabilities);
    body.set("serverInfo", Encoder.serverInfo(identity));
    if (!identity.instructions().isEmpty()) {
      body.put("instructions", identity.instructions());
    }
    LOG.debug(
        "session {} opened for {}, version {}", logged(session.get()), caller.name(), version);
    return new McpReply.Json(
        OK,
        encoder.result(Era.LEGACY, request.id(), new Answer.Result(body, Answer.Keep.UNSAID)),
        Optional.of(session.get().id()));
  }

  McpReply handle(Message message, RequestHead head, Caller caller) {
    return inSession(
        head,
        caller,
        idOf(message),
        session ->
            switch (message) {
              case Request request -> request(request, session, head, caller);
              case Notification notification -> notification(notification, session);
              case Response response -> answered(response, session);
            });
  }

  McpReply handle(Batch batch, RequestHead head, Caller caller) {
    return inSession(
        head, caller, Optional.empty(), session -> batch(batch, session, head, caller));
  }

  /** Ends a session at its client's wish. */
  McpReply end(RequestHead head, Caller caller) {
    return inSession(
        head,
        caller,
        Optional.empty(),
        session -> {
          LOG.debug("session {} ended by its client", logged(session));
          sessions.end(session);
          return new McpReply.NoContent();
        });
  }

  /** Lets a client read what its session has to tell, or take up a stream that broke. */
  McpReply stream(RequestHead head, Caller caller) {
    return inSession(
        head,
        caller,
        Optional.empty(),
        session -> {
          if (head.lastEventId().isPresent()) {
            return session
                .streams()
                .find(head.lastEventId().get())
                .<McpReply>map(
                    place ->
                        new McpReply.InFlight(
                            new StreamExchange(place.log(), place.after(), false)))
                .orElseGet(
                    () ->
                        invalid(
                            Optional.empty(),
                            "Last-Event-ID names no event of a stream that is still kept; GET"
                                + " without it for what comes from now on"));
          }
          EventLog general = session.streams().general();
          return new McpReply.InFlight(
              new StreamExchange(
                  general, general.last(), session.version().equals(Versions.LATEST_LEGACY)));
        });
  }

  @SuppressWarnings("try") // the log key is held, not used
  private McpReply inSession(
      RequestHead head,
      Caller caller,
      Optional<JsonNode> requestId,
      Function<Session, McpReply> then) {
    Optional<String> version = head.protocolVersion().filter(v -> !Versions.LEGACY.contains(v));
    if (version.isPresent()) {
      return invalid(
          requestId,
          "the MCP-Protocol-Version header says '%s'; within a session it is one of %s"
              .formatted(
                  UntrustedText.line(version.get(), SHOWN), String.join(", ", Versions.LEGACY)));
    }
    if (head.sessionId().isEmpty()) {
      return invalid(
          requestId,
          "the Mcp-Session-Id header is missing; send initialize first and then the session id"
              + " from its answer, or send the envelope of "
              + Versions.MODERN
              + " in params._meta, which needs no session");
    }
    Optional<Session> session = sessions.find(head.sessionId().get(), caller.name());
    if (session.isEmpty()) {
      return Dispatcher.refuse(
          Refusal.notFound(
              ErrorCode.INVALID_REQUEST,
              "Session not found: it was ended, was idle too long, or is not yours; send"
                  + " initialize to start a new one"),
          requestId);
    }
    try (MDC.MDCCloseable key = MDC.putCloseable(LogKeys.SESSION_ID, logged(session.get()))) {
      return then.apply(session.get());
    }
  }

  private McpReply request(Request request, Session session, RequestHead head, Caller caller) {
    Method method = methods.get(request.method());
    if (method == null) {
      return Dispatcher.refuse(
          Refusal.inBand(
              ErrorCode.METHOD_NOT_FOUND,
              "Method not found: '%s'. In protocol version %s this server has %s"
                  .formatted(
                      UntrustedText.line(request.method(), SHOWN),
                      session.version(),
                      String.join(", ", new TreeSet<>(methods.keySet())))),
          Optional.of(request.id()));
    }
    return Permits.check(request.method(), caller)
        .<McpReply>map(refusal -> Dispatcher.refuse(refusal, Optional.of(request.id())))
        .orElseGet(() -> dispatcher.run(method, request, head, caller, session, sessions));
  }

  private McpReply notification(Notification notification, Session session) {
    JsonNode requestId = notification.params().get("requestId");
    if (notification.method().equals("notifications/cancelled") && requestId != null) {
      LOG.debug("request {} cancelled by its client", requestId);
      session.cancel(requestId);
    }
    return new McpReply.Accepted();
  }

  private static McpReply answered(Response response, Session session) {
    session.questions().answered(response);
    return new McpReply.Accepted();
  }

  private McpReply batch(Batch batch, Session session, RequestHead head, Caller caller) {
    if (!session.version().equals(Versions.WITH_BATCHES)) {
      return invalid(
          Optional.empty(),
          "arrays of messages belong to protocol version %s, this session speaks %s; send one"
                  .formatted(Versions.WITH_BATCHES, session.version())
              + " message per request");
    }
    Set<JsonNode> ids = new HashSet<>();
    for (Message message : batch.messages()) {
      if (message instanceof Request request
          && (request.method().equals("initialize") || !ids.add(request.id()))) {
        return invalid(
            Optional.empty(),
            "a batch holds no initialize, and no two requests of one id; send them apart");
      }
    }
    List<McpReply> replies =
        batch.messages().stream()
            .map(
                message ->
                    switch (message) {
                      case Request request -> request(request, session, head, caller);
                      case Notification notification -> notification(notification, session);
                      case Response response -> answered(response, session);
                    })
            .toList();
    return ids.isEmpty()
        ? new McpReply.Accepted()
        : new McpReply.InFlight(new BatchExchange(replies));
  }

  private static McpReply initializeRefused(Request request, String message) {
    return Dispatcher.refuse(
        Refusal.inBand(ErrorCode.INVALID_PARAMS, "Invalid params: " + message),
        Optional.of(request.id()));
  }

  private static McpReply invalid(Optional<JsonNode> id, String message) {
    return Dispatcher.refuse(
        Refusal.badRequest(ErrorCode.INVALID_REQUEST, "Invalid request: " + message), id);
  }

  private static Optional<JsonNode> idOf(Message message) {
    return message instanceof Request request ? Optional.of(request.id()) : Optional.empty();
  }

  private static String logged(Session session) {
    return session.id().substring(0, ID_LOGGED);
  }
}
