package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRegistry;
import io.switchgear.mcp.legacy.SessionRegistry.Opening;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ClientQuestions;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerCapabilities;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code initialize}, which opens a session. It is not a {@link Method}, because a method needs a
 * session. So it is not in the method table; {@code LegacyRequests} runs it.
 */
public final class Initialize {

  public static final MethodType TYPE =
      new MethodType(
          "initialize", RequiredPermission.OPEN, MethodType.LEGACY, parts -> Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(Initialize.class);
  private static final int OK = 200;

  private final SessionDirectory sessions;
  private final ServerIdentity identity;
  private final ServerCapabilities capabilities;
  private final MessageWriter writer;

  public Initialize(
      SessionDirectory sessions,
      ServerIdentity identity,
      ServerCapabilities capabilities,
      MessageWriter writer) {
    this.sessions = sessions;
    this.identity = identity;
    this.capabilities = capabilities;
    this.writer = writer;
  }

  /** Opens a session for the caller. */
  public McpReply answer(Request request, Caller caller) {
    ObjectNode params = request.params();
    JsonNode requested = params.get("protocolVersion");
    if (requested == null || !requested.isTextual()) {
      return invalid(
          request,
          "params.protocolVersion must be a string such as " + ProtocolVersions.LATEST_LEGACY);
    }
    for (String key : List.of("capabilities", "clientInfo")) {
      if (params.hasNonNull(key) && !params.get(key).isObject()) {
        return invalid(request, "params." + key + " must be an object");
      }
    }
    String version = ProtocolVersions.negotiate(requested.textValue());
    return new McpReply.Later(
        sessions
            .open(caller.name(), version, ClientQuestions.answerable(params.path("capabilities")))
            .thenApply(opening -> opened(request, caller, version, opening)));
  }

  private McpReply.Json opened(
      Request request, Caller caller, String version, Optional<Opening> opening) {
    if (opening.isEmpty()) {
      return refused(
          request,
          ErrorCode.INTERNAL_ERROR,
          "No session was opened: the server is ending; connect again later");
    }
    return switch (opening.get()) {
      case SessionRegistry.Full full ->
          refused(
              request,
              ErrorCode.INTERNAL_ERROR,
              "Session limit reached: all sessions that could be ended for yours are in use;"
                  + " retry in some seconds, or end one of your sessions"
                  + " with DELETE");
      case SessionRegistry.Opened opened -> {
        LOG.debug(
            "session {} opened for {}, version {}",
            opened.client().shown(),
            caller.name(),
            version);
        Result result = new Result.Initialized(version, capabilities, identity, identity.stated());
        yield new McpReply.Json(
            OK, writer.result(Era.LEGACY, request.id(), result), Optional.of(opened.client().id()));
      }
    };
  }

  private static McpReply.Json invalid(Request request, String message) {
    return refused(request, ErrorCode.INVALID_PARAMS, "Invalid params: " + message);
  }

  private static McpReply.Json refused(Request request, ErrorCode code, String message) {
    return Replies.refuse(Refusal.inBand(code, message), Optional.of(request.id()));
  }
}
