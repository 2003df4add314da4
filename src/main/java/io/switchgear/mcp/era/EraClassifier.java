package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.method.Initialize;
import io.switchgear.mcp.wire.ClientMessage;
import io.switchgear.mcp.wire.ClientMessage.Batch;
import io.switchgear.mcp.wire.ClientMessage.Malformed;
import io.switchgear.mcp.wire.ClientMessage.Message;
import io.switchgear.mcp.wire.ClientMessage.Notification;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ClientMessage.Response;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import java.util.Optional;

/**
 * Decides which era a message belongs to. The body decides before the header: only the key {@link
 * Meta#PROTOCOL_VERSION} makes a request modern.
 */
public final class EraClassifier {

  /** The era and the kind of a message. */
  public sealed interface Route {
    record Modern(Request request) implements Route {}

    record ModernNotification(Notification notification) implements Route {}

    record Handshake(Request request) implements Route {}

    record Legacy(Message message) implements Route {}

    record LegacyBatch(Batch batch) implements Route {}

    record Refused(Refusal refusal, Optional<JsonNode> id) implements Route {}
  }

  private EraClassifier() {}

  public static Route classify(ClientMessage incoming, RequestHead head) {
    boolean modernHeader = head.protocolVersion().filter(ProtocolVersions::isModern).isPresent();
    return switch (incoming) {
      case Malformed malformed -> new Route.Refused(malformed.refusal(), malformed.id());
      case Batch batch -> batch(batch, modernHeader);
      case Request request -> request(request, modernHeader);
      case Notification notification ->
          modernHeader || RequestMeta.claim(notification.params()).isPresent()
              ? new Route.ModernNotification(notification)
              : new Route.Legacy(notification);
      case Response response ->
          modernHeader
              ? refused(
                  ErrorCode.INVALID_REQUEST,
                  "Invalid request: protocol version "
                      + ProtocolVersions.MODERN
                      + " has no requests from the server, so there is nothing to answer",
                  Optional.of(response.id()))
              : new Route.Legacy(response);
    };
  }

  private static Route request(Request request, boolean modernHeader) {
    ObjectNode params = request.params();
    boolean claims = RequestMeta.claim(params).isPresent();
    if (request.method().equals(Initialize.TYPE.name())
        && !RequestMeta.isValidModernEnvelope(params)) {
      if (!modernHeader) {
        return new Route.Handshake(request);
      }
      if (!claims) {
        return refused(
            ErrorCode.HEADER_MISMATCH,
            "Header mismatch: initialize belongs to protocol versions up to "
                + ProtocolVersions.LATEST_LEGACY
                + " but the MCP-Protocol-Version header names a later one; leave the header out, or"
                + " send server/discover with the envelope of "
                + ProtocolVersions.MODERN,
            Optional.of(request.id()));
      }
    }
    return claims || modernHeader ? new Route.Modern(request) : new Route.Legacy(request);
  }

  private static Route batch(Batch batch, boolean modernHeader) {
    if (modernHeader || batch.messages().stream().anyMatch(EraClassifier::claims)) {
      return refused(
          ErrorCode.INVALID_REQUEST,
          "Invalid request: protocol version "
              + ProtocolVersions.MODERN
              + " takes one message per request, not an array",
          Optional.empty());
    }
    return new Route.LegacyBatch(batch);
  }

  private static boolean claims(Message message) {
    return switch (message) {
      case Request request -> RequestMeta.claim(request.params()).isPresent();
      case Notification notification -> RequestMeta.claim(notification.params()).isPresent();
      case Response ignored -> false;
    };
  }

  private static Route refused(ErrorCode code, String message, Optional<JsonNode> id) {
    return new Route.Refused(Refusal.badRequest(code, message), id);
  }
}
