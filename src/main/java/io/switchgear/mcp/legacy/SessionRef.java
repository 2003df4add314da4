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
 * What a request sees of its session: who owns it, what was agreed, what is published of it, and
 * what it may be asked. An ordinary request reads and notes what is published, and sends the
 * session no message; so a session is not a mailbox that its calls queue at.
 */
public final class SessionRef implements RequestClient {

  /** The session only looks something up; it answers within this unless it has ended. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int SHOWN = 8;

  private final String id;
  private final String owner;
  private final String version;
  private final Set<Kind> answerable;
  private final SessionStatus presence;
  private final ActorRef<LegacySession.Command> session;
  private final Scheduler scheduler;
  private final SessionBudgets memory;

  SessionRef(
      String id,
      String owner,
      String version,
      Set<Kind> answerable,
      SessionStatus presence,
      ActorRef<LegacySession.Command> session,
      Scheduler scheduler,
      SessionBudgets memory) {
    this.id = id;
    this.owner = owner;
    this.version = version;
    this.answerable = Set.copyOf(answerable);
    this.presence = presence;
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

  /** A session's id is a key to it, so logs hold only as much as tells sessions apart. */
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

  public SessionStatus presence() {
    return presence;
  }

  ActorRef<LegacySession.Command> session() {
    return session;
  }

  @Override
  public Set<Kind> answerable() {
    return answerable;
  }

  @Override
  public boolean wants(LogLevel level) {
    return presence.wants(level);
  }

  @Override
  public Optional<Asker> asker() {
    return Optional.of(this::ask);
  }

  /** Remembers a request until its answer. */
  public void started(JsonNode requestId, Exchange exchange) {
    presence.started(requestId, exchange);
  }

  public void ended(JsonNode requestId, Exchange exchange) {
    presence.ended(requestId, exchange);
  }

  /** A log for a request's stream, which is not kept unless {@link #keep} is called. */
  ReplayBuffer newLog() {
    return SessionStreams.ofRequest(presence.nextNumber(), memory);
  }

  void keep(ReplayBuffer log) {
    tell(new LegacySession.Keep(log));
  }

  /** To be called when the request's stream has finished: a session that is over keeps nothing. */
  void finished(ReplayBuffer log) {
    if (presence.isOver()) {
      log.forget();
    }
  }

  /** Takes the client's answer to a question; one to no question, or a second one, is dropped. */
  public void answered(Response response) {
    tell(new LegacySession.Answered(response));
  }

  /** Empty if the session has ended, as with all that it is asked; never fails. */
  public CompletionStage<Optional<Watching>> watch(String uri) {
    return ask(PATIENCE, replyTo -> new LegacySession.Watch(uri, replyTo));
  }

  public CompletionStage<Optional<Watching>> unwatch(String uri) {
    return ask(PATIENCE, replyTo -> new LegacySession.Unwatch(uri, replyTo));
  }

  /** The end of the stream of what belongs to no request. */
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
    long round = presence.nextNumber();
    CompletionStage<Optional<Answers>> answers =
        ask(
            RequestState.LIFETIME.plus(PATIENCE),
            replyTo -> new LegacySession.Ask(round, questions, send, replyTo));
    return new Asked(
        answers.thenApply(given -> given.flatMap(Answers::given)),
        () -> tell(new LegacySession.Withdraw(round)));
  }

  private void tell(LegacySession.Command command) {
    if (!presence.isOver()) {
      session.tell(command);
    }
  }

  /** The answer; also if the session ends before it has read the question, which is then empty. */
  private <T> CompletionStage<Optional<T>> ask(
      Duration patience, Function<ActorRef<T>, LegacySession.Command> question) {
    if (presence.isOver()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<T>> answer =
        AskPattern.<LegacySession.Command, T>ask(session, question::apply, patience, scheduler)
            .handle((reply, late) -> Optional.ofNullable(reply))
            .toCompletableFuture();
    return CompletableFuture.anyOf(answer, presence.released())
        .thenApply(first -> answer.getNow(Optional.empty()));
  }
}
