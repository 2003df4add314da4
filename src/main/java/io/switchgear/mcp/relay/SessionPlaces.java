package io.switchgear.mcp.relay;

import io.switchgear.cluster.members.Peer;
import io.switchgear.mcp.legacy.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where the sessions of the cluster are, by the tags in their ids; a value.
 *
 * @param others the other members, by their tags
 * @param nameless whether there is a member that has not told its name yet
 */
record SessionPlaces(Map<String, Peer<RelayDesk.Command>> others, boolean nameless) {

  /** Where a session is. */
  sealed interface Place {}

  /** At this node, or nowhere: this node answers. */
  enum Here implements Place {
    INSTANCE
  }

  record There(ActorRef<RelayDesk.Command> desk) implements Place {}

  /** At a member that cannot be reached at present, or perhaps at one that has just joined. */
  enum Unreachable implements Place {
    INSTANCE
  }

  static SessionPlaces of(String node, List<Peer<RelayDesk.Command>> peers) {
    Map<String, Peer<RelayDesk.Command>> others = new HashMap<>();
    for (Peer<RelayDesk.Command> peer : peers) {
      String name = peer.node().name();
      if (!name.isEmpty() && !name.equals(node)) {
        others.put(SessionId.tagOf(name), peer);
      }
    }
    return new SessionPlaces(
        Map.copyOf(others), peers.stream().anyMatch(peer -> peer.node().name().isEmpty()));
  }

  /**
   * @param own the tag of this node
   */
  Place find(String sessionId, String own) {
    Optional<String> tag = SessionId.tagIn(sessionId).filter(found -> !found.equals(own));
    if (tag.isEmpty()) {
      return Here.INSTANCE;
    }
    Optional<Peer<RelayDesk.Command>> peer = Optional.ofNullable(others.get(tag.get()));
    if (peer.isEmpty()) {
      return nameless ? Unreachable.INSTANCE : Here.INSTANCE;
    }
    return peer.filter(each -> each.node().reachable())
        .flatMap(Peer::actor)
        .<Place>map(There::new)
        .orElse(Unreachable.INSTANCE);
  }
}
