package io.switchgear.cluster.members;

import io.switchgear.cluster.join.Seeds;
import io.switchgear.cluster.members.NodeView.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Leave;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Who is in the cluster: Pekko's membership, and what the nodes tell of themselves. Thread-safe.
 */
public final class Members {

  private final Cluster cluster;
  private final AtomicReference<ClusterView> view;
  private final List<Consumer<ClusterView>> followers = new CopyOnWriteArrayList<>();
  private final AtomicLong lost = new AtomicLong();

  /** What the nodes have told. Here, so that their names are known after a bug too. */
  private volatile Map<String, NodeFacts> facts = Map.of();

  private Members(Cluster cluster) {
    this.cluster = cluster;
    this.view =
        new AtomicReference<>(
            new ClusterView(
                Seeds.hostPort(cluster.selfMember().address()), Optional.empty(), List.of()));
  }

  /**
   * @param name of this node
   * @param version of the program
   */
  public static Members start(ActorSystem<?> system, String name, String version) {
    Members members = new Members(Cluster.get(system));
    system.systemActorOf(Watch.create(members, name, version), "members", Props.empty());
    return members;
  }

  /** The latest view. Waits for nothing. */
  public ClusterView view() {
    return view.get();
  }

  /**
   * How many members were removed without leaving, since this node has started: they could not be
   * reached, or an operator has declared them dead.
   */
  public long lost() {
    return lost.get();
  }

  /**
   * Tells of the view now, and after each change of it.
   *
   * @param follower must not block or throw; it may be told of the same view twice
   */
  public void follow(Consumer<ClusterView> follower) {
    followers.add(follower);
    follower.accept(view());
  }

  /**
   * A node by its name or its address. A node that has not told its name is found by its address.
   */
  public Optional<NodeView> find(String nameOrAddress) {
    return view().nodes().stream()
        .filter(node -> node.address().equals(nameOrAddress) || node.name().equals(nameOrAddress))
        .filter(node -> !nameOrAddress.isEmpty())
        .findFirst();
  }

  /** Asks the node to hand over what it owns and to end. Returns at once. */
  public void leave(NodeView node) {
    address(node).ifPresent(address -> cluster.manager().tell(Leave.create(address)));
  }

  /**
   * Declares a node dead, whether it can be reached or not: the others take over what it owned. If
   * it still runs and hears of it, it ends. Returns at once.
   */
  public void down(NodeView node) {
    address(node).ifPresent(address -> cluster.manager().tell(new Down(address)));
  }

  private Optional<Address> address(NodeView node) {
    return Seeds.addresses(cluster.selfMember().address(), List.of(node.address())).stream()
        .findFirst();
  }

  private void look() {
    CurrentClusterState state = cluster.state();
    Set<Address> unreachable = new HashSet<>();
    state.getUnreachable().forEach(member -> unreachable.add(member.address()));
    TreeMap<String, NodeView> nodes = new TreeMap<>();
    StreamSupport.stream(state.getMembers().spliterator(), false)
        .map(member -> node(member, !unreachable.contains(member.address())))
        .forEach(node -> nodes.put(node.address(), node));
    view.set(
        new ClusterView(
            view.get().self(),
            Optional.ofNullable(state.getLeader()).map(Seeds::hostPort),
            List.copyOf(nodes.values())));
    followers.forEach(follower -> follower.accept(view()));
  }

  private NodeView node(Member member, boolean reachable) {
    Optional<NodeFacts> told = Optional.ofNullable(facts.get(key(member.uniqueAddress())));
    return new NodeView(
        Seeds.hostPort(member.address()),
        told.map(NodeFacts::name).orElse(""),
        member.getRoles().stream().filter(role -> !role.startsWith("dc-")).sorted().toList(),
        status(member.status()),
        reachable,
        told.map(NodeFacts::version).orElse(""),
        told.map(NodeFacts::upSince).map(Instant::ofEpochMilli));
  }

