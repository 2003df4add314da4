package io.switchgear.cluster.remote;

import io.switchgear.cluster.join.Seeds;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** Sends calls of this node's clients to other nodes, and ends them when their node is lost. */
public final class Hops {

  private final ActorRef<Command> desk;

  private Hops(ActorRef<Command> desk) {
    this.desk = desk;
  }

  /**
   * @param node name of this node
   */
  public static Hops start(ActorSystem<?> system, String node, Members members) {
    return new Hops(
        system.systemActorOf(
            Behaviors.setup(context -> new Desk(context, node, members)), "hops", Props.empty()));
  }

  /** Runs the call on that node. Returns at once. */
  HopRun run(String node, ToolCall call, Progress progress) {
    HopRun run = new HopRun();
    desk.tell(new Depart(node, call, progress, run));
    return run;
  }

  private interface Command {}

  private record Depart(String node, ToolCall call, Progress progress, HopRun run)
      implements Command {}

  private record Arrived(ActorRef<Hop.Command> hop) implements Command {}

  private record Found(Receptionist.Listing listing) implements Command {}

  private record Gone(Address node) implements Command {}

  private static final class Desk extends AbstractBehavior<Command> {

    private final String node;
    private final Members members;
    private final Map<ActorRef<Hop.Command>, Address> hops = new HashMap<>();
    private Set<ActorRef<ToRunner.Offer>> nodes = Set.of();
    private long number;

    Desk(ActorContext<Command> context, String node, Members members) {
      super(context);
      this.node = node;
      this.members = members;
      context
          .getSystem()
          .receptionist()
          .tell(
              Receptionist.subscribe(
                  RemoteCalls.KEY, context.messageAdapter(Receptionist.Listing.class, Found::new)));
      LostNodes.unreachable(context, Gone::new);
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Depart.class, this::onDepart)
          .onMessage(Arrived.class, this::onArrived)
          .onMessage(Found.class, this::onFound)
          .onMessage(Gone.class, this::onGone)
          .build();
    }

    private Behavior<Command> onDepart(Depart depart) {
      Optional<ActorRef<ToRunner.Offer>> to = find(depart.node());
      byte[] call = Bytes.in(getContext().getSystem()).write(depart.call());
      if (to.isEmpty() || call.length > Parcel.MOST_BYTES) {
        depart.run().end().complete(HopEnd.NotSent.NOT_SENT);
        return this;
      }
      ActorRef<Hop.Command> hop =
          getContext()
              .spawn(
                  Hop.create(
                      new Hop.Travel(
                          node,
                          depart.node(),
                          to.get(),
                          depart.call(),
                          depart.progress(),
                          depart.run().stopped(),
                          depart.run().end()),
                      call),
                  "hop-" + number++);
      hops.put(hop, to.get().path().address());
      getContext().watchWith(hop, new Arrived(hop));
      return this;
    }

    /** The node's actor for calls, if the node is a member and reachable. */
    private Optional<ActorRef<ToRunner.Offer>> find(String name) {
      return members
          .find(name)
          .filter(NodeView::works)
          .flatMap(
              member ->
                  nodes.stream()
                      .filter(ref -> ref.path().address().hasGlobalScope())
                      .filter(ref -> Seeds.hostPort(ref.path().address()).equals(member.address()))
                      .findFirst());
    }

    private Behavior<Command> onArrived(Arrived arrived) {
      hops.remove(arrived.hop());
      return this;
    }

    private Behavior<Command> onFound(Found found) {
      nodes = Set.copyOf(found.listing().getServiceInstances(RemoteCalls.KEY));
      return this;
    }

    private Behavior<Command> onGone(Gone gone) {
      hops.forEach(
          (hop, address) -> {
            if (address.equals(gone.node())) {
              hop.tell(Hop.NodeGone.GONE);
            }
          });
      return this;
    }
  }
}
