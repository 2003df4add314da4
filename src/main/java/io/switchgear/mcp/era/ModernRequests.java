package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.method.MethodTable;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.tool.Caller;
import io.switchgear.tool.UntrustedText;
import java.util.Map;
import java.util.Optional;

/**
 * Requests of 2026-07-28. The checks come in the order of the reference server, so that a request
 * with two errors gets the same answer here as there.
 */
public final class ModernRequests {

  private static final int SHOWN = 100;

  private final MethodTable methods;
  private final Dispatcher dispatcher;

  public ModernRequests(MethodTable methods, Dispatcher dispatcher) {
    this.methods = methods;
    this.dispatcher = dispatcher;
  }

  public McpReply.Settled handle(Request request, RequestHead head, Caller caller) {
    Optional<Refusal> refusal =
        StandardHeaders.crossCheck(head, request)
            .or(() -> RequestMeta.checkEnvelope(request.params()))
            .or(() -> checkVersion(request.params()))
            .or(() -> StandardHeaders.checkPresent(head, request));
    return refusal.isPresent()
        ? Replies.refuse(refusal.get(), Optional.of(request.id()))
        : run(request, head, Optional.of(head.params()), caller);
  }

  /** Takes a request that came over a transport without header fields. */
  public McpReply.Settled handlePiped(Request request, Caller caller) {
    Optional<Refusal> refusal =
        RequestMeta.checkEnvelope(request.params()).or(() -> checkVersion(request.params()));
    return refusal.isPresent()
        ? Replies.refuse(refusal.get(), Optional.of(request.id()))
        : run(request, RequestHead.NONE, Optional.empty(), caller);
  }

  private McpReply.Settled run(
      Request request, RequestHead head, Optional<Map<String, String>> repeated, Caller caller) {
    Optional<MethodTable.Offered> method = methods.find(Era.MODERN, request.method());
    Optional<Refusal> refusal =
        method.isEmpty()
            ? Optional.of(methodNotFound(request.method()))
            : method.get().type().refuse(caller);
    return refusal.isPresent()
        ? Replies.refuse(refusal.get(), Optional.of(request.id()))
        : dispatcher.run(method.get().method(), request, head, repeated, caller);
  }

  private static Optional<Refusal> checkVersion(ObjectNode params) {
    String requested = RequestMeta.claim(params).orElseThrow().textValue();
    if (requested.equals(ProtocolVersions.MODERN)) {
      return Optional.empty();
    }
    String shown = UntrustedText.line(requested, SHOWN);
    ObjectNode data = Json.object();
    data.putArray("supported").add(ProtocolVersions.MODERN);
    data.put("requested", shown);
    return Optional.of(
        Refusal.unsupportedVersion(
            "Unsupported protocol version '%s'; send %s, or start with initialize for one of %s"
                .formatted(
                    shown, ProtocolVersions.MODERN, String.join(", ", ProtocolVersions.LEGACY)),
            data));
  }

  private Refusal methodNotFound(String method) {
    return Refusal.notFound(
        ErrorCode.METHOD_NOT_FOUND,
        "Method not found: '%s'. In protocol version %s this server has %s"
            .formatted(
                UntrustedText.line(method, SHOWN),
                ProtocolVersions.MODERN,
                String.join(", ", methods.names(Era.MODERN))));
  }
}
