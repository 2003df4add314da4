package io.switchgear.cluster.remote;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One call of another node's client. It stops the run if that node is lost or says nothing any
 * more, and ends when the answer has been fetched.
 */
final class RemoteCall extends AbstractBehavior<RemoteCall.Command> {

  /**
   * For which reports of progress are collected, so that short calls cost no messages for them; the
   * last one is sent, others are dropped.
   */
  private static final Duration REPORTS = Duration.ofMillis(100);

  /**
   * Time for the first message of the caller. Without one it may not know that the call has
   * arrived, and may place it elsewhere.
   */
  private static final Duration CONFIRM = Duration.ofSeconds(10);

  /** Time for each later message; three pings. */
  private static final Duration SILENCE = Hop.PING.multipliedBy(3);

  private final ActorRef<ToCaller> caller;
  private final String from;
  private final ToolCatalog tools;
  private final TimerScheduler<Command> timers;
  private final Parcel.Arriving call = new Parcel.Arriving();
  private final AtomicReference<ToCaller.Reported> unsent = new AtomicReference<>();
  private Optional<ToolRun> run = Optional.empty();
  private Optional<StopReason> stopped = Optional.empty();
  private Optional<Parcel> answer = Optional.empty();
  private boolean isFetched;

  interface Command {}

  private record FromCaller(ToRunner.OfCall message) implements Command {}

  private record Ended(ToolOutcome outcome) implements Command {}

  /** The node of the caller is gone. */
  enum CallerGone implements Command {
    GONE
  }

  private enum CallerSilent implements Command {
    SILENT
  }

  private enum ReportWaits implements Command {
    WAITS
  }

  private enum ReportDue implements Command {
    DUE
  }

  private RemoteCall(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ToRunner.Offer offer,
      ToolCatalog tools) {
    super(context);
    context.setLoggerName(RemoteCall.class);
    this.caller = offer.caller();
    this.from = offer.from();
    this.tools = tools;
    this.timers = timers;
    timers.startSingleTimer(CallerSilent.SILENT, CONFIRM);
  }

