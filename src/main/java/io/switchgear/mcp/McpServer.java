package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.era.Dispatcher;
import io.switchgear.mcp.era.EraClassifier;
import io.switchgear.mcp.era.EraClassifier.Leg;
import io.switchgear.mcp.era.LegacyRequests;
import io.switchgear.mcp.era.ModernRequests;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.method.Initialize;
import io.switchgear.mcp.method.MethodParts;
import io.switchgear.mcp.method.MethodTable;
import io.switchgear.mcp.method.Subscriptions;
import io.switchgear.mcp.wire.ClientMessage.Batch;
import io.switchgear.mcp.wire.MessageIdScanner;
import io.switchgear.mcp.wire.MessageReader;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An MCP server without a transport: messages in, replies out. Serves 2026-07-28 without state and
 * 2024-11-05 to 2025-11-25 in sessions. Safe for use by many threads; {@link #handle} never blocks
 * and never throws.
 */
public final class McpServer {

  /** Streams of {@code subscriptions/listen} at once; each costs some kilobytes. */
  private static final int MAX_LISTENERS = 10_000;

  /** Nobody knows when a stream ends. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Dispatcher dispatcher;
  private final SessionDirectory sessions;
  private final Subscriptions subscriptions;
  private final ModernRequests modern;
  private final LegacyRequests legacy;
  private final McpQuota share;

  /** A server of tools alone. */
  public McpServer(ToolCatalog catalog, ServerIdentity identity, SessionDirectory sessions) {
    this(McpOffer.of(catalog), identity, sessions, randomKey());
  }

  /**
   * @param stateKey at least 32 secret bytes; what a client was given under another key is refused
   */
  public McpServer(
      McpOffer offer, ServerIdentity identity, SessionDirectory sessions, byte[] stateKey) {
    this(offer, identity, sessions, stateKey, McpQuota.ALL);
  }

  /**
   * @param sessions for legacy clients; of this server alone
   * @param stateKey as above
   * @param share how much one caller may take of what comes over a network; a pipe has one caller
   */
  public McpServer(
      McpOffer offer,
      ServerIdentity identity,
      SessionDirectory sessions,
      byte[] stateKey,
      McpQuota share) {
    this.share = share;
    MessageWriter writer = new MessageWriter(identity);
    this.sessions = sessions;
    this.subscriptions = new Subscriptions(MAX_LISTENERS);
    MethodTable methods =
        new MethodTable(
            new MethodParts(
                offer,
                identity,
                new ToolEntries(),
                new RequestState(stateKey, InstantSource.system()),
                subscriptions));
    this.dispatcher = new Dispatcher(writer);
    this.modern = new ModernRequests(methods, dispatcher);
    this.legacy =
        new LegacyRequests(
            methods,
            dispatcher,
            sessions,
            new Initialize(sessions, identity, offer.capabilities(), writer));
  }

  /** A secret key that is lost when the process ends. */
  public static byte[] randomKey() {
    return RequestState.randomKey();
  }

  /**
   * Takes one message, or an array of them.
   *
   * @param body UTF-8, already bounded in length by the transport
   */
  public McpReply handle(RequestHead head, byte[] body, Caller caller) {
    Optional<Duration> wait = share.request(caller);
    return wait.isPresent()
        ? tooOften(MessageIdScanner.of(body), wait.get())
        : bounded(answer(head, body, caller), () -> MessageIdScanner.of(body), caller);
  }

  private McpReply answer(RequestHead head, byte[] body, Caller caller) {
    return switch (EraClassifier.classify(MessageReader.read(body), head)) {
      case Leg.Modern request -> modern.handle(request.request(), head, caller);
      case Leg.ModernNotification ignored -> new McpReply.Accepted();
      case Leg.Handshake request -> legacy.initialize(request.request(), caller);
      case Leg.Legacy message -> legacy.handle(message.message(), head, caller);
      case Leg.LegacyBatch batch -> batch(batch.batch(), head, caller);
      case Leg.Refused refused -> Replies.refuse(refused.refusal(), refused.id());
    };
  }

  /** An array costs what its messages would one by one; the first is paid for. */
  private McpReply batch(Batch batch, RequestHead head, Caller caller) {
    for (int i = 1; i < batch.messages().size(); i++) {
      Optional<Duration> wait = share.request(caller);
      if (wait.isPresent()) {
        return tooOften(Optional.empty(), wait.get());
      }
    }
    return legacy.handle(batch, head, caller);
  }

  /**
   * Serves one client over a pipe.
   *
   * @param send must not block or throw, and must not call back; called from any thread
   */
  public McpPipe pipe(Caller caller, Consumer<McpEvent> send) {
    return new McpPipe(modern, legacy, caller, send);
  }

  /** Ends the caller's legacy session and cancels what it has under way. */
  public McpReply endSession(RequestHead head, Caller caller) {
    return legacy.end(head, caller);
  }

  /** Lets a client of a legacy session read what the server has to tell it. */
  public McpReply openStream(RequestHead head, Caller caller) {
    Optional<Duration> wait = share.request(caller);
    return wait.isPresent()
        ? tooOften(Optional.empty(), wait.get())
        : bounded(legacy.stream(head, caller), Optional::empty, caller);
  }

  /** A stream takes a place until it ends. */
  private McpReply bounded(McpReply reply, Supplier<Optional<JsonNode>> id, Caller caller) {
    return switch (reply) {
      case McpReply.Later later ->
          new McpReply.Later(later.settled().thenApply(settled -> bounded(settled, id, caller)));
      case McpReply.Settled settled -> bounded(settled, id, caller);
    };
  }

  private McpReply.Settled bounded(
      McpReply.Settled reply, Supplier<Optional<JsonNode>> id, Caller caller) {
    if (!(reply instanceof McpReply.InFlight stream) || !stream.exchange().needsStream()) {
      return reply;
    }
    Optional<Runnable> place = share.stream(caller);
    if (place.isEmpty()) {
      stream.exchange().stop(StopReason.CANCELLED);
      return Replies.refuseUntil(
          SOON,
          id.get(),
          "Too many streams: you have as many open as you may; close one, or read from one for"
              + " all");
    }
    stream.exchange().answer().whenComplete((answer, bug) -> place.get().run());
    return reply;
  }

  private static McpReply.Json tooOften(Optional<JsonNode> id, Duration wait) {
    return Replies.refuseUntil(
        wait,
        id,
        "Too many requests: you have sent more than your share; send this one again after"
            + " retry_after seconds, and fewer from then on");
  }

  /** Tells the clients that asked for it that something has changed; never blocks. */
  public void publish(CatalogChange change) {
    subscriptions.tell(change);
    sessions.tellAll(change);
  }

  /** Ends the legacy sessions of these principals, and cancels what they have under way. */
  public void endSessions(Predicate<String> principals) {
    sessions.endOwnedBy(principals);
  }

  /** Ends the streams that have no end of their own; before the server stops. */
  public void endStreams() {
    subscriptions.endAll();
    sessions.endStreams();
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
    return unread(message, new byte[0]);
  }

  /**
   * The same, with the id if that is found.
   *
   * @param beginning of the request, as far as it was read
   */
  public static byte[] unread(String message, byte[] beginning) {
    return Replies.unread(message, beginning);
  }
}
