package io.switchgear.mcp.relay;

import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.members.Peer;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.tool.CborSerializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Parent of the requests that this node forwards and of those that it serves for other nodes. Each
 * node has one.
 *
 * <pre>
 * on            does
 * Begin         starts a ServedRequest
 * Forward       starts a ForwardedRequest
 * Seen          tells the requests whose other node is gone
 * Detach        ends the forwarded requests, or the forwarded streams
 * Forwarded,    forgets the request
 *   Served
 * </pre>
 */
final class RelayDesk {

  /** The messages of the actor. Those that are serializable come from other nodes. */
  sealed interface Command {}

  /**
   * Begins a request.
   *
   * @param size of the body, in bytes
   * @param first the beginning of the body
   * @param gateway the name of the node that forwards it
   */
  record Begin(
      SessionRequest request,
      int size,
      Chunk first,
      String gateway,
      ActorRef<ForwardedRequest.Command> replyTo)
      implements Command, CborSerializable {}

  record Forward(Forwarding forwarding, ActorRef<Command> owner) implements Command {}

  record Seen(List<Peer<Command>> peers) implements Command {}

  record Detach(Predicate<SessionRequest.Kind> kinds) implements Command {}

  private record Forwarded(ActorRef<ForwardedRequest.Command> request) implements Command {}

  private record Served(ActorRef<ServedRequest.Command> request) implements Command {}

  static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "session-relay");

  private static final int SIXTEENTH = 16;

  private record UnderWay(SessionRequest.Kind kind, ActorRef<Command> owner) {}

  private final ActorContext<Command> context;
  private final String node;
  private final SessionOwner owner;
  private final ByteBudget waiting = ByteBudget.ofHeap(SIXTEENTH);
  private final Map<ActorRef<ForwardedRequest.Command>, UnderWay> forwarded = new HashMap<>();
  private final Map<ActorRef<ServedRequest.Command>, String> served = new HashMap<>();

  /** The names of the members that were reachable last. */
  private Set<String> reachable = Set.of();

  private RelayDesk(ActorContext<Command> context, String node, SessionOwner owner) {
    this.context = context;
    this.node = node;
    this.owner = owner;
  }

  /**
   * It resumes after a bug, because a restart would end the requests under way.
   *
   * @param node the name of this node
   * @param owner answers for the sessions of this node
   */
  static Behavior<Command> create(String node, SessionOwner owner) {
    Behavior<Command> desk =
        Behaviors.setup(
            context -> {
              context
                  .getSystem()
                  .receptionist()
                  .tell(Receptionist.register(KEY, context.getSelf()));
              return Behaviors.receiveMessage(new RelayDesk(context, node, owner)::on);
            });
    return Behaviors.supervise(desk).onFailure(SupervisorStrategy.resume());
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Begin begin -> onBegin(begin);
      case Forward forward -> onForward(forward);
      case Seen seen -> onSeen(seen.peers());
      case Detach detach ->
          forwarded.forEach(
              (request, underWay) -> {
                if (detach.kinds().test(underWay.kind())) {
                  request.tell(ForwardedRequest.Detach.INSTANCE);
                }
              });
      case Forwarded over -> forwarded.remove(over.request());
      case Served over -> served.remove(over.request());
    }
    return Behaviors.same();
  }

  private void onBegin(Begin begin) {
    ActorRef<ServedRequest.Command> request =
        context.spawnAnonymous(ServedRequest.create(begin, owner, waiting));
    served.put(request, begin.gateway());
    context.watchWith(request, new Served(request));
  }

  private void onForward(Forward forward) {
    ActorRef<ForwardedRequest.Command> request =
        context.spawnAnonymous(
            ForwardedRequest.create(forward.forwarding(), node, forward.owner()));
    forwarded.put(request, new UnderWay(forward.forwarding().request().kind(), forward.owner()));
    context.watchWith(request, new Forwarded(request));
  }

  private void onSeen(List<Peer<Command>> peers) {
    List<Peer<Command>> now = peers.stream().filter(peer -> peer.node().reachable()).toList();
    Set<ActorRef<Command>> desks =
        now.stream().flatMap(peer -> peer.actor().stream()).collect(Collectors.toSet());
    forwarded.forEach(
        (request, underWay) -> {
          if (!desks.contains(underWay.owner())) {
            request.tell(ForwardedRequest.OwnerLost.INSTANCE);
          }
        });
    Set<String> names =
        now.stream().map(Peer::node).map(NodeView::name).collect(Collectors.toSet());
    // A gateway that has just joined may forward before this node knows its name.
    Set<String> lost = new HashSet<>(reachable);
    lost.removeAll(names);
    reachable = names;
    served.forEach(
        (request, gateway) -> {
          if (lost.contains(gateway)) {
            request.tell(ServedRequest.GatewayLost.INSTANCE);
          }
        });
  }
}
