package io.switchgear.mcp.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.members.NodeView.Status;
import io.switchgear.cluster.members.Peer;
import io.switchgear.mcp.legacy.SessionId;
import io.switchgear.mcp.relay.SessionPlaces.Here;
import io.switchgear.mcp.relay.SessionPlaces.Place;
import io.switchgear.mcp.relay.SessionPlaces.There;
import io.switchgear.mcp.relay.SessionPlaces.Unreachable;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class SessionPlacesTest {

  private static final String SECRET = "0123456789abcdef0123456789ABCDEF.";

  private final ActorRef<RelayDesk.Command> desk = TestInbox.<RelayDesk.Command>create().getRef();

  private Peer<RelayDesk.Command> peer(String name, boolean reachable, boolean known) {
    return new Peer<>(
        new NodeView(
            "10.0.0.1:" + name.hashCode(),
            name,
            List.of(),
            Status.UP,
            reachable,
            "1",
            Optional.empty()),
        known ? Optional.of(desk) : Optional.empty());
  }

  private static Place find(String id, List<Peer<RelayDesk.Command>> peers) {
    return SessionPlaces.of("own", peers).find(id, SessionId.tagOf("own"));
  }

  private static String idAt(String node) {
    return SECRET + SessionId.tagOf(node);
  }

  @Test
  void aSessionIsAtTheNodeOfItsTag() {
    Peer<RelayDesk.Command> own = peer("own", true, true);
    Peer<RelayDesk.Command> other = peer("other", true, true);
    assertEquals(new There(desk), find(idAt("other"), List.of(own, other)));
    assertEquals(Here.INSTANCE, find(idAt("own"), List.of(own, other)));
  }

  @Test
  void thisNodeAnswersForIdsThatBelongToNobody() {
    Peer<RelayDesk.Command> other = peer("other", true, true);
    for (String id :
        List.of(idAt("gone"), "", "nope", SECRET, "0123456789abcdef0123456789ABCDEF", "x.y")) {
      assertEquals(Here.INSTANCE, find(id, List.of(other)), id);
    }
  }

  @Test
  void aMemberThatCannotBeAskedNowMayHaveTheSession() {
    assertEquals(Unreachable.INSTANCE, find(idAt("other"), List.of(peer("other", false, true))));
    assertEquals(Unreachable.INSTANCE, find(idAt("other"), List.of(peer("other", true, false))));
  }

  @Test
  void aMemberThatHasNotToldItsNameMayHaveTheSession() {
    assertEquals(
        Unreachable.INSTANCE,
        find(idAt("third"), List.of(peer("other", true, true), peer("", true, true))));
  }
}
