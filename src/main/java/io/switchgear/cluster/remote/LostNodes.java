package io.switchgear.cluster.remote;

import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Tells an actor of nodes that are lost. It takes the place of watching an actor on the other node
 * for each call, which makes Pekko flush its connections at the end of each.
 */
final class LostNodes {

  private LostNodes() {}

  /** Nodes that cannot be reached, and those that are no members any more. */
  static <C> void unreachable(ActorContext<C> context, Function<Address, C> lost) {
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    UnreachableMember.class, event -> lost.apply(event.member().address())),
                UnreachableMember.class));
    gone(context, lost);
  }

  /** Nodes that are no members any more; the others have decided so. */
  static <C> void gone(ActorContext<C> context, Function<Address, C> lost) {
    Cluster cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    MemberDowned.class, event -> lost.apply(event.member().address())),
                MemberDowned.class));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    MemberRemoved.class, event -> lost.apply(event.member().address())),
                MemberRemoved.class));
  }
}
