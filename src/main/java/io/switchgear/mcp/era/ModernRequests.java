package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.method.Method;
import io.switchgear.mcp.method.MethodPermissions;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.tool.Caller;
import io.switchgear.tool.UntrustedText;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Requests of 2026-07-28. The checks come in the order of the reference server, so that a client
 * that is wrong in two ways is told the same here as elsewhere.
 */
public final class ModernRequests {

  private static final int SHOWN = 100;

  private final Map<String, Method> methods;
  private final Dispatcher dispatcher;

  public ModernRequests(Map<String, Method> methods, Dispatcher dispatcher) {
    this.methods = Map.copyOf(methods);
    this.dispatcher = dispatcher;
  }

  public McpReply.Settled handle(Request request, RequestHead head, Caller caller) {
    Optional<Refusal> refusal =
        StandardHeaders.crossCheck(head, request)
            .or(() -> RequestMeta.checkEnvelope(request.params()))
            .or(() -> checkVersion(request.params()))
            .or(() -> StandardHeaders.checkPresent(head, request))
            .or(() -> checkMethod(request.method()))
            .or(() -> MethodPermissions.check(request.method(), caller));
    return refusal.isPresent()
        ? Replies.refuse(refusal.get(), Optional.of(request.id()))
        : dispatcher.run(
            methods.get(request.method()), request, head, Optional.of(head.params()), caller);
  }

  /** A request that came without header fields, by a transport that has none. */
  public McpReply.Settled handlePiped(Request request, Caller caller) {
    Optional<Refusal> refusal =
        RequestMeta.checkEnvelope(request.params())
            .or(() -> checkVersion(request.params()))
            .or(() -> checkMethod(request.method()))
            .or(() -> MethodPermissions.check(request.method(), caller));
    return refusal.isPresent()
        ? Replies.refuse(refusal.get(), Optional.of(request.id()))
        : dispatcher.run(
            methods.get(request.method()), request, RequestHead.NONE, Optional.empty(), caller);
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

  private Optional<Refusal> checkMethod(String method) {
    if (methods.containsKey(method)) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.notFound(
            ErrorCode.METHOD_NOT_FOUND,
            "Method not found: '%s'. In protocol version %s this server has %s"
                .formatted(
                    UntrustedText.line(method, SHOWN),
                    ProtocolVersions.MODERN,
                    String.join(", ", new TreeSet<>(methods.keySet())))));
  }
}
