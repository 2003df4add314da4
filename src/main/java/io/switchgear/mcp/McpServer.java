package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.era.Dispatcher;
import io.switchgear.mcp.era.EraClassifier;
import io.switchgear.mcp.era.EraClassifier.Route;
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
import io.switchgear.mcp.relay.SessionOwner;
import io.switchgear.mcp.relay.SessionRelay;
import io.switchgear.mcp.relay.SessionRequest;
import io.switchgear.mcp.relay.SessionRequest.Kind;
import io.switchgear.mcp.wire.ClientMessage.Batch;
import io.switchgear.mcp.wire.ClientMessage.Message;
import io.switchgear.mcp.wire.ClientMessage.Request;
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
import java.util.function.Function;
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

  /** Advice for a client that has too many streams; the server does not know when one ends. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final byte[] NO_BODY = new byte[0];

  private final Dispatcher dispatcher;
  private final SessionDirectory sessions;
  private final Subscriptions subscriptions;
  private final ModernRequests modern;
  private final LegacyRequests legacy;
  private final McpQuota quota;
  private final SessionRelay relay;

  /** A server of tools only, with a random key and no quota. */
  public McpServer(ToolCatalog catalog, ServerIdentity identity, SessionDirectory sessions) {
    this(McpOffer.of(catalog), identity, sessions, randomKey());
  }

  /**
   * @param stateKey at least 32 secret bytes; states that were signed with another key are refused
   */
  public McpServer(
      McpOffer offer, ServerIdentity identity, SessionDirectory sessions, byte[] stateKey) {
    this(offer, identity, sessions, stateKey, McpQuota.ALL);
  }

  /** As {@link #McpServer(McpOffer, ServerIdentity, SessionDirectory, byte[])}, with a quota. */
  public McpServer(
      McpOffer offer,
      ServerIdentity identity,
      SessionDirectory sessions,
      byte[] stateKey,
      McpQuota quota) {
    this(
        offer,
        identity,
        sessions,
        new RequestState(stateKey, InstantSource.system()),
        quota,
        owner -> SessionRelay.NONE);
  }

  /**
   * @param sessions for legacy clients; used only by this server
   * @param states of requests that ask their client
   * @param quota how much one caller may use over a network; a pipe has one caller, so the quota is
   *     not applied there
   * @param relay starts the relay to the sessions of other nodes, given what answers for the
   *     sessions of this one
   */
  public McpServer(
      McpOffer offer,
      ServerIdentity identity,
      SessionDirectory sessions,
      RequestState states,
      McpQuota quota,
      Function<SessionOwner, SessionRelay> relay) {
    this.quota = quota;
    MessageWriter writer = new MessageWriter(identity);
    this.sessions = sessions;
    this.subscriptions = new Subscriptions(MAX_LISTENERS);
    offer.tasks().ifPresent(tasks -> tasks.subscribe(subscriptions::taskChanged));
    MethodTable methods =
        new MethodTable(new MethodParts(offer, identity, new ToolEntries(), states, subscriptions));
    this.dispatcher = new Dispatcher(writer);
    this.modern = new ModernRequests(methods, dispatcher);
    this.legacy =
        new LegacyRequests(
            methods,
            dispatcher,
            sessions,
            new Initialize(sessions, identity, offer.capabilities(), writer));
    this.relay = relay.apply(legacy);
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
    Optional<Duration> wait = quota.request(caller);
    return wait.isPresent()
        ? tooOften(MessageIdScanner.of(body), wait.get())
        : bounded(answer(head, body, caller), () -> MessageIdScanner.of(body), caller);
  }

  private McpReply answer(RequestHead head, byte[] body, Caller caller) {
    return switch (EraClassifier.classify(MessageReader.read(body), head)) {
      case Route.Modern request -> modern.handle(request.request(), head, caller);
      case Route.ModernNotification ignored -> new McpReply.Accepted();
      case Route.Handshake request -> legacy.initialize(request.request(), caller);
      case Route.Legacy message ->
          elsewhere(Kind.MESSAGE, head, body, caller, idOf(message.message()))
              .orElseGet(() -> legacy.handle(message.message(), head, caller));
      case Route.LegacyBatch batch -> batch(batch.batch(), head, body, caller);
      case Route.Refused refused -> Replies.refuse(refused.refusal(), refused.id());
    };
  }

  /** An array counts as many requests as it has messages; the first is already counted. */
  private McpReply batch(Batch batch, RequestHead head, byte[] body, Caller caller) {
    for (int i = 1; i < batch.messages().size(); i++) {
      Optional<Duration> wait = quota.request(caller);
      if (wait.isPresent()) {
        return tooOften(Optional.empty(), wait.get());
      }
    }
    return elsewhere(Kind.MESSAGE, head, body, caller, Optional.empty())
        .orElseGet(() -> legacy.handle(batch, head, caller));
  }

  /** The reply of another node, if that has the session. */
  private Optional<McpReply> elsewhere(
      Kind kind, RequestHead head, byte[] body, Caller caller, Optional<JsonNode> id) {
    return relay.forward(new SessionRequest(kind, head, caller), body, id);
  }

  private static Optional<JsonNode> idOf(Message message) {
    return message instanceof Request request ? Optional.of(request.id()) : Optional.empty();
  }

  /**
   * Serves one client over a pipe.
   *
   * @param send called from any thread; must not block or throw, and must not call back
   */
  public McpPipe pipe(Caller caller, Consumer<McpEvent> send) {
    return new McpPipe(modern, legacy, caller, send);
  }

  /** Ends the caller's legacy session and cancels its requests under way. */
  public McpReply endSession(RequestHead head, Caller caller) {
    return elsewhere(Kind.END, head, NO_BODY, caller, Optional.empty())
        .orElseGet(() -> legacy.end(head, caller));
  }

  /** Opens the event stream of a legacy session. */
  public McpReply openStream(RequestHead head, Caller caller) {
    Optional<Duration> wait = quota.request(caller);
    return wait.isPresent()
        ? tooOften(Optional.empty(), wait.get())
        : bounded(
            elsewhere(Kind.STREAM, head, NO_BODY, caller, Optional.empty())
                .orElseGet(() -> legacy.stream(head, caller)),
            Optional::empty,
            caller);
  }

  /** Counts a reply that is a stream in the quota until the stream ends. */
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
    Optional<Runnable> place = quota.stream(caller);
    if (place.isEmpty()) {
      stream.exchange().stop(StopReason.CANCELLED);
      return Replies.refuseUntil(
          SOON,
          id.get(),
          "Too many streams: you have reached your limit; close one, or read from one for"
              + " all");
    }
    stream.exchange().answer().whenComplete((answer, bug) -> place.get().run());
    return reply;
  }

  private static McpReply.Json tooOften(Optional<JsonNode> id, Duration wait) {
    return Replies.refuseUntil(
        wait,
        id,
        "Too many requests: you have reached your rate limit; send this one again after"
            + " retry_after seconds, and fewer later");
  }

  /** Notifies subscribed clients of a change. Never blocks. */
  public void publish(CatalogChange change) {
    subscriptions.tell(change);
    sessions.tellAll(change);
  }

  /** Tells clients that follow the task that it may have changed. Never blocks. */
  public void taskChanged(String id) {
    subscriptions.taskChanged(id);
  }

  /**
   * Ends the legacy sessions of these principals, cancels their requests under way, and ends the
   * streams of their modern clients.
   */
  public void endSessions(Predicate<String> principals) {
    subscriptions.endOwnedBy(principals);
    sessions.endOwnedBy(principals);
  }

  /** Ends the streams that have no end of their own. Called before the server stops. */
  public void endStreams() {
    subscriptions.endAll();
    sessions.endStreams();
    relay.endStreams();
  }

  /** The number of legacy sessions. */
  public int sessions() {
    return sessions.size();
  }

  /** The number of requests under way. */
  public int requestsInFlight() {
    return dispatcher.inFlight() + relay.inFlight();
  }

  /** Completes when every request that is under way now is answered. */
  public CompletionStage<Void> drained() {
    return dispatcher.drained().thenCombine(relay.drained(), (here, there) -> here);
  }

  /** Stops every request under way; the answers come within about a second. */
  public void stopRequests() {
    dispatcher.stopAll(StopReason.SHUTDOWN);
    relay.stop();
  }

  /**
   * A JSON-RPC error without an id, for a transport that refuses a request unread.
   *
   * @param message what was wrong, what is allowed, what to do
   */
  public static byte[] unread(String message) {
    return unread(message, new byte[0]);
  }

  /**
   * A JSON-RPC error with the id of the request, if the beginning holds it.
   *
   * @param beginning the bytes of the request that were read
   */
  public static byte[] unread(String message, byte[] beginning) {
    return Replies.unread(message, beginning);
  }
}
