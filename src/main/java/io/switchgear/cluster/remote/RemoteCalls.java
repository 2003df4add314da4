package io.switchgear.cluster.remote;

import io.switchgear.tool.ToolCatalog;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Runs calls that other nodes place here. */
public final class RemoteCalls {

  static final ServiceKey<ToRunner.Offer> KEY =
      ServiceKey.create(ToRunner.Offer.class, "remote-calls");

  private RemoteCalls() {}

  /**
   * Lets other nodes find this one.
   *
   * @param tools that calls of other nodes run with
   */
  public static void start(ActorSystem<?> system, ToolCatalog tools) {
    ActorRef<ToRunner.Offer> desk =
        system.systemActorOf(
            Behaviors.supervise(Behaviors.<ToRunner.Offer>setup(context -> desk(context, tools)))
                .onFailure(RuntimeException.class, SupervisorStrategy.resume()),
            "remote-calls",
            Props.empty());
    system.receptionist().tell(Receptionist.register(KEY, desk));
  }

  private static Behavior<ToRunner.Offer> desk(
      ActorContext<ToRunner.Offer> context, ToolCatalog tools) {
    return Behaviors.receiveMessage(
        offer -> {
          context.spawnAnonymous(RemoteCall.create(offer, tools));
          return Behaviors.same();
        });
  }
}
