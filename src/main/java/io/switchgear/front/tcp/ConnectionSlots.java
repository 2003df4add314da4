package io.switchgear.front.tcp;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The connections that are open. One peer may have fifteen sixteenths of the places, rounded up, so
 * that it cannot keep out all others. Used by the loop's thread alone.
 */
final class ConnectionSlots {

  /**
   * @param ofItsPeer connections that its peer has
   */
  private record Idle(Socket socket, int ofItsPeer, long nanos) {}

  private final int max;
  private final int share;
  private final Set<Socket> taken = new HashSet<>();
  private final Map<Peer, Integer> perPeer = new HashMap<>();

  /**
   * @param max connections at once, at least 1
   */
  ConnectionSlots(int max) {
    this.max = max;
    this.share = max - max / 16;
  }

  boolean isFull() {
    return taken.size() >= max;
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  boolean hasItsShare(Peer peer) {
    return count(peer) >= share;
  }

  void take(Socket socket) {
    taken.add(socket);
    perPeer.merge(socket.peer(), 1, Integer::sum);
  }

  void free(Socket socket) {
    if (taken.remove(socket)) {
      perPeer.computeIfPresent(socket.peer(), (peer, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Of the idle connections of the peer with the most connections, the one that is so longest. */
  Optional<Socket> mostDispensable() {
    return idle(Socket::idleSince)
        .max(Comparator.comparingInt(Idle::ofItsPeer).thenComparingLong(Idle::nanos))
        .map(Idle::socket);
  }

  /**
   * Of this peer's idle connections, the one that is so longest. One that is not served yet is idle
   * here: a peer that opens many at once is to have its last ones rather than its first.
   */
  Optional<Socket> mostDispensable(Peer peer) {
    return idle(Socket::idleOrWaitingSince)
        .filter(idle -> idle.socket().peer().equals(peer))
        .max(Comparator.comparingLong(Idle::nanos))
        .map(Idle::socket);
  }

  private Stream<Idle> idle(Function<Socket, OptionalLong> idleSince) {
    long now = System.nanoTime();
    return taken.stream()
        .flatMap(
            socket ->
                idleSince.apply(socket).stream()
                    .mapToObj(since -> new Idle(socket, count(socket.peer()), now - since)));
  }

  private int count(Peer peer) {
    return perPeer.getOrDefault(peer, 0);
  }
}
