package io.switchgear.cluster.feed;

import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Tells the other nodes what happens here, and asks them for what this node has missed. One per
 * node; none on a server that is alone.
 *
 * <table>
 * <caption>Messages</caption>
 * <tr><th>message</th><th>then</th></tr>
 * <tr><td>News</td><td>tells all peers what is new, at most every {@link #PACE}; every {@link
 *     #SOON} if it is urgent</td></tr>
 * <tr><td>Told</td><td>takes it if it continues what is known; else asks its sender for what is
 *     missing</td></tr>
 * <tr><td>Digest</td><td>asks its sender for what this node does not have</td></tr>
 * <tr><td>Wanted</td><td>answers with Replayed</td></tr>
 * <tr><td>Replayed</td><td>takes it, and asks for the rest</td></tr>
 * <tr><td>a new peer</td><td>a Digest to it</td></tr>
 * <tr><td>every {@link #GOSSIP}</td><td>to one peer a Digest of all runs, to the others of the own
 *     one</td></tr>
 * </table>
 */
public final class FeedExchange extends AbstractBehavior<FeedExchange.Command> {

  /**
   * Characters of facts in one message: below 256 KiB, Pekko's bound, if each has three bytes, with
   * room for the rest of the items.
   */
  public static final int MOST_CHARS = 64_000;

  /** Items in one message. */
  public static final int MOST_ITEMS = 500;

  static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "node-events");
  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration GOSSIP = Duration.ofSeconds(2);

  /** What the exchange does. */
  public sealed interface Command {}

  /** Between nodes. */
  public sealed interface Message extends Command, CborSerializable {}

  /** What came after the last portion. */
  record Told(Portion portion, ActorRef<Message> from) implements Message {}

  /**
   * How far a node has each run.
   *
   * @param self the node's own run
   */
  record Digest(NodeRun self, List<Reached> runs, ActorRef<Message> from) implements Message {}

  record Reached(NodeRun run, long last) {}

  record Wanted(NodeRun run, long after, ActorRef<Message> replyTo) implements Message {}

  /**
   * @param last the sequence that the sender has
   */
  record Replayed(Portion portion, long last, ActorRef<Message> from) implements Message {}

  private enum Tick implements Command {
    NEWS,
    URGENT_NEWS,
    DUE,
    GOSSIP
  }

  private record Listed(Receptionist.Listing listing) implements Command {}

  private final FeedStore store;
  private final TimerScheduler<Command> timers;
  private final AtomicBoolean newsPending = new AtomicBoolean();
  private final AtomicBoolean urgentPending = new AtomicBoolean();
  private final CatchingUp asked = new CatchingUp();
  private final ActorRef<Message> self;
  private final Runnable ended;

  /** The reachable ones. */
  private Set<ActorRef<Message>> peers = Set.of();

  private final Map<ActorRef<Message>, NodeRun> runs = new HashMap<>();
  private long told;

  /** Monotonic nanoseconds: when something was told last, and when it will be told next. */
  private long toldAt = System.nanoTime() - PACE.toNanos();

  private long dueAt = Long.MAX_VALUE;

  private FeedExchange(
      ActorContext<Command> context, TimerScheduler<Command> timers, FeedStore store) {
    super(context);
    this.store = store;
    this.timers = timers;
    this.self = context.getSelf().narrow();
    ActorRef<Command> own = context.getSelf();
    this.ended =
        store.whenNews(
            soon -> {
              if ((soon ? urgentPending : newsPending).compareAndSet(false, true)) {
                own.tell(soon ? Tick.URGENT_NEWS : Tick.NEWS);
              }
            });
    // Read afterwards, so that no event is between.
    this.told = ownEnd();
    timers.startTimerWithFixedDelay(Tick.GOSSIP, GOSSIP);
  }

  /** Starts to exchange with the other nodes of the cluster. */
  public static ActorRef<Command> start(ActorSystem<?> system, FeedStore store) {
    return system.systemActorOf(create(store), "node-events", Props.empty());
  }

  /** After a restart the peers ask for what was not told because of it. */
  static Behavior<Command> create(FeedStore store) {
    Behavior<Command> exchanging =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      FeedExchange exchange = new FeedExchange(context, timers, store);
                      exchange.register();
                      return exchange;
                    }));
    return Behaviors.supervise(exchanging).onFailure(SupervisorStrategy.restart());
  }

  private void register() {
    ActorRef<Receptionist.Command> receptionist = getContext().getSystem().receptionist();
    receptionist.tell(Receptionist.register(KEY, self));
    receptionist.tell(
        Receptionist.subscribe(
            KEY, getContext().messageAdapter(Receptionist.Listing.class, Listed::new)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.NEWS, () -> onNews(newsPending, PACE))
        .onMessageEquals(Tick.URGENT_NEWS, () -> onNews(urgentPending, SOON))
        .onMessageEquals(Tick.DUE, this::tellFresh)
        .onMessageEquals(Tick.GOSSIP, this::onGossip)
        .onMessage(Listed.class, listed -> onPeers(listed.listing().getServiceInstances(KEY)))
        .onMessage(Told.class, this::onTold)
        .onMessage(Digest.class, this::onDigest)
        .onMessage(Wanted.class, this::onWanted)
        .onMessage(Replayed.class, this::onReplayed)
        .onSignal(PreRestart.class, restarts -> onStop())
        .onSignal(PostStop.class, stopped -> onStop())
        .build();
  }

  private Behavior<Command> onStop() {
    ended.run();
    return this;
  }

  private Behavior<Command> onNews(AtomicBoolean pending, Duration pause) {
    pending.set(false);
    long now = System.nanoTime();
    long due = toldAt + pause.toNanos();
    if (due - now <= 0) {
      return tellFresh();
    }
    if (dueAt == Long.MAX_VALUE || due - dueAt < 0) {
      dueAt = due;
      timers.startSingleTimer(Tick.DUE, Duration.ofNanos(due - now));
    }
    return this;
  }

  private Behavior<Command> tellFresh() {
    timers.cancel(Tick.DUE);
    dueAt = Long.MAX_VALUE;
    if (peers.isEmpty()) {
      told = ownEnd();
      return this;
    }
    Portion portion = store.fresh(told);
    if (portion.upTo() > told) {
      told = portion.upTo();
      toldAt = System.nanoTime();
      peers.forEach(peer -> peer.tell(new Told(portion, self)));
      if (told < ownEnd()) {
        return onNews(newsPending, PACE);
      }
    }
    return this;
  }

  private Behavior<Command> onPeers(Set<ActorRef<Message>> reachable) {
    Set<ActorRef<Message>> others = new HashSet<>(reachable);
    others.remove(self);
    for (ActorRef<Message> peer : others) {
      if (!peers.contains(peer)) {
        peer.tell(digest());
      }
    }
    peers = Set.copyOf(others);
    runs.keySet().retainAll(peers);
    store.running(Set.copyOf(runs.values()));
    return this;
  }

  private Behavior<Command> onGossip() {
    if (peers.isEmpty()) {
      return this;
    }
    List<ActorRef<Message>> all = new ArrayList<>(peers);
    ActorRef<Message> whole = all.remove(ThreadLocalRandom.current().nextInt(all.size()));
    whole.tell(digest());
    Digest own = new Digest(store.own(), List.of(new Reached(store.own(), told)), self);
    all.forEach(peer -> peer.tell(own));
    return this;
  }

  private Digest digest() {
    List<Reached> all = new ArrayList<>();
    store.reached().forEach((run, last) -> all.add(new Reached(run, isOwn(run) ? told : last)));
    return new Digest(store.own(), all, self);
  }

  private Behavior<Command> onTold(Told message) {
    Portion portion = message.portion();
    if (isOwn(portion.run())) {
      return this;
    }
    long reached = reached(portion.run());
    switch (asked.told(portion, reached, System.nanoTime())) {
      case TAKE -> store.take(portion, false);
      case ASK -> message.from().tell(new Wanted(portion.run(), reached, self));
      case WAIT -> {
        // The answer has it too.
      }
    }
    return this;
  }

  private Behavior<Command> onDigest(Digest digest) {
    if (peers.contains(digest.from())
        && !digest.self().equals(runs.put(digest.from(), digest.self()))) {
      store.running(Set.copyOf(runs.values()));
    }
    for (Reached other : digest.runs()) {
      long reached = reached(other.run());
      boolean wanted =
          !isOwn(other.run())
              && (reached > 0
                  || other.run().equals(digest.self())
                  || store.hasRoomFor(other.run()));
      if (wanted && asked.behind(other.run(), reached, other.last(), System.nanoTime())) {
        digest.from().tell(new Wanted(other.run(), reached, self));
      }
    }
    return this;
  }

  private Behavior<Command> onWanted(Wanted wanted) {
    Portion portion = store.replay(wanted.run(), wanted.after());
    wanted.replyTo().tell(new Replayed(portion, reached(wanted.run()), self));
    return this;
  }

  private Behavior<Command> onReplayed(Replayed answer) {
    Portion portion = answer.portion();
    boolean repairs = asked.answered(portion.run());
    if (portion.after() <= reached(portion.run()) && !isOwn(portion.run())) {
      store.take(portion, repairs);
      if (asked.more(portion, answer.last(), repairs, System.nanoTime())) {
        answer.from().tell(new Wanted(portion.run(), portion.upTo(), self));
      }
    }
    return this;
  }

  private boolean isOwn(NodeRun run) {
    return run.equals(store.own());
  }

  private long ownEnd() {
    return reached(store.own());
  }

  private long reached(NodeRun run) {
    return store.reached().getOrDefault(run, 0L);
  }
}
