package io.switchgear.mcp.legacy;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.PendingQuestions.Answers;
import io.switchgear.mcp.legacy.SessionStreams.Place;
import io.switchgear.mcp.wire.ClientMessage.Response;
import io.switchgear.mcp.wire.FieldLimit;
import io.switchgear.tool.Questions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One legacy client's session: its watched resources, its streams, its questions to the client, and
 * its idle time.
 *
 * <pre>
 * state    on             next     does
 * serving  Watch          serving  answers whether there was room for the address
 * serving  Unwatch        serving  answers
 * serving  Tell           serving  puts the change on the general stream, if it is open and the
 *                                  client subscribed to the change
 * serving  OpenStream     serving  answers with the end of the general stream
 * serving  Keep           serving  keeps a request's stream; the oldest of too many is forgotten
 * serving  Resume         serving  replies with the place to continue, if that stream is still kept
 * serving  Ask            serving  sends the questions; the answer comes by one of the next four
 * serving  Answered       serving  with the last answer of its round: replies
 * serving  Withdraw       serving  withdraws the round's questions, replies
 * serving  QuestionsOver  serving  replies without answers
 * serving  EndStreams     serving  ends its streams; the general one stays ended
 * serving  IdleOver       serving  if it is in use or was used: sets the timer to the remaining time
 * serving  IdleOver       over     otherwise
 * serving  End            over     answers when everything is released
 * any      its stop       over     cancels its requests, withdraws its questions, ends its streams
 * </pre>
 *
 * Ordinary requests send it no message; see {@link SessionRef}.
 */
public final class LegacySession {

  sealed interface Command {}

  /** Subscribes the client to changes of this resource. */
  record Watch(String uri, ActorRef<Watching> replyTo) implements Command {}

  record Unwatch(String uri, ActorRef<Watching> replyTo) implements Command {}

  /** Tells the client of a change, if the client has subscribed to it. */
  record Tell(CatalogChange change) implements Command {}

  record OpenStream(ActorRef<Place> replyTo) implements Command {}

  record Keep(ReplayBuffer log) implements Command {}

  record Resume(String eventId, ActorRef<Resumed> replyTo) implements Command {}

  /**
   * Sends all questions at once.
   *
   * @param round number of the round, to withdraw it; unique in the session
   * @param send to the client; must not block or throw
   */
  record Ask(long round, Questions questions, Consumer<McpEvent> send, ActorRef<Answers> replyTo)
      implements Command {}

  /** The client's answer; an unknown or second answer is dropped. */
  record Answered(Response response) implements Command {}

  record Withdraw(long round) implements Command {}

  /** Ends the general event stream; the session stays. */
  enum EndStreams implements Command {
    INSTANCE
  }

  record End(ActorRef<Ended> replyTo) implements Command {}

  private record QuestionsOver(long round) implements Command {}

  enum IdleOver implements Command {
    INSTANCE
  }

  public enum Watching {
    YES,
    NO,
    NO_ROOM
  }

  /**
   * @param place empty if the id names no event of a stream that is still kept
   */
  public record Resumed(Optional<Place> place) {}

  /** Everything of the session is released. */
  enum Ended {
    INSTANCE
  }

  /** Most addresses that one session watches. */
  public static final int MAX_WATCHED = 1_000;

  /** Most bytes of all these addresses. */
  public static final int MAX_WATCHED_BYTES = 64 * 1024;

