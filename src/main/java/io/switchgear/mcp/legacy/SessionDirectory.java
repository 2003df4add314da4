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
 * The legacy sessions of this node: their actors, and a table of them that requests read without a
 * message. The sessions end with the actor that {@link #start} spawns.
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
   * Starts without sessions.
   *
   * @param node the name of this node
   * @param max sessions at once, at least 1
   * @param idle time after which a session with nothing under way ends
   * @param scheduler of the system that the actors live in
   * @param spawn spawns the registry; called once
   */
  public static SessionDirectory start(
      String node,
      int max,
      Duration idle,
      Scheduler scheduler,
      Function<Behavior<SessionRegistry.Command>, ActorRef<SessionRegistry.Command>> spawn) {
    return start(node, max, idle, System::nanoTime, scheduler, spawn);
  }

  static SessionDirectory start(
      String node,
      int max,
      Duration idle,
      LongSupplier nanoTime,
      Scheduler scheduler,
      Function<Behavior<SessionRegistry.Command>, ActorRef<SessionRegistry.Command>> spawn) {
    Map<String, SessionRef> table = new ConcurrentHashMap<>();
    Limits limits = new Limits(max, idle, nanoTime, SessionBudgets.ofHeap());
    return new SessionDirectory(
        spawn.apply(SessionRegistry.create(node, limits, table, scheduler)), table, scheduler);
  }

  /** Opens a session; empty if the server is stopping. Never fails. */
  public CompletionStage<Optional<Opening>> open(
      String owner, String version, Set<Kind> answerable) {
    return ask(replyTo -> new SessionRegistry.Open(owner, version, answerable, replyTo));
  }

  /** The session, if it exists and belongs to the caller; its idle time starts again. */
  public Optional<SessionRef> find(String id, String owner) {
    SessionRef client = table.get(id);
    if (client == null
        || !client.owner().equals(owner)
        || client.status().isOver()
        || client.status().isIdle()) {
      return Optional.empty();
    }
    client.status().touch();
    return Optional.of(client);
  }

  /** The refusal of a message to a session that has ended, or that is not the caller's. */
  public static Refusal notFound() {
    return Refusal.notFound(
        ErrorCode.INVALID_REQUEST,
        "Session not found: it was ended, was idle too long, or is not yours; send initialize to"
            + " start a new one");
  }

  /** Ends a session; completes when everything of it is released. Never fails. */
  public CompletionStage<Void> end(SessionRef client) {
    CompletableFuture<Optional<LegacySession.Ended>> answer =
        this.<LegacySession.Ended>ask(replyTo -> new SessionRegistry.End(client, replyTo))
            .toCompletableFuture();
    return CompletableFuture.anyOf(answer, client.status().released()).thenRun(() -> {});
  }

  /** Ends the sessions of these owners and cancels their requests. */
  public void endOwnedBy(Predicate<String> owners) {
    registry.tell(new SessionRegistry.EndOwned(owners));
  }

  public void tellAll(CatalogChange change) {
    registry.tell(new SessionRegistry.TellAll(change));
  }

  /** Ends the general event streams; the sessions stay. */
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
