package io.switchgear.cluster.remote;

import io.switchgear.cluster.join.Seeds;
import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.tool.ToolCatalog;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Runs calls that other nodes place here, and stops those of nodes that are gone. */
public final class RemoteCalls {

  static final ServiceKey<ToRunner.Offer> KEY =
      ServiceKey.create(ToRunner.Offer.class, "remote-calls");

  private RemoteCalls() {}

  /**
   * Lets other nodes find this one.
   *
   * @param tools that calls of other nodes run with
   */
  public static void start(ActorSystem<?> system, Members members, ToolCatalog tools) {
    system.systemActorOf(Desk.create(members, tools), "remote-calls", Props.empty());
  }

  private interface Command {}

  private record Offered(ToRunner.Offer offer) implements Command {}

  private record Ended(ActorRef<RemoteCall.Command> call) implements Command {}

  private record Seen(ClusterView view) implements Command {}

  private static final class Desk extends AbstractBehavior<Command> {

    private final ToolCatalog tools;
    private final Map<ActorRef<RemoteCall.Command>, String> calls = new HashMap<>();

    private Desk(ActorContext<Command> context, Members members, ToolCatalog tools) {
      super(context);
      this.tools = tools;
      ActorRef<Command> self = context.getSelf();
      members.follow(view -> self.tell(new Seen(view)));
      context
          .getSystem()
          .receptionist()
          .tell(
              Receptionist.register(
                  KEY, context.messageAdapter(ToRunner.Offer.class, Offered::new)));
    }

    /** It resumes after a bug, because a restart would end the calls under way. */
    static Behavior<Command> create(Members members, ToolCatalog tools) {
      return Behaviors.supervise(
              Behaviors.<Command>setup(context -> new Desk(context, members, tools)))
          .onFailure(SupervisorStrategy.resume());
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Offered.class, offered -> onOffer(offered.offer()))
          .onMessage(Ended.class, this::onEnded)
          .onMessage(Seen.class, this::onSeen)
          .build();
    }

    private Behavior<Command> onOffer(ToRunner.Offer offer) {
      ActorRef<RemoteCall.Command> call =
          getContext().spawnAnonymous(RemoteCall.create(offer, tools));
      calls.put(call, Seeds.hostPort(offer.caller().path().address()));
      getContext().watchWith(call, new Ended(call));
      return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
      calls.remove(ended.call());
      return this;
    }

    /** A node that cannot be reached may come back; one that is no member does not. */
    private Behavior<Command> onSeen(Seen seen) {
      Set<String> members =
          seen.view().nodes().stream()
              .filter(node -> node.status() != NodeView.Status.DOWN)
              .map(NodeView::address)
              .collect(Collectors.toSet());
      calls.forEach(
          (call, address) -> {
            if (!members.contains(address)) {
              call.tell(RemoteCall.CallerGone.GONE);
            }
          });
      return this;
    }
  }
}
