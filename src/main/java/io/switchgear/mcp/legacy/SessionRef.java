package io.switchgear.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.RequestClient;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.LegacySession.Resumed;
import io.switchgear.mcp.legacy.LegacySession.Watching;
import io.switchgear.mcp.legacy.PendingQuestions.Answers;
import io.switchgear.mcp.legacy.SessionStreams.Place;
import io.switchgear.mcp.wire.ClientMessage.Response;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.Questions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * A session as its requests see it: the owner, the negotiated version, the published state, and the
 * messages to its actor. An ordinary request only reads and updates the published state and sends
 * no message, so that calls do not queue at the mailbox of the session.
 */
public final class SessionRef implements RequestClient {

  /** The session answers such messages at once; only a session that has ended does not. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int SHOWN = 8;

  private final String id;
  private final String owner;
  private final String version;
  private final Set<Kind> answerable;
  private final SessionStatus status;
  private final ActorRef<LegacySession.Command> session;
  private final Scheduler scheduler;
  private final SessionBudgets memory;

  SessionRef(
      String id,
      String owner,
      String version,
      Set<Kind> answerable,
      SessionStatus status,
      ActorRef<LegacySession.Command> session,
      Scheduler scheduler,
      SessionBudgets memory) {
    this.id = id;
    this.owner = owner;
    this.version = version;
    this.answerable = Set.copyOf(answerable);
    this.status = status;
    this.session = session;
    this.scheduler = scheduler;
    this.memory = memory;
  }

  /** The session that a legacy request belongs to. */
  public static SessionRef of(RequestContext context) {
    return (SessionRef) context.client();
  }

  public String id() {
    return id;
  }

  /**
   * The start of the id, for logs. The whole id is a secret: a client that knows it can use the
   * session.
   */
  public String shown() {
    return shown(id);
  }

  public static String shown(String id) {
    return id.substring(0, SHOWN);
  }

  String owner() {
    return owner;
  }

  public String version() {
    return version;
  }

  @Override
  public boolean knowsLinks() {
    return ProtocolVersions.knowsLinks(version);
  }

  public SessionStatus status() {
    return status;
  }

  ActorRef<LegacySession.Command> session() {
    return session;
  }

  @Override
  public boolean knowsTasks() {
    return false;
  }

  @Override
  public Set<Kind> answerable() {
    return answerable;
  }

  @Override
  public boolean wants(LogLevel level) {
    return status.wants(level);
  }

  @Override
  public Optional<Asker> asker() {
    return Optional.of(this::ask);
  }

  /** Registers a request until its answer. */
  public void started(JsonNode requestId, Exchange exchange) {
    status.started(requestId, exchange);
  }

  public void ended(JsonNode requestId, Exchange exchange) {
    status.ended(requestId, exchange);
  }

  /** A buffer for a request's stream; the session keeps it only after {@link #keep}. */
  ReplayBuffer newLog() {
    return SessionStreams.ofRequest(status.nextNumber(), memory);
  }

  void keep(ReplayBuffer log) {
    tell(new LegacySession.Keep(log));
  }

  /** Called when the request's stream has finished; a session that has ended keeps nothing. */
  void finished(ReplayBuffer log) {
    if (status.isOver()) {
      log.forget();
    }
  }

  /** Passes on the client's answer to a question; an unknown or second answer is dropped. */
  public void answered(Response response) {
    tell(new LegacySession.Answered(response));
  }

  /** Empty if the session has ended. Never fails. */
  public CompletionStage<Optional<Watching>> watch(String uri) {
    return ask(PATIENCE, replyTo -> new LegacySession.Watch(uri, replyTo));
  }

  public CompletionStage<Optional<Watching>> unwatch(String uri) {
    return ask(PATIENCE, replyTo -> new LegacySession.Unwatch(uri, replyTo));
  }

  /** The current end of the general stream. */
  public CompletionStage<Optional<Place>> general() {
    return ask(PATIENCE, LegacySession.OpenStream::new);
  }

  public CompletionStage<Optional<Resumed>> resume(String eventId) {
    return ask(PATIENCE, replyTo -> new LegacySession.Resume(eventId, replyTo));
  }

  /**
   * Asks all at once.
   *
   * @param send to the client; must not block or throw
   */
  Asked ask(Questions questions, Consumer<McpEvent> send) {
    long round = status.nextNumber();
    CompletionStage<Optional<Answers>> answers =
        ask(
            RequestState.LIFETIME.plus(PATIENCE),
            replyTo -> new LegacySession.Ask(round, questions, send, replyTo));
    return new Asked(
        answers.thenApply(given -> given.flatMap(Answers::given)),
        () -> tell(new LegacySession.Withdraw(round)));
  }

  private void tell(LegacySession.Command command) {
    if (!status.isOver()) {
      session.tell(command);
    }
  }

  /** Asks the session; the answer is empty if the session has ended or ends meanwhile. */
  private <T> CompletionStage<Optional<T>> ask(
      Duration patience, Function<ActorRef<T>, LegacySession.Command> question) {
    if (status.isOver()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<T>> answer =
        AskPattern.<LegacySession.Command, T>ask(session, question::apply, patience, scheduler)
            .handle((reply, late) -> Optional.ofNullable(reply))
            .toCompletableFuture();
    return CompletableFuture.anyOf(answer, status.released())
        .thenApply(first -> answer.getNow(Optional.empty()));
  }
}
