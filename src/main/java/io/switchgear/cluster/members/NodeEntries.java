package io.switchgear.cluster.members;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;

/**
 * One replicated entry for each node, by the node's name. Only the node itself writes it; the
 * leader removes those of nodes that are no longer members.
 *
 * @param <T> an entry; has a form for other nodes
 */
public final class NodeEntries<T> extends AbstractBehavior<NodeEntries.Command> {

  private final Members members;
  private final String node;
  private final Consumer<Map<String, T>> heard;
  private final Key<LWWMap<String, T>> key;
  private final SelfUniqueAddress self;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, T>> replicator;

  /** A message to the entries. */
  public interface Command {}

  /**
   * This node's entry is another one.
   *
   * @param <T> the entry
   */
  public record Put<T>(T entry) implements Command {}

  private record Changed<T>(Replicator.SubscribeResponse<LWWMap<String, T>> change)
      implements Command {}

  private record Updated<T>(Replicator.UpdateResponse<LWWMap<String, T>> response)
      implements Command {}

  private NodeEntries(
      ActorContext<Command> context,
      String name,
      Members members,
      String node,
      Consumer<Map<String, T>> heard,
      ReplicatorMessageAdapter<Command, LWWMap<String, T>> replicator) {
    super(context);
    this.members = members;
    this.node = node;
    this.heard = heard;
    this.key = LWWMapKey.create(name);
    this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
    this.replicator = replicator;
    replicator.subscribe(key, Changed::new);
  }

  /**
   * @param name of the entries in the cluster
   * @param node name of this node
   * @param heard told of all entries whenever one has changed; must not block
   */
  public static <T> Behavior<Command> create(
      String name, Members members, String node, Consumer<Map<String, T>> heard) {
    Behavior<Command> entries =
        Behaviors.setup(
            context ->
                DistributedData.<Command, LWWMap<String, T>>withReplicatorMessageAdapter(
                    replicator ->
                        new NodeEntries<>(context, name, members, node, heard, replicator)));
    return Behaviors.supervise(entries).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .<Put<T>>onMessageUnchecked(Put.class, put -> put(put.entry()))
        .<Changed<T>>onMessageUnchecked(Changed.class, changed -> changed(changed.change()))
        .onMessage(Updated.class, updated -> this)
        .build();
  }

  private Behavior<Command> put(T entry) {
    update(map -> map.put(self, node, entry));
    return this;
  }

  private Behavior<Command> changed(Replicator.SubscribeResponse<LWWMap<String, T>> change) {
    if (change instanceof Replicator.Changed<LWWMap<String, T>> changed) {
      Map<String, T> entries = Map.copyOf(changed.get(key).getEntries());
      heard.accept(entries);
      removeGone(entries);
    }
    return this;
  }

  private void removeGone(Map<String, T> entries) {
    ClusterView now = members.view();
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

  private void update(UnaryOperator<LWWMap<String, T>> change) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                key, LWWMap.empty(), Replicator.writeLocal(), replyTo, change::apply),
        Updated::new);
  }
}
