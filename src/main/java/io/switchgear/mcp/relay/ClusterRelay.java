package io.switchgear.mcp.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.Peers;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.SessionId;
import io.switchgear.mcp.relay.SessionPlaces.Here;
import io.switchgear.mcp.relay.SessionPlaces.There;
import io.switchgear.mcp.relay.SessionPlaces.Unreachable;
import io.switchgear.metrics.RelayMetrics;
import io.switchgear.metrics.RelayMetrics.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The relay of a node of a cluster: the table of places, and the desk that forwards. */
public final class ClusterRelay implements SessionRelay {

  private final String tag;
  private final ActorRef<RelayDesk.Command> desk;
  private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
  private volatile SessionPlaces places;
  private volatile boolean stopped;

  private ClusterRelay(String node, ActorRef<RelayDesk.Command> desk) {
    this.tag = SessionId.tagOf(node);
    this.desk = desk;
    this.places = SessionPlaces.of(node, List.of());
  }

  /**
   * Serves the sessions of this node to the others from now on, and finds theirs.
   *
   * @param node the name of this node
   * @param owner answers for the sessions of this node
   */
  public static SessionRelay start(
      ActorSystem<?> system, String node, Members members, SessionOwner owner) {
    ActorRef<RelayDesk.Command> desk =
        system.systemActorOf(RelayDesk.create(node, owner), "session-relay", Props.empty());
    ClusterRelay relay = new ClusterRelay(node, desk);
    system.systemActorOf(
        Peers.follow(
            RelayDesk.KEY,
            members,
            peers -> {
              relay.places = SessionPlaces.of(node, peers);
              desk.tell(new RelayDesk.Seen(peers));
            }),
        "session-relay-peers",
        Props.empty());
    return relay;
  }

  @Override
  public Optional<McpReply> forward(SessionRequest request, byte[] body, Optional<JsonNode> id) {
    return request
        .head()
        .sessionId()
        .flatMap(
            session ->
                switch (places.find(session, tag)) {
                  case Here ignored -> Optional.empty();
                  case Unreachable ignored -> {
                    RelayMetrics.count(Result.UNREACHABLE);
                    yield Optional.of(Forwarding.of(request, body, id).unreachable());
                  }
                  case There there ->
                      Optional.of(forwarded(Forwarding.of(request, body, id), there));
                });
  }

  private McpReply forwarded(Forwarding forwarding, There there) {
    if (stopped) {
      return forwarding.ending();
    }
    CompletableFuture<?> over = forwarding.settled().thenCompose(ClusterRelay::over);
    inFlight.add(over);
    over.whenComplete((done, bug) -> inFlight.remove(over));
    RelayMetrics.count(Result.SENT);
    desk.tell(new RelayDesk.Forward(forwarding, there.desk()));
    return new McpReply.Later(forwarding.settled());
  }

  private static CompletionStage<?> over(McpReply.Settled reply) {
    return reply instanceof McpReply.InFlight running
        ? running.exchange().answer()
        : CompletableFuture.completedFuture(reply);
  }

  @Override
  public void endStreams() {
    desk.tell(new RelayDesk.Detach(kind -> kind == SessionRequest.Kind.STREAM));
  }

  @Override
  public void stop() {
    stopped = true;
    desk.tell(new RelayDesk.Detach(kind -> true));
  }

  @Override
  public int inFlight() {
    return inFlight.size();
  }

  @Override
  public CompletionStage<Void> drained() {
    return CompletableFuture.allOf(inFlight.toArray(CompletableFuture[]::new));
  }
}
