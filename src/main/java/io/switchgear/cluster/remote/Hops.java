package io.switchgear.cluster.remote;

import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.members.Peer;
import io.switchgear.cluster.members.Peers;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends calls of this node's clients to other nodes, and ends them when their node is lost. */
public final class Hops {

  private static final Logger LOG = LoggerFactory.getLogger(Hops.class);

  private final Bytes form;
  private final AtomicReference<Set<String>> known;
  private final ActorRef<Command> desk;

  private Hops(Bytes form, AtomicReference<Set<String>> known, ActorRef<Command> desk) {
    this.form = form;
    this.known = known;
    this.desk = desk;
  }

  /**
   * @param node name of this node
   */
  public static Hops start(ActorSystem<?> system, String node, Members members) {
    AtomicReference<Set<String>> known = new AtomicReference<>(Set.of());
    return new Hops(
        Bytes.in(system),
        known,
        system.systemActorOf(Desk.create(node, members, known), "hops", Props.empty()));
  }

  /** Whether that node takes calls at present. One that has just joined does so a little later. */
  boolean knows(String node) {
    return known.get().contains(node);
  }

  /** Runs the call on that node. Returns at once. */
  HopRun run(String node, ToolCall call, Progress progress) {
    HopRun run = new HopRun();
    // Written here and not by the desk, which serves all calls.
    try {
      byte[] bytes = form.write(call);
      if (bytes.length <= Parcel.MOST_BYTES) {
        desk.tell(new Depart(node, call, bytes, progress, run));
      } else {
        run.refuse(tooLarge(bytes.length));
      }
    } catch (IllegalArgumentException unwritable) {
      LOG.warn("call {} cannot be written: {}", call.id(), unwritable.getMessage());
      run.refuse(unwritable(unwritable.getMessage()));
    }
    return run;
  }

  private static ToolOutcome tooLarge(int bytes) {
    return new InvalidInput(
        "This node cannot run the call at present, and it is too large for another one: it has %,d bytes, and nodes send each other at most %,d. The call was not run. Divide it into smaller ones, for example with fewer targets each."
            .formatted(bytes, Parcel.MOST_BYTES));
  }

  private static ToolOutcome unwritable(String why) {
    return new InvalidInput(
        "This node cannot run the call at present, and its arguments cannot be sent to another one: %s. The call was not run. Write the arguments in plain text and with less nesting."
            .formatted(why));
  }

  private interface Command {}

  /**
   * @param bytes the form of the call, at most {@link Parcel#MOST_BYTES}
   */
  private record Depart(String node, ToolCall call, byte[] bytes, Progress progress, HopRun run)
      implements Command {}

  private record Arrived(ActorRef<Hop.Command> hop) implements Command {}

  private record Seen(List<Peer<ToRunner.Offer>> peers) implements Command {}

  private static final class Desk extends AbstractBehavior<Command> {

    private final String node;
    private final AtomicReference<Set<String>> known;
    private final Map<ActorRef<Hop.Command>, String> hops = new HashMap<>();
    private List<Peer<ToRunner.Offer>> peers = List.of();
    private long number;

    private Desk(
        ActorContext<Command> context,
        String node,
        Members members,
        AtomicReference<Set<String>> known) {
      super(context);
      this.node = node;
      this.known = known;
      ActorRef<Command> self = context.getSelf();
      context.spawn(
          Peers.follow(RemoteCalls.KEY, members, seen -> self.tell(new Seen(seen))), "peers");
    }

    /** It resumes after a bug, because a restart would end the calls under way. */
    static Behavior<Command> create(
        String node, Members members, AtomicReference<Set<String>> known) {
      return Behaviors.supervise(
              Behaviors.<Command>setup(context -> new Desk(context, node, members, known)))
          .onFailure(SupervisorStrategy.resume());
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Depart.class, this::onDepart)
          .onMessage(Arrived.class, this::onArrived)
          .onMessage(Seen.class, this::onSeen)
          .build();
    }

    private Behavior<Command> onDepart(Depart depart) {
      Optional<ActorRef<ToRunner.Offer>> to = find(depart.node());
      if (to.isEmpty()) {
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
                      depart.bytes()),
                  "hop-" + number++);
      hops.put(hop, depart.node());
      getContext().watchWith(hop, new Arrived(hop));
      return this;
    }

    private Optional<ActorRef<ToRunner.Offer>> find(String name) {
      return peers.stream()
          .filter(peer -> peer.node().name().equals(name) && peer.node().works())
          .findFirst()
          .flatMap(Peer::actor);
    }

    private Behavior<Command> onArrived(Arrived arrived) {
      hops.remove(arrived.hop());
      return this;
    }

    /** A node that leaves is reachable until its calls have ended. */
    private Behavior<Command> onSeen(Seen seen) {
      peers = seen.peers();
      known.set(
          peers.stream()
              .filter(peer -> peer.node().works() && peer.actor().isPresent())
              .map(peer -> peer.node().name())
              .collect(Collectors.toSet()));
      Set<String> reachable =
          peers.stream()
              .map(Peer::node)
              .filter(member -> member.reachable() && member.status() != NodeView.Status.DOWN)
              .map(NodeView::name)
              .collect(Collectors.toSet());
      hops.forEach(
          (hop, name) -> {
            if (!reachable.contains(name)) {
              hop.tell(Hop.NodeGone.GONE);
            }
          });
      return this;
    }
  }
}