  private static Status status(MemberStatus status) {
    return switch (status.toString()) {
      case "Joining" -> Status.JOINING;
      case "WeaklyUp" -> Status.WEAKLY_UP;
      case "Up" -> Status.UP;
      case "Leaving" -> Status.LEAVING;
      case "Exiting" -> Status.EXITING;
      case "Down" -> Status.DOWN;
      default -> Status.REMOVED;
    };
  }

  /** Of one run of a node: a restarted one has another. */
  private static String key(UniqueAddress node) {
    return Seeds.hostPort(node.address()) + "#" + node.longUid();
  }

  /** Follows the cluster. */
  private static final class Watch extends AbstractBehavior<Watch.Command> {

    private static final Key<LWWMap<String, NodeFacts>> KEY = LWWMapKey.create("node-facts");

    /** Pauses of a restart: what is told again at once may fail again at once. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final Duration LATER = Duration.ofSeconds(5);

    private final Members members;
    private final String name;
    private final String version;
    private final SelfUniqueAddress self;
    private final ReplicatorMessageAdapter<Command, LWWMap<String, NodeFacts>> replicator;

    private Watch(
        ActorContext<Command> context,
        Members members,
        String name,
        String version,
        ReplicatorMessageAdapter<Command, LWWMap<String, NodeFacts>> replicator) {
      super(context);
      this.members = members;
      this.name = name;
      this.version = version;
      this.replicator = replicator;
      this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
      replicator.subscribe(KEY, Told::new);
      members
          .cluster
          .subscriptions()
          .tell(
              Subscribe.create(
                  context.messageAdapter(ClusterDomainEvent.class, Changed::new),
                  ClusterDomainEvent.class));
      members
          .cluster
          .subscriptions()
          .tell(
              Subscribe.create(context.messageAdapter(SelfUp.class, up -> new Up()), SelfUp.class));
    }

    private interface Command {}

    private record Changed(ClusterDomainEvent event) implements Command {}

    private record Told(Replicator.SubscribeResponse<LWWMap<String, NodeFacts>> change)
        implements Command {}

    private record Updated(Replicator.UpdateResponse<LWWMap<String, NodeFacts>> response)
        implements Command {}

    private record Up() implements Command {}

    /** A restart subscribes again, which tells of the present members. */
    static Behavior<Command> create(Members members, String name, String version) {
      Behavior<Command> watch =
          Behaviors.setup(
              context ->
                  DistributedData.<Command, LWWMap<String, NodeFacts>>withReplicatorMessageAdapter(
                      replicator -> new Watch(context, members, name, version, replicator)));
      return Behaviors.supervise(watch)
          .onFailure(SupervisorStrategy.restartWithBackoff(SOON, LATER, 0));
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Changed.class, changed -> changed(changed.event()))
          .onMessage(Told.class, told -> told(told.change()))
          .onMessage(Up.class, up -> tell())
          .onMessage(Updated.class, updated -> Behaviors.same())
          .build();
    }

    private Behavior<Command> changed(ClusterDomainEvent event) {
      if (event instanceof MemberRemoved removed) {
        String gone = key(removed.member().uniqueAddress());
        update(known -> known.remove(self, gone));
        if (removed.previousStatus() == MemberStatus.down()) {
          members.lost.incrementAndGet();
        }
      }
      members.look();
      return this;
    }

    private Behavior<Command> told(Replicator.SubscribeResponse<LWWMap<String, NodeFacts>> change) {
      if (change instanceof Replicator.Changed<LWWMap<String, NodeFacts>> changed) {
        members.facts = Map.copyOf(changed.get(KEY).getEntries());
        members.look();
      }
      return this;
    }

    /** Once: after a restart of this actor, Pekko says again that this node is up. */
    private Behavior<Command> tell() {
      String own = key(self.uniqueAddress());
      if (!members.facts.containsKey(own)) {
        NodeFacts facts = new NodeFacts(name, version, System.currentTimeMillis());
        update(known -> known.put(self, own, facts));
      }
      return this;
    }

    private void update(UnaryOperator<LWWMap<String, NodeFacts>> change) {
      replicator.askUpdate(
          replyTo ->
              new Replicator.Update<>(
                  KEY, LWWMap.empty(), Replicator.writeLocal(), replyTo, change::apply),
          Updated::new);
    }
  }
}
