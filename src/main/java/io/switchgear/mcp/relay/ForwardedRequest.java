package io.switchgear.mcp.relay;

import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.metrics.RelayMetrics;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
 * A request at the gateway, which the node of its session serves in a {@link ServedRequest}.
 *
 * <pre>
 * on                              does
 * Begun                           from now on asks every 10 s whether the other side is there
 * NextChunk                       sends more of the body
 * Settled, SettledEmpty           completes the reply, ends
 * Running                         completes the reply with an exchange
 * Part, Event                     passes whole events to the listener, makes room for more
 * Answered, Ended                 completes the exchange, ends
 * Listen, Pass                    told to the other side
 * CallerGone                      told to the other side, ends
 * OwnerLost, Broken, Late,        ends with an error
 *   a gap in the numbers, silence
 * Detach                          ends; a stream without an error, so that its client resumes it
 * </pre>
 */
final class ForwardedRequest {

  /** The messages of the actor. Those that are serializable come from the other node. */
  sealed interface Command {}

  record Begun(ActorRef<ServedRequest.Command> server) implements Command, CborSerializable {}

  /** Asks for more of the body. */
  enum NextChunk implements Command, CborSerializable {
    INSTANCE
  }

  /** Messages that must all come, in this order: 1, 2, … */
  sealed interface Numbered extends Command, CborSerializable {
    long number();
  }

  /**
   * Of {@link McpReply.Json}, all but the body.
   *
   * @param retryAfterMillis -1 if unknown
   */
  record JsonHead(
      int status, Optional<String> sessionId, Set<Permission> needs, long retryAfterMillis) {

    JsonHead {
      needs = needs == null ? Set.of() : needs;
    }

    static JsonHead of(McpReply.Json json) {
      return new JsonHead(
          json.status(),
          json.sessionId(),
          json.needs(),
          json.retryAfter().map(Duration::toMillis).orElse(-1L));
    }

    McpReply.Json with(byte[] body) {
      return new McpReply.Json(
          status,
          body,
          sessionId,
          needs,
          retryAfterMillis < 0
              ? Optional.empty()
              : Optional.of(Duration.ofMillis(retryAfterMillis)));
    }
  }

  /** A part of the next message's body, which is not its last. */
  record Part(long number, Chunk chunk) implements Numbered {}

  record Settled(long number, JsonHead head, Chunk last) implements Numbered {}

  /**
   * @param accepted HTTP 202; else 204
   */
  record SettledEmpty(long number, boolean accepted) implements Numbered {}

  record Running(long number, boolean needsStream) implements Numbered {}

  record Event(long number, Optional<String> id, boolean lasting, Chunk last) implements Numbered {}

  /**
   * @param eventId with which the answer ends a stream that can be resumed
   */
  record Answered(long number, JsonHead head, Optional<String> eventId, Chunk last)
      implements Numbered {}

  /** The exchange has ended without an answer. */
  record Ended(long number) implements Numbered {}

  /**
   * Answers {@link ServedRequest.Ping}.
   *
   * @param sent the number of the last message
   */
  record Alive(long sent) implements Command, CborSerializable {}

  /** The other side has missed a message. */
  enum Broken implements Command, CborSerializable {
    INSTANCE
  }

  record Listen(Consumer<McpEvent> events) implements Command {}

  record Pass(ServedRequest.Wish wish) implements Command {}

  enum CallerGone implements Command {
    INSTANCE
  }

  enum OwnerLost implements Command {
    INSTANCE
  }

  /** This node ends. */
  enum Detach implements Command {
    INSTANCE
  }

  private enum Late implements Command {
    INSTANCE
  }

  private enum Tick implements Command {
    INSTANCE
  }

  /** The other side begins within milliseconds unless it, or the message, is lost. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * A lost node is noticed by the cluster's failure detector. This only finds lost messages, which
   * are rare.
   */
  static final Duration PING = Duration.ofSeconds(10);

  private static final int MOST_SILENT = 2;

  /** Grants are sent for several messages at once. */
  private static final int GRANT_EACH = ServedRequest.WINDOW / 4;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Forwarding forwarding;
  private final Deque<Chunk> body;
  private final List<Chunk> parts = new ArrayList<>();
  private Optional<ActorRef<ServedRequest.Command>> server = Optional.empty();
  private Optional<RelayedExchange> exchange = Optional.empty();
  private Optional<Consumer<McpEvent>> listener = Optional.empty();
  private boolean opened;
  private long received;
  private long granted;
  private long told;
  private int silent;

  private ForwardedRequest(
      ActorContext<Command> context, TimerScheduler<Command> timers, Forwarding forwarding) {
    this.context = context;
    this.timers = timers;
    this.forwarding = forwarding;
    this.body = Chunk.cut(forwarding.body());
  }

