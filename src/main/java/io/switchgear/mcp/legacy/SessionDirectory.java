package io.switchgear.mcp.legacy;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.legacy.SessionRegistry.Limits;
import io.switchgear.mcp.legacy.SessionRegistry.Opening;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.Question.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The legacy sessions of this node: the actors that they are, and the table of them that requests
 * read without asking anybody. They end with the actor that {@link #start} had spawned.
 */
public final class SessionDirectory {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorRef<SessionRegistry.Command> registry;
  private final Map<String, SessionRef> table;
  private final Scheduler scheduler;

  private SessionDirectory(
      ActorRef<SessionRegistry.Command> registry,
      Map<String, SessionRef> table,
      Scheduler scheduler) {
    this.registry = registry;
    this.table = table;
    this.scheduler = scheduler;
  }

  /**
   * Starts without any.
   *
   * @param max at once, at least 1
   * @param idle after which one with nothing under way ends
   * @param scheduler of the system that the actors live in
   * @param spawn says where they live; called once
   */
  public static SessionDirectory start(
      int max,
      Duration idle,
      Scheduler scheduler,
      Function<Behavior<SessionRegistry.Command>, ActorRef<SessionRegistry.Command>> spawn) {
    return start(max, idle, System::nanoTime, scheduler, spawn);
  }

  static SessionDirectory start(
      int max,
      Duration idle,
      LongSupplier nanoTime,
      Scheduler scheduler,
      Function<Behavior<SessionRegistry.Command>, ActorRef<SessionRegistry.Command>> spawn) {
    Map<String, SessionRef> table = new ConcurrentHashMap<>();
    Limits limits = new Limits(max, idle, nanoTime, SessionBudgets.ofHeap());
    return new SessionDirectory(
        spawn.apply(SessionRegistry.create(limits, table, scheduler)), table, scheduler);
  }

  /** Opens a session; empty if there are none any more, as the server ends. Never fails. */
  public CompletionStage<Optional<Opening>> open(
      String owner, String version, Set<Kind> answerable) {
    return ask(replyTo -> new SessionRegistry.Open(owner, version, answerable, replyTo));
  }

  /** The session, if it is there and the caller's own; its idle time starts anew. */
  public Optional<SessionRef> find(String id, String owner) {
    SessionRef client = table.get(id);
    if (client == null
        || !client.owner().equals(owner)
        || client.presence().isOver()
        || client.presence().isIdle()) {
      return Optional.empty();
    }
    client.presence().touch();
    return Optional.of(client);
  }

  /** The refusal of a message to a session that has ended, or that is not the caller's. */
  public static Refusal notFound() {
    return Refusal.notFound(
        ErrorCode.INVALID_REQUEST,
        "Session not found: it was ended, was idle too long, or is not yours; send initialize to"
            + " start a new one");
  }

  /** Completes when the session is forgotten and nothing of it is left; never fails. */
  public CompletionStage<Void> end(SessionRef client) {
    CompletableFuture<Optional<LegacySession.Ended>> answer =
        this.<LegacySession.Ended>ask(replyTo -> new SessionRegistry.End(client, replyTo))
            .toCompletableFuture();
    return CompletableFuture.anyOf(answer, client.presence().released()).thenRun(() -> {});
  }

  /** Ends the sessions of those owners, and what they have under way. */
  public void endOwnedBy(Predicate<String> owners) {
    registry.tell(new SessionRegistry.EndOwned(owners));
  }

  public void tellAll(CatalogChange change) {
    registry.tell(new SessionRegistry.TellAll(change));
  }

  /** Ends what clients read without having asked for anything; the sessions stay. */
  public void endStreams() {
    registry.tell(SessionRegistry.EndStreams.INSTANCE);
  }

  public int size() {
    return table.size();
  }

  private <T> CompletionStage<Optional<T>> ask(
      Function<ActorRef<T>, SessionRegistry.Command> question) {
    return AskPattern.<SessionRegistry.Command, T>ask(
            registry, question::apply, PATIENCE, scheduler)
        .handle((reply, late) -> Optional.ofNullable(reply));
  }
}
