package io.switchgear.mcp;

import io.switchgear.mcp.EraClassifier.Leg;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
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
   * @param maxSessions legacy sessions at once, at least 1
   * @param sessionIdle after which a legacy session with nothing under way is dropped
   */
  public McpServer(
      ToolCatalog catalog, ServerIdentity identity, int maxSessions, Duration sessionIdle) {
    Encoder encoder = new Encoder(identity);
    ToolShelf shelf = new ToolShelf();
    Method list = new ListTools(catalog, shelf);
    Method call = new CallTool(catalog, shelf);
    this.dispatcher = new Dispatcher(encoder);
    this.sessions = new Sessions(maxSessions, sessionIdle, System::nanoTime);
    this.modern =
        new ModernLeg(
            Map.of(
                "server/discover", new Discover(identity), "tools/list", list, "tools/call", call),
            dispatcher);
    this.legacy =
        new LegacyLeg(
            Map.of(
                "ping",
                (context, params) -> new Answer.Result(Json.object(), false),
                "tools/list",
                list,
                "tools/call",
                call),
            dispatcher,
            encoder,
            sessions,
            identity);
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
