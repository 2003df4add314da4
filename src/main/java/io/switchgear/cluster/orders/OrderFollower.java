package io.switchgear.cluster.orders;

import io.switchgear.breaker.OrderResult;
import io.switchgear.cluster.orders.Progress.KeptOrder;
import io.switchgear.cluster.orders.Progress.Next;
import io.switchgear.cluster.orders.Progress.Round;
import io.switchgear.cluster.orders.Progress.Step;
import io.switchgear.supervisor.SupervisedTools;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Makes the breakers of this node obey the orders in the database. One per node. It reads them
 * every {@link Setup#interval} and when it is told of a new one.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>message</th><th>next</th><th>reply</th></tr>
 * <tr><td>idle</td><td>CatchUp, hint, timer</td><td>reading</td><td></td></tr>
 * <tr><td>reading</td><td>CatchUp, hint</td><td>reads once more afterwards</td><td></td></tr>
 * <tr><td>reading</td><td>RoundEnded</td><td>idle</td><td>Followed.YES when the breakers have
 *     answered</td></tr>
 * <tr><td>reading</td><td>RoundFailed</td><td>idle</td><td>Followed.LATER</td></tr>
 * <tr><td>any</td><td>KeepHere</td><td>same</td><td>the breaker's answer</td></tr>
 * <tr><td>any</td><td>Stop</td><td>stopped</td><td></td></tr>
 * </table>
 */
final class OrderFollower {

  sealed interface Command {}

  /** Reads and obeys what is in the database now. */
  record CatchUp(ActorRef<Followed> replyTo) implements Command {}

  /** Obeys an order for this node that the database did not take, and writes it when it can. */
  record KeepHere(OrderBook.Given given, ActorRef<OrderResult> replyTo) implements Command {}

  /** There is a new order; other nodes are told. */
  record Announce(OrderHint hint) implements Command {}

  /** Reads no more; sent before the database is closed. */
  enum Stop implements Command {
    STOP
  }

  private record HintReceived(OrderHint hint) implements Command {}

  private enum PollDue implements Command {
    DUE
  }

  private record RoundEnded(Round round, Instant at) implements Command {}

  private record RoundFailed(Throwable why) implements Command {}

  private record StepsEnded(List<Done> done, List<ActorRef<Followed>> asked) implements Command {}

  /** The answer to {@link CatchUp}. */
  enum Followed {
    YES,
    /** The database did not answer; the orders are obeyed when it does. */
    LATER
  }

  private record Done(Step step, Optional<OrderResult> result) {}

  /**
   * @param interval between two readings
   * @param shared whether other nodes can write to the database; if not, it is read only when there
   *     is something to do
   */
  record Setup(
      OrderBook book,
      SupervisedTools tools,
      OrdersInEffect inEffect,
      OrderListener listener,
      Duration interval,
      boolean shared) {}

  /**
   * @param asked who waits for a reading that begins from now on
   * @param hinted whether another node told of an order since the last reading began
   * @param behind whether the last reading failed
   */
  private record State(
      Progress progress, List<ActorRef<Followed>> asked, boolean hinted, boolean behind) {

    static State of(Progress progress) {
      return new State(progress, List.of(), false, false);
    }

    State asking(ActorRef<Followed> more) {
      return new State(
          progress, Stream.concat(asked.stream(), Stream.of(more)).toList(), hinted, behind);
    }

    State hint() {
      return new State(progress, asked, true, behind);
    }

    State late() {
      return new State(progress, asked, hinted, true);
    }

    State with(Progress next) {
      return new State(next, asked, hinted, behind);
    }

    boolean mustPoll() {
      return behind || !progress.kept().isEmpty();
    }

    boolean isDue() {
      return hinted || !asked.isEmpty();
    }
  }

  private final ActorContext<Command> context;
  private final Setup setup;
  private final Set<String> tools;
  private final Optional<ActorRef<Topic.Command<OrderHint>>> topic;
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * The steps that breakers have not done yet; a reading without steps of its own waits for them.
   */
  private CompletableFuture<Void> obeying = CompletableFuture.completedFuture(null);

  private OrderFollower(
      ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
    this.context = context;
    context.setLoggerName(OrderFollower.class);
    this.setup = setup;
    this.tools =
        setup.tools().descriptors().stream()
            .map(tool -> tool.name())
            .collect(Collectors.toUnmodifiableSet());
    timers.startTimerWithFixedDelay(PollDue.DUE, setup.interval());
    if (setup.shared()) {
      ActorRef<Topic.Command<OrderHint>> hints =
          context.spawn(Topic.create(OrderHint.class, "breaker-orders"), "hints");
      hints.tell(Topic.subscribe(context.messageAdapter(OrderHint.class, HintReceived::new)));
      this.topic = Optional.of(hints);
    } else {
      this.topic = Optional.empty();
    }
  }

  /**
   * @param start what the breakers obey when this starts
   */
  static Behavior<Command> create(Setup setup, Progress start) {
    Behavior<Command> follower =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new OrderFollower(context, timers, setup).starting(start)));
    return Behaviors.supervise(follower)
        .onFailure(RuntimeException.class, SupervisorStrategy.resume());
  }

  private Behavior<Command> starting(Progress start) {
    return setup.shared() ? becomeReading(State.of(start)) : idle(State.of(start));
  }

  private Behavior<Command> idle(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case CatchUp catchUp -> becomeReading(state.asking(catchUp.replyTo()));
              case HintReceived hint ->
                  hint.hint().sequence() > state.progress().read()
                      ? becomeReading(state)
                      : Behaviors.same();
              case PollDue ignored ->
                  setup.shared() || state.mustPoll() ? becomeReading(state) : Behaviors.same();
              case KeepHere keep -> idle(onKeepHere(state, keep));
              case Announce announce -> onAnnounce(announce);
              case StepsEnded ended -> onStepsEnded(ended);
              case RoundEnded ignored -> Behaviors.same();
              case RoundFailed ignored -> Behaviors.same();
              case Stop ignored -> Behaviors.stopped();
            });
  }

  /**
   * @param asked who waits for this reading
   */
  private Behavior<Command> reading(State state, List<ActorRef<Followed>> asked) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case CatchUp catchUp -> reading(state.asking(catchUp.replyTo()), asked);
              case HintReceived ignored -> reading(state.hint(), asked);
              case PollDue ignored -> Behaviors.same();
              case KeepHere keep -> reading(onKeepHere(state, keep), asked);
              case Announce announce -> onAnnounce(announce);
              case StepsEnded ended -> onStepsEnded(ended);
              case RoundEnded ended -> onRoundEnded(state, ended, asked);
              case RoundFailed failed -> onRoundFailed(state, failed, asked);
              case Stop ignored -> Behaviors.stopped();
            });
  }

  private Behavior<Command> becomeReading(State state) {
    Progress progress = state.progress();
    CompletableFuture<RoundEnded> round = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("breaker-orders")
        .start(
            () -> {
              try {
                round.complete(round(progress));
              } catch (RuntimeException failed) {
                round.completeExceptionally(failed);
              }
            });
    context.pipeToSelf(round, (ended, failed) -> failed == null ? ended : new RoundFailed(failed));
    return reading(State.of(progress), state.asked());
  }

  /** Blocks. */
  private RoundEnded round(Progress progress) {
    Map<KeptOrder, Optional<BreakerOrder>> settled = new HashMap<>();
    for (KeptOrder kept : progress.kept().values()) {
      AtomicBoolean wanted = new AtomicBoolean(true);
      try {
        Duration age = Duration.ofNanos(System.nanoTime() - kept.givenAt());
        settled.put(kept, setup.book().addLate(kept.given(), kept.seen(), age, wanted::get));
      } finally {
        wanted.set(false);
      }
    }
    OrderBook.Reading reading = setup.book().read(progress.read());
    return new RoundEnded(new Round(settled, reading), Instant.now());
  }

  private Behavior<Command> onRoundEnded(
      State state, RoundEnded ended, List<ActorRef<Followed>> asked) {
    if (failing.getAndSet(false)) {
      context.getLog().info("the orders to breakers are read again");
    }
    Next next = state.progress().after(ended.round(), tools, ended.at());
    publish(next.progress());
    ended
        .round()
        .settled()
        .values()
        .forEach(row -> row.ifPresent(written -> announce(written.sequence())));
    List<CompletableFuture<Done>> doing =
        next.steps().stream().map(step -> obey(step).toCompletableFuture()).toList();
    obeying =
        CompletableFuture.allOf(
            Stream.concat(Stream.of(obeying), doing.stream()).toArray(CompletableFuture[]::new));
    context.pipeToSelf(
        obeying,
        (all, failed) ->
            new StepsEnded(doing.stream().map(CompletableFuture::join).toList(), asked));
    return idleOrReading(state.with(next.progress()));
  }

  private Behavior<Command> onRoundFailed(
      State state, RoundFailed failed, List<ActorRef<Followed>> asked) {
    if (!failing.getAndSet(true)) {
      context
          .getLog()
          .warn(
              "the orders to breakers cannot be read ({}); those in effect stay, and reading is"
                  + " retried every {} s",
              failed.why().getMessage(),
              setup.interval().toSeconds());
    }
    asked.forEach(replyTo -> replyTo.tell(Followed.LATER));
    return idleOrReading(state.late());
  }

  private Behavior<Command> idleOrReading(State state) {
    return state.isDue() ? becomeReading(state) : idle(state);
  }

  /** Steps of one breaker are done in the order in which they are sent. Never fails. */
  private CompletionStage<Done> obey(Step step) {
    CompletionStage<OrderResult> result;
    try {
      result = setup.tools().operate(step.tool(), step.order());
    } catch (RuntimeException bug) {
      result = CompletableFuture.failedFuture(bug);
    }
    return result.handle((answer, failed) -> new Done(step, Optional.ofNullable(answer)));
  }

  private Behavior<Command> onStepsEnded(StepsEnded ended) {
    for (Done done : ended.done()) {
      log(done);
      done.step()
          .from()
          .ifPresent(
              order -> done.result().ifPresent(result -> setup.listener().obeyed(order, result)));
    }
    ended.asked().forEach(replyTo -> replyTo.tell(Followed.YES));
    return Behaviors.same();
  }

  private void log(Done done) {
    Step step = done.step();
    String taken = step.from().map(BreakerOrder::takenBy).orElse("a node");
    if (done.result().isEmpty()) {
      context
          .getLog()
          .warn(
              "'{}' did not answer to the order {} of {}",
              step.tool(),
              step.order().action().wire(),
              step.order().operator());
    } else if (done.result().get() instanceof OrderResult.Refused refused) {
      context
          .getLog()
          .info(
              "the order {} of {} (taken by {}) is not done here: {}",
              step.order().action().wire(),
              step.order().operator(),
              taken,
              refused.message());
    } else {
      context
          .getLog()
          .info(
              "'{}' obeys the order {} of {} (taken by {})",
              step.tool(),
              step.order().action().wire(),
              step.order().operator(),
              taken);
    }
  }

  private State onKeepHere(State state, KeepHere keep) {
    OrderRequest order = keep.given().order();
    BreakerOrder row = setup.book().unwritten(order, Instant.now());
    Progress progress = state.progress().keeping(keep.given(), row, System.nanoTime());
    publish(progress);
    setup
        .tools()
        .operate(order.tool(), row.local(Duration.ZERO))
        .thenAccept(result -> keep.replyTo().tell(result));
    return state.with(progress);
  }

  private Behavior<Command> onAnnounce(Announce announce) {
    announce(announce.hint().sequence());
    return Behaviors.same();
  }

  private void announce(long sequence) {
    topic.ifPresent(hints -> hints.tell(Topic.publish(new OrderHint(sequence))));
  }

  private void publish(Progress progress) {
    setup.inEffect().publish(progress);
  }
}
