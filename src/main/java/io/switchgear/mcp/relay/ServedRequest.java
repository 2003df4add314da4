package io.switchgear.mcp.relay;

import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A request at the node that has its session, on behalf of a {@link ForwardedRequest} at a gateway.
 *
 * <pre>
 * on                       does
 * Body                     asks for more; has the whole answered by the session
 * Replied                  sends the reply; ends, unless the request is under way
 * EventCame                queues the event, sends as far as there is room
 * AnswerCame               sends the answer after the events, ends; waits until the gateway has said
 *                          whether it reads events, because there may be some before the answer
 * Grant                    sends as far as there is room
 * Ping                     Alive
 * Told                     as the front does with a request of its own
 * CALLER_GONE, GatewayLost, a gap in the numbers, silence
 *                          as when a client closes its connection: sends nothing more, and
 *                          ends when the request has ended
 * </pre>
 */
final class ServedRequest {

  /** The messages of the actor. Those that are serializable come from the gateway. */
  sealed interface Command {}

  /** What a gateway tells of a request. */
  enum Wish {
    /** Events are read. */
    LISTEN,
    /** The answer becomes an event stream. */
    OPEN,
    /** Events are not read. */
    UNHEARD,
    CALLER_GONE,
    CANCEL,
    STOP,
    STOP_LATE,
    STOP_AT_SHUTDOWN
  }

  /** More of the body. Bodies and wishes are numbered together: 1, 2, … */
  record Body(long number, Chunk chunk) implements Command, CborSerializable {}

  record Told(long number, Wish wish) implements Command, CborSerializable {}

  /**
   * Makes room.
   *
   * @param taken the number of the last message that has come
   */
  record Grant(long taken) implements Command, CborSerializable {}

  /**
   * Asks whether this side is there.
   *
   * @param told the number of the last body or wish
   * @param taken as in {@link Grant}
   */
  record Ping(long told, long taken) implements Command, CborSerializable {}

  /** The node of the gateway cannot be reached. */
  enum GatewayLost implements Command {
    INSTANCE
  }

  private record Replied(McpReply.Settled reply) implements Command {}

  private record EventCame(McpEvent event) implements Command {}

  private record AnswerCame(McpReply.End end) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Messages under way to the gateway, of about 60 KiB at most each. */
  static final int WINDOW = 16;

  private static final int MOST_SILENT = 3;

  /** As the front has for each stream. */
  private static final int MAX_EVENTS = 80;

  private static final int MAX_BYTES = 1 << 20;

  /** A message to the gateway, cut into parts; the last one gets its number here. */
  private record Outgoing(Deque<Chunk> chunks, Last last) {}

  @FunctionalInterface
  private interface Last {
    ForwardedRequest.Numbered of(long number, Chunk chunk);
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RelayDesk.Begin begin;
  private final SessionOwner owner;
  private final List<Chunk> body = new ArrayList<>();
  private final EventQueue events = new EventQueue(MAX_EVENTS, MAX_BYTES);
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private Optional<Exchange> exchange = Optional.empty();
  private Optional<AnswerCame> held = Optional.empty();
  private Optional<Outgoing> end = Optional.empty();

  /** Whether the gateway has said if it reads events. */
  private boolean decided;

  private boolean opened;
  private boolean gone;
  private boolean last;
  private long sent;
  private long taken;
  private long told;
  private int silent;

  private ServedRequest(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RelayDesk.Begin begin,
      SessionOwner owner,
      ByteBudget waiting) {
    this.context = context;
    this.timers = timers;
    this.begin = begin;
    this.owner = owner;
    events.countIn(waiting);
  }

