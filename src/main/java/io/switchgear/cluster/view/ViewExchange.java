package io.switchgear.cluster.view;

import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;

/**
 * Replicates one entry for each node, which only that node writes, and sends it to the others as a
 * hint beside. An entry is written when it has changed, and repeated every two seconds, so that
 * readers can tell a quiet node from a dead one.
 */
final class ViewExchange extends AbstractBehavior<ViewExchange.Command> {

  private static final Key<LWWMap<String, NodeTools>> KEY = LWWMapKey.create("breakers");

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long REPEAT_NANOS = Duration.ofSeconds(2).toNanos();

  private final BreakerView view;
  private final SelfUniqueAddress self;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, NodeTools>> replicator;
  private final ActorRef<Topic.Command<NodeTools>> hints;
  private Map<String, ToolState> published = Map.of();
  private Map<String, NodeTools> entries = Map.of();

  /**
   * Starts with the time, so that a restarted node does not repeat the beats of its earlier run.
   */
  private long beat = System.currentTimeMillis();

  private long publishedAt;

  private ViewExchange(
      ActorContext<Command> context,
      BreakerView view,
      ReplicatorMessageAdapter<Command, LWWMap<String, NodeTools>> replicator) {
    super(context);
    this.view = view;
    this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
    this.replicator = replicator;
    this.publishedAt = view.now() - REPEAT_NANOS;
    replicator.subscribe(KEY, Told::new);
    this.hints = context.spawn(Topic.create(NodeTools.class, "breakers"), "hints");
    hints.tell(Topic.subscribe(context.messageAdapter(NodeTools.class, Hinted::new)));
  }

  interface Command {}

  enum Look implements Command {
    LOOK
  }

  private record Told(Replicator.SubscribeResponse<LWWMap<String, NodeTools>> change)
      implements Command {}

  private record Hinted(NodeTools entry) implements Command {}

  private record Updated(Replicator.UpdateResponse<LWWMap<String, NodeTools>> response)
      implements Command {}

  static Behavior<Command> create(BreakerView view) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.LOOK, LOOK);
                  return DistributedData
                      .<Command, LWWMap<String, NodeTools>>withReplicatorMessageAdapter(
                          replicator -> new ViewExchange(context, view, replicator));
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> look())
        .onMessage(Told.class, told -> told(told.change()))
        .onMessage(Hinted.class, hinted -> hinted(hinted.entry()))
        .onMessage(Updated.class, updated -> this)
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
      update(map -> map.put(self, view.node(), entry));
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

  private Behavior<Command> told(Replicator.SubscribeResponse<LWWMap<String, NodeTools>> change) {
    if (change instanceof Replicator.Changed<LWWMap<String, NodeTools>> changed) {
      entries = Map.copyOf(changed.get(KEY).getEntries());
      view.hear(entries);
      removeGone();
    }
    return this;
  }

  /** The leader removes entries of nodes that are no longer members. */
  private void removeGone() {
    var now = view.members().view();
    if (now.leader().filter(now.self()::equals).isEmpty()) {
      return;
    }
    List<String> names = now.nodes().stream().map(NodeView::name).toList();
    if (names.contains("")) {
      // A node that has not told its name may be that of an entry.
      return;
    }
    entries.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> update(map -> map.remove(self, name)));
  }

  private void update(UnaryOperator<LWWMap<String, NodeTools>> change) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                KEY, LWWMap.empty(), Replicator.writeLocal(), replyTo, change::apply),
        Updated::new);
  }
}
