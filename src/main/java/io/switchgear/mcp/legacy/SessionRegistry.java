package io.switchgear.mcp.legacy;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.Question.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Parent of the legacy sessions of this node, which are bounded in number.
 *
 * <pre>
 * state    on            answer            does
 * serving  Open          Opened            if there is room, or a session that can be ended
 * serving  Open          Full              if no session can be ended
 * serving  End           the session's     forgets the session and ends it
 * serving  EndOwned                        forgets the sessions of these owners and ends them
 * serving  TellAll                         to every session whose client ever listened
 * serving  EndStreams                      to every session
 * serving  SessionEnded                    forgets the session
 * </pre>
 *
 * Only the registry writes the table of sessions. A request finds its session in the table without
 * a message. When the registry stops, all sessions end.
 */
public final class SessionRegistry {

  /** The messages of the registry. */
  public sealed interface Command {}

  /**
   * If the limit is reached, another session is ended: its client is answered 404 and starts a new
   * one. The owner with the most sessions loses the one that was unused for the longest time; if
   * all of its sessions are busy, the owner with the next most does. An owner loses its own session
   * before one of an owner that has no more sessions.
   */
  record Open(String owner, String version, Set<Kind> answerable, ActorRef<Opening> replyTo)
      implements Command {}

  record End(SessionRef client, ActorRef<LegacySession.Ended> replyTo) implements Command {}

  record TellAll(CatalogChange change) implements Command {}

  /** Ends the general event streams; the sessions stay. */
  enum EndStreams implements Command {
    INSTANCE
  }

  /** Ends the sessions of these owners and cancels their requests. */
  record EndOwned(Predicate<String> owners) implements Command {}

  private record SessionEnded(SessionRef client) implements Command {}

  /** The answer to {@link Open}. */
  public sealed interface Opening {}

  public record Opened(SessionRef client) implements Opening {}

  /** Every session that could be ended has a request under way or a client that listens. */
  public enum Full implements Opening {
    INSTANCE
  }

  /**
   * @param max sessions at once, at least 1
   * @param idle after which a session with nothing under way ends
   * @param memory the memory that all sessions share
   */
  record Limits(int max, Duration idle, LongSupplier nanoTime, SessionBudgets memory) {}

  private final ActorContext<Command> context;
  private final String tag;
  private final Limits limits;
  private final Map<String, SessionRef> table;
  private final Scheduler scheduler;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param node the name of this node, which the ids of its sessions have a digest of
   * @param table safe for many threads; others read it, only the registry writes it
   * @param scheduler for messages that wait for an answer of a session
   */
  static Behavior<Command> create(
      String node, Limits limits, Map<String, SessionRef> table, Scheduler scheduler) {
    return Behaviors.setup(
        context -> new SessionRegistry(context, node, limits, table, scheduler).serving());
  }

  private SessionRegistry(
      ActorContext<Command> context,
      String node,
      Limits limits,
      Map<String, SessionRef> table,
      Scheduler scheduler) {
    this.context = context;
    context.setLoggerName(SessionRegistry.class);
    this.tag = SessionId.tagOf(node);
    this.limits = limits;
    this.table = table;
    this.scheduler = scheduler;
  }

  private Behavior<Command> serving() {
    return Behaviors.receive(
        (unused, command) -> {
          switch (command) {
            case Open open -> open.replyTo().tell(opening(open));
            case End end -> onEnd(end);
            case EndOwned owned -> onEndOwned(owned.owners());
            case TellAll all -> onTellAll(new LegacySession.Tell(all.change()));
            case EndStreams end ->
                table
                    .values()
                    .forEach(client -> client.session().tell(LegacySession.EndStreams.INSTANCE));
            case SessionEnded ended -> table.remove(ended.client().id(), ended.client());
          }
          return Behaviors.same();
        },
        (unused, signal) -> onSignal(signal));
  }

  private Opening opening(Open open) {
    if (table.size() >= limits.max()) {
      Optional<SessionRef> oldest = makingWay(open.owner());
      if (oldest.isEmpty()) {
        return Full.INSTANCE;
      }
      table.remove(oldest.get().id());
      context.getLog().debug("session {} makes way", oldest.get().shown());
      context.stop(oldest.get().session());
    }
    String id = SessionId.next(random, tag);
    SessionStatus status = new SessionStatus(limits.idle(), limits.nanoTime());
    SessionRef client =
        new SessionRef(
            id,
            open.owner(),
            open.version(),
            open.answerable(),
            status,
            context.spawnAnonymous(
                Behaviors.withMdc(
                    LegacySession.Command.class,
                    Map.of(LogKeys.SESSION_ID, SessionRef.shown(id)),
                    LegacySession.create(status, limits.memory()))),
            scheduler,
            limits.memory());
    context.watchWith(client.session(), new SessionEnded(client));
    table.put(id, client);
    return new Opened(client);
  }

  /** The session that is ended for a new one of this owner; empty if there is none. */
  private Optional<SessionRef> makingWay(String owner) {
    Map<String, Long> owned =
        table.values().stream()
            .collect(Collectors.groupingBy(SessionRef::owner, Collectors.counting()));
    long own = owned.getOrDefault(owner, 0L);
    return table.values().stream()
        .filter(client -> !client.status().isBusy())
        .filter(client -> client.owner().equals(owner) || owned.get(client.owner()) > own)
        .max(
            Comparator.<SessionRef>comparingLong(client -> owned.get(client.owner()))
                .thenComparingLong(client -> client.status().unused()));
  }

  private void onEnd(End end) {
    if (table.remove(end.client().id(), end.client())) {
      end.client().session().tell(new LegacySession.End(end.replyTo()));
    } else {
      end.replyTo().tell(LegacySession.Ended.INSTANCE);
    }
  }

  private void onEndOwned(Predicate<String> owners) {
    for (SessionRef client : List.copyOf(table.values())) {
      if (owners.test(client.owner())) {
        table.remove(client.id());
        context.stop(client.session());
      }
    }
  }

  /** Skips sessions that would not send it, because changes and sessions may be many. */
  private void onTellAll(LegacySession.Tell tell) {
    table.values().stream()
        .filter(client -> client.status().wants(tell.change()))
        .forEach(client -> client.session().tell(tell));
  }

  /** The sessions are children and have ended before. */
  private Behavior<Command> onSignal(Signal signal) {
    if (signal instanceof PostStop) {
      table.clear();
    }
    return Behaviors.same();
  }
}
