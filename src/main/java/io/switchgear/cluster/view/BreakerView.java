package io.switchgear.cluster.view;

import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.config.ClusterSettings.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * The breakers of all nodes, as this node has heard of them. Reading waits for nothing. Ages are
 * measured by this node's own clock, from the arrival of an entry, because clocks of nodes differ.
 */
public final class BreakerView {

  /** More entries of one node are never on their way at the same time. */
  private static final long BEATS_ON_THE_WAY = 1_000;

  private final String node;
  private final Members members;
  private final Supplier<Map<String, ToolState>> own;
  private final LongSupplier nanos;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<ActorRef<ViewExchange.Command>> exchange = Optional.empty();

  private record Heard(NodeTools entry, long at) {}

  private BreakerView(
      String node, Members members, Supplier<Map<String, ToolState>> own, LongSupplier nanos) {
    this.node = node;
    this.members = members;
    this.own = own;
    this.nanos = nanos;
  }

  /**
   * Publishes this node's tools from now on, and hears those of the others.
   *
   * @param node name of this node
   * @param own the present state of its tools, by name; read a few times a second
   * @param nanos monotonic clock
   */
  public static BreakerView start(
      ActorSystem<?> system,
      String node,
      Members members,
      Supplier<Map<String, ToolState>> own,
      LongSupplier nanos) {
    BreakerView view = new BreakerView(node, members, own, nanos);
    view.exchange =
        Optional.of(system.systemActorOf(ViewExchange.create(view), "breaker-view", Props.empty()));
    return view;
  }

  /** A tool of this node has changed its state, so the others should hear of it soon. */
  public void changed() {
    exchange.ifPresent(actor -> actor.tell(ViewExchange.Look.LOOK));
  }

  /** This node, with the present state of its tools. */
  public NodeState self() {
    return state(node, Duration.ZERO, own.get());
  }

  /** All other members, by name. A member that has told nothing yet has no tools. */
  public List<NodeState> others() {
    long now = nanos.getAsLong();
    return members.view().nodes().stream()
        .map(NodeView::name)
        .filter(name -> !name.isEmpty() && !name.equals(node))
        .sorted()
        .map(
            name -> {
              Optional<Heard> known = Optional.ofNullable(heard.get(name));
              return state(
                  name,
                  known.map(entry -> Duration.ofNanos(now - entry.at())).orElse(Duration.ofDays(1)),
                  known.map(entry -> entry.entry().tools()).orElse(Map.of()));
            })
        .toList();
  }

  /** This node and all other members. */
  public List<NodeState> all() {
    return Stream.concat(Stream.of(self()), others().stream()).toList();
  }

  private NodeState state(String name, Duration age, Map<String, ToolState> tools) {
    Optional<NodeView> member = members.find(name);
    return new NodeState(
        name,
        member.filter(NodeView::works).isPresent(),
        member.filter(each -> each.roles().contains(Role.WORKER.wire())).isPresent(),
        age,
        tools);
  }

  String node() {
    return node;
  }

  Members members() {
    return members;
  }

  Map<String, ToolState> own() {
    return own.get();
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Notes the entries of the replicated map. */
  void hear(Map<String, NodeTools> entries) {
    entries.values().forEach(this::note);
    heard.keySet().retainAll(entries.keySet());
    listeners.forEach(Runnable::run);
  }

  /**
   * @param listener runs after each arrival of entries; must return at once and not throw
   */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Notes the entry of one node, unless a later one has overtaken it. */
  void hear(NodeTools entry) {
    note(entry);
    listeners.forEach(Runnable::run);
  }

  private void note(NodeTools entry) {
    long now = nanos.getAsLong();
    heard.compute(
        entry.node(),
        (name, before) ->
            before != null && isOvertaken(entry.beat(), before.entry().beat())
                ? before
                : new Heard(entry, now));
  }

  /** A restarted node has another range of beats, also if its clock was set back. */
  private static boolean isOvertaken(long beat, long known) {
    return beat <= known && known - beat < BEATS_ON_THE_WAY;
  }
}