  /**
   * @param waiting the budget of the unsent events of all requests
   */
  static Behavior<Command> create(RelayDesk.Begin begin, SessionOwner owner, ByteBudget waiting) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ServedRequest request = new ServedRequest(context, timers, begin, owner, waiting);
                  begin.replyTo().tell(new ForwardedRequest.Begun(context.getSelf()));
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, ForwardedRequest.PING);
                  Behavior<Command> first = request.onChunk(begin.first());
                  return Behavior.isAlive(first) ? request.serving() : first;
                }));
  }

  private Behavior<Command> serving() {
    return Behaviors.receive((unused, command) -> on(command), (unused, signal) -> on(signal));
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Body more -> onNumbered(more.number()) ? onChunk(more.chunk()) : broken();
      case Told wish -> onNumbered(wish.number()) ? onWish(wish.wish()) : broken();
      case Grant grant -> onGrant(grant.taken());
      case Ping ping -> onPing(ping);
      case GatewayLost ignored -> onGone();
      case Replied replied -> onReply(replied.reply());
      case EventCame came -> onEvent(came.event());
      case AnswerCame came -> onAnswer(came);
      case Tick ignored -> ++silent > MOST_SILENT ? onGone() : Behaviors.same();
    };
  }

  private boolean onNumbered(long number) {
    silent = 0;
    return number == ++told;
  }

  private Behavior<Command> broken() {
    begin.replyTo().tell(ForwardedRequest.Broken.INSTANCE);
    return onGone();
  }

  private Behavior<Command> onChunk(Chunk chunk) {
    body.add(chunk);
    if (body.stream().mapToInt(Chunk::length).sum() < begin.size()) {
      begin.replyTo().tell(ForwardedRequest.NextChunk.INSTANCE);
      return Behaviors.same();
    }
    byte[] whole = Chunk.joined(body);
    body.clear();
    return switch (owner.answer(begin.request(), whole)) {
      case McpReply.Settled settled -> onReply(settled);
      case McpReply.Later later -> {
        ActorRef<Command> self = context.getSelf();
        later.settled().thenAccept(settled -> self.tell(new Replied(settled)));
        yield Behaviors.same();
      }
    };
  }

  private Behavior<Command> onReply(McpReply.Settled reply) {
    return switch (reply) {
      case McpReply.Json json -> {
        ForwardedRequest.JsonHead head = ForwardedRequest.JsonHead.of(json);
        yield ending(
            json.body(), (number, chunk) -> new ForwardedRequest.Settled(number, head, chunk));
      }
      case McpReply.Accepted ignored ->
          ending(number -> new ForwardedRequest.SettledEmpty(number, true));
      case McpReply.NoContent ignored ->
          ending(number -> new ForwardedRequest.SettledEmpty(number, false));
      case McpReply.InFlight inFlight -> onRunning(inFlight.exchange());
    };
  }

  private Behavior<Command> onRunning(Exchange running) {
    exchange = Optional.of(running);
    ActorRef<Command> self = context.getSelf();
    running.answer().thenAccept(answer -> self.tell(new AnswerCame(answer)));
    if (gone) {
      running.callerGone();
      return Behaviors.same();
    }
    boolean needsStream = running.needsStream();
    outgoing.add(
        new Outgoing(
            Chunk.cut(new byte[0]),
            (number, chunk) -> new ForwardedRequest.Running(number, needsStream)));
    return send();
  }

  private Behavior<Command> onWish(Wish wish) {
    if (wish == Wish.CALLER_GONE) {
      return onGone();
    }
    exchange.ifPresent(running -> pass(wish, running));
    decided |= wish != Wish.OPEN;
    if (held.isPresent() && decided) {
      // After the events that have just come.
      context.getSelf().tell(held.get());
      held = Optional.empty();
    }
    return send();
  }

  private void pass(Wish wish, Exchange running) {
    ActorRef<Command> self = context.getSelf();
    switch (wish) {
      case LISTEN -> running.listen(event -> self.tell(new EventCame(event)));
      case OPEN -> open(running);
      case UNHEARD -> running.unheard();
      case CANCEL -> running.cancel();
      case STOP -> running.stop(StopReason.CANCELLED);
      case STOP_LATE -> running.stop(StopReason.DEADLINE);
      case STOP_AT_SHUTDOWN -> running.stop(StopReason.SHUTDOWN);
      case CALLER_GONE -> running.callerGone();
    }
  }

  /** Before the first event, or when the gateway begins its stream, whatever comes first. */
  private void open(Exchange running) {
    if (!opened && end.isEmpty()) {
      opened = true;
      running.opening().ifPresent(events::offerFirst);
    }
  }

  private Behavior<Command> onEvent(McpEvent event) {
    if (gone) {
      return Behaviors.same();
    }
    exchange.ifPresent(this::open);
    events.offer(event);
    return send();
  }

  private Behavior<Command> onAnswer(AnswerCame came) {
    if (!decided && !gone) {
      held = Optional.of(came);
      return Behaviors.same();
    }
    McpReply.End answer = came.end();
    // Also for a gateway that is gone: a stream keeps its last event for a client that resumes it.
    Optional<McpEvent> closing = opened ? exchange.orElseThrow().closing(answer) : Optional.empty();
    return switch (answer) {
      case McpReply.Json json -> {
        ForwardedRequest.JsonHead head = ForwardedRequest.JsonHead.of(json);
        Optional<String> eventId = closing.flatMap(McpEvent::id);
        yield ending(
            json.body(),
            (number, chunk) -> new ForwardedRequest.Answered(number, head, eventId, chunk));
      }
      case McpReply.Accepted ignored -> ending(ForwardedRequest.Ended::new);
    };
  }

  private Behavior<Command> ending(LongFunction<ForwardedRequest.Numbered> message) {
    return ending(new byte[0], (number, chunk) -> message.apply(number));
  }

  /** The last message; comes after all events. */
  private Behavior<Command> ending(byte[] whole, Last message) {
    end = Optional.of(new Outgoing(Chunk.cut(whole), message));
    return gone ? Behaviors.stopped() : send();
  }

  private Behavior<Command> onGrant(long until) {
    silent = 0;
    taken = Math.max(taken, until);
    return send();
  }

  private Behavior<Command> onPing(Ping ping) {
    if (gone || ping.told() != told) {
      return broken();
    }
    begin.replyTo().tell(new ForwardedRequest.Alive(sent));
    return onGrant(ping.taken());
  }

  private Behavior<Command> onGone() {
    if (gone) {
      return Behaviors.same();
    }
    gone = true;
    timers.cancel(Tick.INSTANCE);
    events.close();
    outgoing.clear();
    if (end.isPresent() || held.isPresent() || !body.isEmpty()) {
      return Behaviors.stopped();
    }
    exchange.ifPresent(Exchange::callerGone);
    return Behaviors.same();
  }

  private Behavior<Command> send() {
    while (!gone && !last && sent - taken < WINDOW && hasNext()) {
      Outgoing next = outgoing.peek();
      sent++;
      Chunk chunk = next.chunks().remove();
      if (next.chunks().isEmpty()) {
        outgoing.remove();
        last = end.filter(next::equals).isPresent();
        begin.replyTo().tell(next.last().of(sent, chunk));
      } else {
        begin.replyTo().tell(new ForwardedRequest.Part(sent, chunk));
      }
    }
    return last ? Behaviors.stopped() : Behaviors.same();
  }

  /** Puts the next message in the queue, if it is empty; false if there is none. */
  private boolean hasNext() {
    if (outgoing.isEmpty()) {
      McpEvent event = events.poll();
      if (event != null) {
        outgoing.add(
            new Outgoing(
                Chunk.cut(event.body()),
                (number, chunk) ->
                    new ForwardedRequest.Event(number, event.id(), event.lasting(), chunk)));
      } else {
        end.ifPresent(outgoing::add);
      }
    }
    return !outgoing.isEmpty();
  }

  private Behavior<Command> on(Signal signal) {
    if (signal instanceof PostStop) {
      events.close();
      if (!gone && !last) {
        // After a bug in this actor: the gateway need not wait for pings.
        broken();
      }
    }
    return Behaviors.same();
  }
}
