package io.switchgear.cluster.members;

import io.switchgear.cluster.join.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Finds the actor of one kind on each node. Each node has one, which it registers with the
 * receptionist.
 *
 * <pre>
 * on             does
 * Found, Viewed  tells of all members, each with its actor
 * </pre>
 */
public final class Peers {

  private Peers() {}

  /** The messages of the actor that follows. */
  public sealed interface Command {}

  private record Found(Receptionist.Listing listing) implements Command {}

  private record Viewed(ClusterView view) implements Command {}

  /**
   * Tells of all members whenever one of them, or what is known of its actor, has changed.
   *
   * @param told must not block or throw
   */
  public static <T> Behavior<Command> follow(
      ServiceKey<T> key, Members members, Consumer<List<Peer<T>>> told) {
    return Behaviors.setup(
        context -> {
          ActorRef<Command> self = context.getSelf();
          context
              .getSystem()
              .receptionist()
              .tell(
                  Receptionist.subscribe(
                      key, context.messageAdapter(Receptionist.Listing.class, Found::new)));
          members.follow(view -> self.tell(new Viewed(view)));
          String own = members.view().self();
          return following(key, own, Map.of(), members.view(), told);
        });
  }

  private static <T> Behavior<Command> following(
      ServiceKey<T> key,
      String own,
      Map<String, ActorRef<T>> actors,
      ClusterView view,
      Consumer<List<Peer<T>>> told) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Found found -> {
                Map<String, ActorRef<T>> now = actors(found.listing(), key, own);
                told.accept(peers(now, view));
                yield following(key, own, now, view, told);
              }
              case Viewed viewed -> {
                told.accept(peers(actors, viewed.view()));
                yield following(key, own, actors, viewed.view(), told);
              }
            });
  }

  /** By the address of their node. */
  private static <T> Map<String, ActorRef<T>> actors(
      Receptionist.Listing listing, ServiceKey<T> key, String own) {
    Map<String, ActorRef<T>> actors = new HashMap<>();
    for (ActorRef<T> actor : listing.getAllServiceInstances(key)) {
      Address address = actor.path().address();
      actors.put(address.hasLocalScope() ? own : Seeds.hostPort(address), actor);
    }
    return actors;
  }

  private static <T> List<Peer<T>> peers(Map<String, ActorRef<T>> actors, ClusterView view) {
    return view.nodes().stream()
        .map(node -> new Peer<>(node, Optional.ofNullable(actors.get(node.address()))))
        .toList();
  }
}
