package io.switchgear.cluster.remote;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** One call of this node's clients that runs on another node. It ends with the call. */
final class Hop extends AbstractBehavior<Hop.Command> {

  /** Time for a reachable node to take a call. */
  private static final Duration TAKE = Duration.ofSeconds(5);

  /** Time for the answer after a stop; tools end within about a second. */
  private static final Duration STOP = Duration.ofSeconds(5);

  /** Until the first ping, so that short calls cost no messages for it. */
  private static final Duration FIRST_PING = Duration.ofSeconds(2);

  /**
   * A lost node is noticed by the cluster's failure detector. This only finds lost messages, which
   * are rare.
   */
  static final Duration PING = Duration.ofSeconds(10);

  /** Pings without any message of the other side. */
  private static final int MOST_SILENT = 2;

  private final Travel travel;
  private final Parcel call;
  private final TimerScheduler<Command> timers;
  private final Parcel.Arriving answer = new Parcel.Arriving();
  private Optional<ActorRef<ToRunner.OfCall>> runner = Optional.empty();
  private Optional<StopReason> stopped = Optional.empty();
  private int silent;

  /**
   * What a hop needs.
   *
   * @param from name of this node
   * @param to {@link RemoteCalls} of the other node
   * @param stop completed to stop the run
   * @param end completed with the end
   */
  record Travel(
      String from,
      String node,
      ActorRef<ToRunner.Offer> to,
      ToolCall call,
      Progress progress,
      CompletionStage<StopReason> stop,
      CompletableFuture<HopEnd> end) {}

  interface Command {}

  /** The node cannot be reached, or is no member any more. */
  enum NodeGone implements Command {
    GONE
  }

  private record Stopped(StopReason reason) implements Command {}

  private enum NotTaken implements Command {
    NOT_TAKEN
  }

  private enum Tick implements Command {
    TICK
  }

  private enum NotStopped implements Command {
    NOT_STOPPED
  }

  private Hop(
      ActorContext<Command> context, TimerScheduler<Command> timers, Travel travel, Parcel call) {
    super(context);
    context.setLoggerName(Hop.class);
    this.travel = travel;
    this.call = call;
    this.timers = timers;
    travel.to().tell(new ToRunner.Offer(travel.from(), call.first(), context.getSelf().narrow()));
    timers.startSingleTimer(NotTaken.NOT_TAKEN, TAKE);
    context.pipeToSelf(travel.stop(), (reason, bug) -> new Stopped(reason));
  }

  /** Offers the call; its bytes are at most {@link Parcel#MOST_BYTES}. */
  static Behavior<Command> create(Travel travel, byte[] call) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Hop(context, timers, travel, new Parcel(call))));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ToCaller.class, this::onMessage)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Stopped.class, this::onStopped)
        .onMessage(NotTaken.class, late -> lost("did not take the call within " + TAKE))
        .onMessage(NotStopped.class, late -> unconfirmed())
        .onMessage(NodeGone.class, gone -> lost("cannot be reached"))
        .onSignal(PostStop.class, stop -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(ToCaller message) {
    silent = 0;
    return switch (message) {
      case ToCaller.Taken taken -> onTaken(taken);
      case ToCaller.Reported report -> onReported(report);
      case ToCaller.Logged logged -> onLogged(logged);
      case ToCaller.Answer answer -> onAnswer(answer);
      case ToCaller.Alive ignored -> this;
      case ToCaller.Broken ignored -> lost("has ended the call without an answer");
    };
  }

  private Behavior<Command> onTick() {
    if (++silent > MOST_SILENT) {
      return lost("does not answer any more");
    }
    runner.ifPresent(ref -> ref.tell(new ToRunner.Ping(answer.known())));
    return this;
  }

  private Behavior<Command> onTaken(ToCaller.Taken taken) {
    if (runner.isEmpty()) {
      timers.cancel(NotTaken.NOT_TAKEN);
      timers.startTimerWithFixedDelay(Tick.TICK, Tick.TICK, FIRST_PING, PING);
      runner = Optional.of(taken.runner());
      stopped.ifPresent(reason -> taken.runner().tell(new ToRunner.Stop(reason)));
    }
    Piece next = call.from(taken.from());
    if (next.bytes().length > 0) {
      taken.runner().tell(new ToRunner.Next(next));
    }
    return this;
  }

  private Behavior<Command> onReported(ToCaller.Reported report) {
    travel.progress().report(report.done(), report.total().orElse(Double.NaN), report.message());
    return this;
  }

  private Behavior<Command> onLogged(ToCaller.Logged logged) {
    travel.progress().log(logged.level(), logged.logger(), logged.message());
    return this;
  }

  private Behavior<Command> onAnswer(ToCaller.Answer piece) {
    if (piece.outcome().from() < answer.known()) {
      // Sent again after a ping that it had overtaken.
      return this;
    }
    if (!answer.add(piece.outcome())) {
      return lost("sent an answer that does not fit together");
    }
    Behavior<Command> then = answer.isWhole() ? whole(piece.leaving()) : this;
    // Last, because the caller waits for what is above only.
    runner.ifPresent(ref -> ref.tell(new ToRunner.Pull(answer.known())));
    return then;
  }

  private Behavior<Command> whole(boolean leaving) {
    try {
      ToolOutcome outcome =
          Bytes.in(getContext().getSystem()).read(answer.whole(), ToolOutcome.class);
      return ended(new HopEnd.Answered(outcome, leaving));
    } catch (IllegalArgumentException unreadable) {
      getContext()
          .getLog()
          .error(
              "the answer of node '{}' to call {} cannot be read: {}",
              travel.node(),
              travel.call().id(),
              unreadable.getMessage());
      return ended(new HopEnd.Answered(unreadable(travel.node()), leaving));
    }
  }

  /** The call has run, so it must not look as if the node were lost. */
  private static ToolOutcome unreadable(String node) {
    return new Failed(
        Fault.OUTPUT_UNREADABLE,
        "The call has ended on node '%s', but this node cannot read its answer. Ask for less at once, or ask the operator whether all nodes have the same version."
            .formatted(node));
  }

  private Behavior<Command> onStopped(Stopped stop) {
    if (stopped.isEmpty() && stop.reason() != null) {
      stopped = Optional.of(stop.reason());
      runner.ifPresent(ref -> ref.tell(new ToRunner.Stop(stop.reason())));
      timers.startSingleTimer(NotStopped.NOT_STOPPED, STOP);
    }
    return this;
  }

  private Behavior<Command> unconfirmed() {
    return ended(
        new HopEnd.Answered(
            new ToolOutcome.Cancelled(
                "The call was cancelled. Node '%s', on which it ran, has not confirmed that it has ended."
                    .formatted(travel.node()),
                ToolOutput.NONE),
            false));
  }

  private Behavior<Command> lost(String why) {
    getContext()
        .getLog()
        .warn("call {} is lost: node '{}' {}", travel.call().id(), travel.node(), why);
    // If the node comes back, nobody waits for the run.
    runner.ifPresent(ref -> ref.tell(new ToRunner.Stop(StopReason.CANCELLED)));
    return ended(HopEnd.Lost.LOST);
  }

  private Behavior<Command> ended(HopEnd end) {
    travel.end().complete(end);
    return Behaviors.stopped();
  }

  /** Also after a bug in this actor: the caller waits for an end. */
  private Behavior<Command> onStop() {
    if (travel.end().complete(HopEnd.Lost.LOST)) {
      runner.ifPresent(ref -> ref.tell(new ToRunner.Stop(StopReason.CANCELLED)));
    }
    return this;
  }
}