  /** The state of a session. */
  private record Held(
      Set<String> watched, SessionStreams streams, long asked, Map<Long, PendingQuestions> rounds) {

    static final Held NOTHING = new Held(Set.of(), SessionStreams.NONE, 0, Map.of());

    Held watching(Set<String> now) {
      return new Held(now, streams, asked, rounds);
    }

    Held streaming(SessionStreams now) {
      return new Held(watched, now, asked, rounds);
    }

    Held asking(long number, PendingQuestions round, int more) {
      Map<Long, PendingQuestions> now = new HashMap<>(rounds);
      now.put(number, round);
      return new Held(watched, streams, asked + more, now);
    }

    Held without(long number) {
      Map<Long, PendingQuestions> now = new HashMap<>(rounds);
      now.remove(number);
      return new Held(watched, streams, asked, Map.copyOf(now));
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final SessionStatus status;
  private final SessionBudgets memory;

  /**
   * @param status the published state
   * @param memory the memory that all sessions share
   */
  static Behavior<Command> create(SessionStatus status, SessionBudgets memory) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(IdleOver.INSTANCE, status.left());
                  return new LegacySession(context, timers, status, memory).serving(Held.NOTHING);
                }));
  }

  private LegacySession(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SessionStatus status,
      SessionBudgets memory) {
    this.memory = memory;
    this.context = context;
    context.setLoggerName(LegacySession.class);
    this.timers = timers;
    this.status = status;
  }

  private Behavior<Command> serving(Held held) {
    return Behaviors.receive(
        (unused, command) ->
            switch (command) {
              case Watch watch -> onWatch(watch, held);
              case Unwatch unwatch -> onUnwatch(unwatch, held);
              case Tell tell -> onTell(tell.change(), held);
              case OpenStream open -> onOpenStream(open, held);
              case Keep keep -> onKeep(keep.log(), held);
              case Resume resume -> onResume(resume, held);
              case Ask ask -> onAsk(ask, held);
              case Answered answered -> onAnswered(answered.response(), held);
              case Withdraw withdraw -> onWithdraw(withdraw.round(), held);
              case QuestionsOver late -> onQuestionsOver(late.round(), held);
              case EndStreams end -> onEndStreams(held);
              case IdleOver over -> onIdleOver();
              case End end -> becomeOver(end.replyTo());
            },
        (unused, signal) -> onSignal(signal, held));
  }

  /** {@link #onSignal} releases everything before the reply is sent. */
  private static Behavior<Command> becomeOver(ActorRef<Ended> replyTo) {
    return Behaviors.stopped(() -> replyTo.tell(Ended.INSTANCE));
  }

  private Behavior<Command> onWatch(Watch watch, Held held) {
    if (held.watched().contains(watch.uri())) {
      watch.replyTo().tell(Watching.YES);
      return Behaviors.same();
    }
    long bytes =
        FieldLimit.utf8(watch.uri()) + held.watched().stream().mapToLong(FieldLimit::utf8).sum();
    if (held.watched().size() >= MAX_WATCHED
        || bytes > MAX_WATCHED_BYTES
        || !memory.watched().take(taken(watch.uri()))) {
      watch.replyTo().tell(Watching.NO_ROOM);
      return Behaviors.same();
    }
    Set<String> watched = new HashSet<>(held.watched());
    watched.add(watch.uri());
    status.watch(Set.copyOf(watched));
    watch.replyTo().tell(Watching.YES);
    return serving(held.watching(watched));
  }

  private Behavior<Command> onUnwatch(Unwatch unwatch, Held held) {
    Set<String> watched = new HashSet<>(held.watched());
    if (watched.remove(unwatch.uri())) {
      memory.watched().give(taken(unwatch.uri()));
    }
    status.watch(Set.copyOf(watched));
    unwatch.replyTo().tell(Watching.NO);
    return serving(held.watching(Set.copyOf(watched)));
  }

  private static Behavior<Command> onTell(CatalogChange change, Held held) {
    if (!(change instanceof CatalogChange.ResourceUpdated updated)
        || held.watched().contains(updated.uri())) {
      held.streams()
          .general()
          .ifPresent(log -> log.append(McpEvent.passing(change.notification(Optional.empty()))));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onOpenStream(OpenStream open, Held held) {
    Held now = withGeneral(held);
    ReplayBuffer log = now.streams().general().orElseThrow();
    open.replyTo().tell(new Place(log, log.last()));
    return serving(now);
  }

  private Behavior<Command> onKeep(ReplayBuffer log, Held held) {
    held.streams().surplus().ifPresent(ReplayBuffer::forget);
    return serving(held.streaming(held.streams().keeping(log)));
  }

  private static Behavior<Command> onResume(Resume resume, Held held) {
    resume.replyTo().tell(new Resumed(held.streams().find(resume.eventId())));
    return Behaviors.same();
  }

  private Behavior<Command> onAsk(Ask ask, Held held) {
    PendingQuestions round = PendingQuestions.begin(ask, held.asked());
    timers.startSingleTimer(ask.round(), new QuestionsOver(ask.round()), RequestState.LIFETIME);
    return settled(ask.round(), round, held.asking(ask.round(), round, round.waiting().size()));
  }

  private Behavior<Command> onAnswered(Response response, Held held) {
    String id = response.id().asText();
    for (Map.Entry<Long, PendingQuestions> each : held.rounds().entrySet()) {
      if (response.id().isTextual() && each.getValue().waiting().containsKey(id)) {
        PendingQuestions round = each.getValue().answered(id, response.result());
        return settled(each.getKey(), round, held.asking(each.getKey(), round, 0));
      }
    }
    return Behaviors.same();
  }

  /** Serves on, and ends the round if all its questions are answered. */
  private Behavior<Command> settled(long number, PendingQuestions round, Held held) {
    if (!round.isOver()) {
      return serving(held);
    }
    timers.cancel(number);
    round.reply();
    return serving(held.without(number));
  }

  private Behavior<Command> onWithdraw(long number, Held held) {
    PendingQuestions round = held.rounds().get(number);
    if (round == null) {
      return Behaviors.same();
    }
    timers.cancel(number);
    round.withdraw();
    return serving(held.without(number));
  }

  private Behavior<Command> onQuestionsOver(long number, Held held) {
    held.rounds().get(number).reply();
    return serving(held.without(number));
  }

  private Behavior<Command> onEndStreams(Held held) {
    Held now = withGeneral(held);
    now.streams().end();
    return serving(now);
  }

  private Behavior<Command> onIdleOver() {
    if (status.isIdle()) {
      context.getLog().debug("idle too long");
      return Behaviors.stopped();
    }
    timers.startSingleTimer(IdleOver.INSTANCE, status.left());
    return Behaviors.same();
  }

  private Behavior<Command> onSignal(Signal signal, Held held) {
    if (signal instanceof PostStop) {
      try {
        status.end();
        held.rounds().values().forEach(PendingQuestions::withdraw);
        held.streams().end();
        held.streams().forget();
        memory.watched().give(held.watched().stream().mapToLong(LegacySession::taken).sum());
      } finally {
        status.released().complete(null);
      }
    }
    return Behaviors.same();
  }

  private Held withGeneral(Held held) {
    Held now = held.streaming(held.streams().withGeneral(memory));
    status.show(now.streams().general().orElseThrow());
    return now;
  }

  /** The bytes of an address in the shared memory. */
  private static long taken(String uri) {
    return FieldLimit.utf8(uri) + EventQueue.OVERHEAD;
  }
}