  static Behavior<Command> create(ToRunner.Offer offer, ToolCatalog tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new RemoteCall(context, timers, offer, tools).arrived(offer.call())));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FromCaller.class, told -> onMessage(told.message()))
        .onMessage(Ended.class, ended -> onEnded(ended.outcome()))
        .onMessage(ReportWaits.class, waits -> onReport())
        .onMessage(ReportDue.class, due -> report())
        .onMessage(CallerGone.class, gone -> abandoned())
        .onMessage(CallerSilent.class, silent -> abandoned())
        .onSignal(PostStop.class, stop -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(ToRunner.OfCall message) {
    timers.startSingleTimer(CallerSilent.SILENT, SILENCE);
    return switch (message) {
      case ToRunner.Next next -> next.call().from() < call.known() ? this : arrived(next.call());
      case ToRunner.Ping ping -> pinged(ping.from());
      case ToRunner.Stop stop -> stop(stop.reason());
      case ToRunner.Pull pull -> pulled(pull.from());
    };
  }

  private Behavior<Command> arrived(Piece piece) {
    if (!call.add(piece)) {
      getContext().getLog().warn("a call of node '{}' does not fit together", from);
      return Behaviors.stopped();
    }
    // The run does not wait for the message that it is taken.
    if (call.isWhole()) {
      begin();
    }
    taken();
    return this;
  }

  private void taken() {
    caller.tell(
        new ToCaller.Taken(
            getContext().messageAdapter(ToRunner.OfCall.class, FromCaller::new), call.known()));
  }

  private void begin() {
    ToolRun started = started();
    run = Optional.of(started);
    stopped.ifPresent(started::stop);
    getContext()
        .pipeToSelf(
            started.outcome(),
            (outcome, bug) -> new Ended(bug == null ? outcome : failed(bug.getMessage())));
  }

  private ToolRun started() {
    try {
      ToolCall arrived = Bytes.in(getContext().getSystem()).read(call.whole(), ToolCall.class);
      return tools.call(arrived.withId(from + "/" + arrived.id()), new Reports());
    } catch (IllegalArgumentException unknown) {
      // The nodes have different tools or versions.
      return ToolRun.completed(failed(unknown.getMessage()));
    }
  }

  private static Failed failed(String why) {
    return new Failed(
        Fault.SPAWN_FAILED,
        "The node on which the call was placed cannot run it: "
            + why
            + ". Ask the operator whether all nodes have the same version and settings.");
  }

  private Behavior<Command> stop(StopReason reason) {
    if (stopped.isEmpty()) {
      stopped = Optional.of(reason);
      run.ifPresent(running -> running.stop(reason));
    }
    return this;
  }

  private Behavior<Command> onEnded(ToolOutcome outcome) {
    report();
    Parcel whole = new Parcel(bounded(outcome));
    answer = Optional.of(whole);
    send(whole.first());
    return this;
  }

  private byte[] bounded(ToolOutcome outcome) {
    Bytes form = Bytes.in(getContext().getSystem());
    try {
      byte[] bytes = form.write(outcome);
      return bytes.length <= Parcel.MOST_BYTES
          ? bytes
          : form.write(
              new Failed(
                  Fault.RESOURCE_EXHAUSTED,
                  "The answer has %d MiB, and nodes send each other at most %d. Ask for fewer targets."
                      .formatted(bytes.length >> 20, Parcel.MOST_BYTES >> 20)));
    } catch (IllegalArgumentException unwritable) {
      getContext()
          .getLog()
          .error("an answer for node '{}' cannot be written: {}", from, unwritable.getMessage());
      return form.write(unsendable(unwritable.getMessage()));
    }
  }

  /** The call has run, so it must not look as if the node were lost. */
  private static Failed unsendable(String why) {
    return new Failed(
        Fault.OUTPUT_UNREADABLE,
        "The call has ended, but its answer cannot be sent from the node on which it ran: "
            + why
            + ". Ask for less at once, or report this to the operator.");
  }

  private Behavior<Command> pinged(int position) {
    if (answer.isPresent()) {
      send(answer.get().from(position));
    } else if (run.isPresent()) {
      caller.tell(ToCaller.Alive.ALIVE);
    } else {
      taken();
    }
    return this;
  }

  private Behavior<Command> pulled(int position) {
    return answer
        .map(
            parcel -> {
              Piece next = parcel.from(position);
              if (next.bytes().length == 0) {
                isFetched = true;
                return Behaviors.<Command>stopped();
              }
              send(next);
              return this;
            })
        .orElse(this);
  }

  private void send(Piece piece) {
    boolean leaving =
        CoordinatedShutdown.get(getContext().getSystem()).getShutdownReason().isPresent();
    caller.tell(new ToCaller.Answer(piece, leaving));
  }

  private Behavior<Command> abandoned() {
    return Behaviors.stopped();
  }

  private Behavior<Command> onReport() {
    if (!timers.isTimerActive(ReportDue.DUE)) {
      timers.startSingleTimer(ReportDue.DUE, REPORTS);
    }
    return this;
  }

  /** Also after a bug in this actor. */
  private Behavior<Command> onStop() {
    if (!isFetched) {
      run.ifPresent(running -> running.stop(StopReason.CANCELLED));
      caller.tell(ToCaller.Broken.BROKEN);
    }
    return this;
  }

  private Behavior<Command> report() {
    ToCaller.Reported last = unsent.getAndSet(null);
    if (last != null) {
      caller.tell(last);
    }
    return this;
  }

  /** The reports of the run, from any thread. */
  private final class Reports implements Progress {

    private final ActorRef<Command> self = getContext().getSelf();

    @Override
    public void report(double done, double total, String message) {
      ToCaller.Reported report =
          new ToCaller.Reported(
              done,
              Double.isNaN(total) ? OptionalDouble.empty() : OptionalDouble.of(total),
              message);
      if (unsent.getAndSet(report) == null) {
        self.tell(ReportWaits.WAITS);
      }
    }

    @Override
    public void log(LogLevel level, String logger, String message) {
      caller.tell(new ToCaller.Logged(level, logger, message));
    }
  }
}