  /**
   * @param gateway the name of this node
   * @param owner of the node that has the session
   */
  static Behavior<Command> create(
      Forwarding forwarding, String gateway, ActorRef<RelayDesk.Command> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ForwardedRequest request = new ForwardedRequest(context, timers, forwarding);
                  owner.tell(
                      new RelayDesk.Begin(
                          forwarding.request(),
                          forwarding.body().length,
                          request.body.remove(),
                          gateway,
                          context.getSelf()));
                  timers.startSingleTimer(Late.INSTANCE, PATIENCE);
                  return Behaviors.receive(
                      (unused, command) -> request.on(command),
                      (unused, signal) -> request.on(signal));
                }));
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Begun begun -> onBegun(begun.server());
      case NextChunk ignored -> onNextChunk();
      case Numbered numbered -> onNumbered(numbered);
      case Alive alive -> onAlive(alive.sent());
      case Broken ignored -> lost();
      case Listen listen -> onListen(listen.events());
      case Pass pass -> onPass(pass.wish());
      case CallerGone ignored -> left(new McpReply.Accepted());
      case OwnerLost ignored -> lost();
      case Detach ignored -> opened ? left(new McpReply.Accepted()) : left(forwarding.ending());
      case Late ignored -> lost();
      case Tick ignored -> onTick();
    };
  }

  private Behavior<Command> onBegun(ActorRef<ServedRequest.Command> begun) {
    server = Optional.of(begun);
    timers.cancel(Late.INSTANCE);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, PING);
    return Behaviors.same();
  }

  private Behavior<Command> onNextChunk() {
    silent = 0;
    if (!body.isEmpty()) {
      Chunk next = body.remove();
      server.ifPresent(to -> to.tell(new ServedRequest.Body(++told, next)));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onNumbered(Numbered numbered) {
    if (numbered.number() != received + 1) {
      return lost();
    }
    received++;
    silent = 0;
    return switch (numbered) {
      case Part part -> {
        parts.add(part.chunk());
        yield granting();
      }
      case Settled settled -> settled(settled.head().with(whole(settled.last())));
      case SettledEmpty settled ->
          settled(settled.accepted() ? new McpReply.Accepted() : new McpReply.NoContent());
      case Running running -> onRunning(running.needsStream());
      case Event event -> {
        McpEvent next = new McpEvent(whole(event.last()), event.id(), event.lasting());
        listener.ifPresent(reader -> reader.accept(next));
        yield granting();
      }
      case Answered answered ->
          ended(answered.head().with(whole(answered.last())), answered.eventId());
      case Ended ignored -> ended(new McpReply.Accepted(), Optional.empty());
    };
  }

  private Behavior<Command> onRunning(boolean needsStream) {
    RelayedExchange running = new RelayedExchange(context.getSelf(), forwarding.id(), needsStream);
    exchange = Optional.of(running);
    forwarding.settled().complete(new McpReply.InFlight(running));
    return Behaviors.same();
  }

  private Behavior<Command> granting() {
    if (received - granted >= GRANT_EACH) {
      granted = received;
      server.ifPresent(to -> to.tell(new ServedRequest.Grant(granted)));
    }
    return Behaviors.same();
  }

  private byte[] whole(Chunk last) {
    parts.add(last);
    byte[] whole = Chunk.joined(parts);
    parts.clear();
    return whole;
  }

  private Behavior<Command> onListen(Consumer<McpEvent> events) {
    listener = Optional.of(events);
    return onPass(ServedRequest.Wish.LISTEN);
  }

  private Behavior<Command> onPass(ServedRequest.Wish wish) {
    opened |= wish == ServedRequest.Wish.OPEN;
    server.ifPresent(to -> to.tell(new ServedRequest.Told(++told, wish)));
    return Behaviors.same();
  }

  private Behavior<Command> onTick() {
    if (++silent > MOST_SILENT) {
      return lost();
    }
    server.ifPresent(to -> to.tell(new ServedRequest.Ping(told, received)));
    return Behaviors.same();
  }

  private Behavior<Command> onAlive(long sent) {
    silent = 0;
    return sent > received ? lost() : Behaviors.same();
  }

  /** A stream just ends, because nobody waits for its answer. */
  private Behavior<Command> lost() {
    RelayMetrics.count(RelayMetrics.Result.LOST);
    return left(
        exchange.isPresent() && forwarding.request().kind() == SessionRequest.Kind.STREAM
            ? new McpReply.Accepted()
            : server.isPresent() ? forwarding.lost() : forwarding.unreachable());
  }

  /** Ends here. If the other side is there, it goes on as without a connection to its client. */
  private Behavior<Command> left(McpReply.End end) {
    onPass(ServedRequest.Wish.CALLER_GONE);
    return exchange.isPresent() ? ended(end, Optional.empty()) : settled(end);
  }

  /** Also after a bug in this actor: the client waits for an end. */
  private Behavior<Command> on(Signal signal) {
    boolean isOver =
        exchange
            .map(running -> running.answer().toCompletableFuture().isDone())
            .orElseGet(forwarding.settled()::isDone);
    return signal instanceof PostStop && !isOver ? lost() : Behaviors.same();
  }

  private Behavior<Command> settled(McpReply.Settled reply) {
    forwarding.settled().complete(reply);
    return Behaviors.stopped();
  }

  private Behavior<Command> ended(McpReply.End end, Optional<String> eventId) {
    exchange.orElseThrow().complete(end, eventId);
    return Behaviors.stopped();
  }
}
