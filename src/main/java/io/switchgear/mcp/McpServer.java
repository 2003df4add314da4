package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.EraClassifier.Leg;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An MCP server without a transport: messages in, replies out. Serves 2026-07-28 without state and
 * 2024-11-05 to 2025-11-25 in sessions. Safe for use by many threads; {@link #handle} never blocks
 * and never throws.
 */
public final class McpServer {

  private final Dispatcher dispatcher;
  private final Sessions sessions;
  private final ModernLeg modern;
  private final LegacyLeg legacy;

  /**
   * A server of tools alone.
   *
   * @param maxSessions legacy sessions at once, at least 1
   * @param sessionIdle after which a legacy session with nothing under way is dropped
   */
  public McpServer(
      ToolCatalog catalog, ServerIdentity identity, int maxSessions, Duration sessionIdle) {
    this(catalog, Optional.empty(), identity, maxSessions, sessionIdle);
  }

  /**
   * A server of tools and resources.
   *
   * @param maxSessions legacy sessions at once, at least 1
   * @param sessionIdle after which a legacy session with nothing under way is dropped
   */
  public McpServer(
      ToolCatalog catalog,
      ResourceCatalog resources,
      ServerIdentity identity,
      int maxSessions,
      Duration sessionIdle) {
    this(catalog, Optional.of(resources), identity, maxSessions, sessionIdle);
  }

  private McpServer(
      ToolCatalog catalog,
      Optional<ResourceCatalog> resources,
      ServerIdentity identity,
      int maxSessions,
      Duration sessionIdle) {
    Encoder encoder = new Encoder(identity);
    Map<String, Method> methods = methods(catalog, resources);
    ObjectNode capabilities = Json.object();
    capabilities.putObject("tools");
    resources.ifPresent(offered -> capabilities.putObject("resources"));
    this.dispatcher = new Dispatcher(encoder);
    this.sessions = new Sessions(maxSessions, sessionIdle, System::nanoTime);
    this.modern =
        new ModernLeg(
            with(methods, "server/discover", new Discover(identity, capabilities)), dispatcher);
    this.legacy =
        new LegacyLeg(
            with(
                methods,
                "ping",
                (context, params) -> new Answer.Result(Json.object(), Answer.Keep.UNSAID)),
            dispatcher,
            encoder,
            sessions,
            identity,
            capabilities);
  }

  /** What both eras have. */
  private static Map<String, Method> methods(
      ToolCatalog catalog, Optional<ResourceCatalog> resources) {
    ToolShelf shelf = new ToolShelf();
    Map<String, Method> methods = new HashMap<>();
    methods.put("tools/list", new ListTools(catalog, shelf));
    methods.put("tools/call", new CallTool(catalog, shelf));
    resources.ifPresent(
        offered -> {
          methods.put("resources/list", ListResources.fixed(offered));
          methods.put("resources/templates/list", ListResources.templates(offered));
          methods.put("resources/read", new ReadResource(offered));
        });
    return methods;
  }

  private static Map<String, Method> with(Map<String, Method> methods, String name, Method more) {
    Map<String, Method> all = new HashMap<>(methods);
    all.put(name, more);
    return all;
  }

  /**
   * Takes one message, or an array of them.
   *
   * @param body UTF-8, already bounded in length by the transport
   */
  public McpReply handle(RequestHead head, byte[] body, Caller caller) {
    return switch (EraClassifier.classify(MessageReader.read(body), head)) {
      case Leg.Modern request -> modern.handle(request.request(), head, caller);
      case Leg.ModernNotification ignored -> new McpReply.Accepted();
      case Leg.Handshake request -> legacy.initialize(request.request(), caller);
      case Leg.Legacy message -> legacy.handle(message.message(), head, caller);
      case Leg.LegacyBatch batch -> legacy.handle(batch.batch(), head, caller);
      case Leg.Refused refused -> Dispatcher.refuse(refused.refusal(), refused.id());
    };
  }

  /** Ends the caller's legacy session and cancels what it has under way. */
  public McpReply endSession(RequestHead head, Caller caller) {
    return legacy.end(head, caller);
  }

  /** Drops the legacy sessions that were idle too long; for a timer of the transport's. */
  public void dropIdleSessions() {
    sessions.dropIdle();
  }

  /** The legacy sessions there are. */
  public int sessions() {
    return sessions.size();
  }

  /** The requests under way. */
  public int requestsInFlight() {
    return dispatcher.inFlight();
  }

  /** Completes once every request that is now under way is answered. */
  public CompletionStage<Void> drained() {
    return dispatcher.drained();
  }

  /** Ends every request under way; their answers come within about a second. */
  public void stopRequests() {
    dispatcher.stopAll(StopReason.SHUTDOWN);
  }

  /**
   * A JSON-RPC error without an id, for a transport that turns a request away unread.
   *
   * @param message what was wrong, what is allowed, what to do
   */
  public static byte[] unread(String message) {
    return Encoder.error(Optional.empty(), Refusal.badRequest(ErrorCode.INVALID_REQUEST, message));
  }
}
