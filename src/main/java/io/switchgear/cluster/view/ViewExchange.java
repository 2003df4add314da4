package io.switchgear.cluster.view;

import io.switchgear.cluster.members.NodeEntries;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Writes this node's entry, and sends it to the others as a hint beside. An entry is written when
 * it has changed, and repeated every two seconds, so that readers can tell a quiet node from a dead
 * one.
 */
final class ViewExchange extends AbstractBehavior<ViewExchange.Command> {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long REPEAT_NANOS = Duration.ofSeconds(2).toNanos();

  private final BreakerView view;
  private final ActorRef<NodeEntries.Command> entries;
  private final ActorRef<Topic.Command<NodeTools>> hints;
  private Map<String, ToolState> published = Map.of();

  /**
   * Starts with the time, so that a restarted node does not repeat the beats of its earlier run.
   */
  private long beat = System.currentTimeMillis();

  private long publishedAt;

  private ViewExchange(ActorContext<Command> context, BreakerView view) {
    super(context);
    this.view = view;
    this.publishedAt = view.now() - REPEAT_NANOS;
    ActorRef<Command> own = context.getSelf();
    this.entries =
        context.spawn(
            NodeEntries.<NodeTools>create(
                "breakers", view.members(), view.node(), all -> own.tell(new Told(all))),
            "entries");
    this.hints = context.spawn(Topic.create(NodeTools.class, "breakers"), "hints");
    hints.tell(Topic.subscribe(context.messageAdapter(NodeTools.class, Hinted::new)));
  }

  interface Command {}

  enum Look implements Command {
    LOOK
  }

  private record Told(Map<String, NodeTools> entries) implements Command {}

  private record Hinted(NodeTools entry) implements Command {}

  /** A restart publishes this node's entry again, and hears those of the others again. */
  static Behavior<Command> create(BreakerView view) {
    Behavior<Command> exchange =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Look.LOOK, LOOK);
                      return new ViewExchange(context, view);
                    }));
    return Behaviors.supervise(exchange).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> look())
        .onMessage(Told.class, told -> told(told.entries()))
        .onMessage(Hinted.class, hinted -> hinted(hinted.entry()))
        .build();
  }

  private Behavior<Command> look() {
    Map<String, ToolState> tools = view.own();
    long now = view.now();
    Map<String, ToolState> before = lasting(published);
    Map<String, ToolState> after = lasting(tools);
    if (!after.equals(before) || now - publishedAt >= REPEAT_NANOS) {
      published = tools;
      publishedAt = now;
      NodeTools entry = new NodeTools(view.node(), ++beat, tools);
      entries.tell(new NodeEntries.Put<>(entry));
      if (!after.equals(before)) {
        hints.tell(Topic.publish(entry));
      }
    }
    return this;
  }

  /** Faster than the replicated map, but may be lost. */
  private Behavior<Command> hinted(NodeTools entry) {
    if (!entry.node().equals(view.node())) {
      view.hear(entry);
    }
    return this;
  }

  /**
   * Without what changes by itself as time goes by. Room counts by its magnitude, because every
   * call changes it, and placement needs to know no more.
   */
  private static Map<String, ToolState> lasting(Map<String, ToolState> tools) {
    Map<String, ToolState> lasting = new HashMap<>();
    tools.forEach(
        (name, tool) ->
            lasting.put(
                name,
                new ToolState(
                    tool.state(),
                    Duration.ZERO,
                    magnitude(tool.room()),
                    magnitude(tool.queue()),
                    tool.draining(),
                    tool.vote())));
    return lasting;
  }

  /** 0, 1, 2 to 3, 4 to 7, and so on. */
  private static int magnitude(int room) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(room);
  }

  private Behavior<Command> told(Map<String, NodeTools> all) {
    view.hear(all);
    return this;
  }
}
