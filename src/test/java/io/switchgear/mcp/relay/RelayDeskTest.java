package io.switchgear.mcp.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.members.NodeView.Status;
import io.switchgear.cluster.members.Peer;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.Effect.SpawnedAnonymous;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** What the desk tells requests when nodes come and go. */
class RelayDeskTest {

  private static final SessionRequest REQUEST =
      new SessionRequest(SessionRequest.Kind.MESSAGE, RequestHead.NONE, Caller.LOCAL);

  private final BehaviorTestKit<RelayDesk.Command> desk =
      BehaviorTestKit.create(RelayDesk.create("own", (request, body) -> new McpReply.Accepted()));
  private final ActorRef<RelayDesk.Command> other = TestInbox.<RelayDesk.Command>create().getRef();

  private void seen(boolean reachable, String name) {
    desk.run(
        new RelayDesk.Seen(
            List.of(
                new Peer<>(
                    new NodeView(
                        "10.0.0.1:1", name, List.of(), Status.UP, reachable, "1", Optional.empty()),
                    Optional.of(other)))));
  }

  private TestInbox<ServedRequest.Command> serve() {
    desk.run(
        new RelayDesk.Begin(
            REQUEST,
            0,
            new Chunk(new byte[0]),
            "other",
            TestInbox.<ForwardedRequest.Command>create().getRef()));
    return desk.childInbox(child());
  }

  private TestInbox<ForwardedRequest.Command> forward() {
    desk.run(new RelayDesk.Forward(Forwarding.of(REQUEST, new byte[0], Optional.empty()), other));
    return desk.childInbox(child());
  }

  private String child() {
    return desk.getAllEffects().stream()
        .filter(SpawnedAnonymous.class::isInstance)
        .map(effect -> ((SpawnedAnonymous<?>) effect).ref().path().name())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void requestsOfANodeThatIsLostAreTold() {
    seen(true, "other");
    TestInbox<ServedRequest.Command> served = serve();
    TestInbox<ForwardedRequest.Command> forwarded = forward();
    seen(true, "other");
    assertEquals(List.of(), served.getAllReceived());
    assertEquals(List.of(), forwarded.getAllReceived());
    seen(false, "other");
    assertEquals(List.of(ServedRequest.GatewayLost.INSTANCE), served.getAllReceived());
    assertEquals(List.of(ForwardedRequest.OwnerLost.INSTANCE), forwarded.getAllReceived());
  }

  @Test
  void aGatewayWhoseNameIsNotKnownYetIsNotLost() {
    TestInbox<ServedRequest.Command> served = serve();
    seen(true, "");
    seen(true, "other");
    assertEquals(List.of(), served.getAllReceived());
  }

  @Test
  void streamsEndBeforeCallsWhenTheNodeEnds() {
    TestInbox<ForwardedRequest.Command> message = forward();
    desk.run(new RelayDesk.Detach(kind -> kind == SessionRequest.Kind.STREAM));
    assertEquals(List.of(), message.getAllReceived());
    desk.run(new RelayDesk.Detach(kind -> true));
    assertEquals(List.of(ForwardedRequest.Detach.INSTANCE), message.getAllReceived());
  }
}
