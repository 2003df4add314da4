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
 * The open connections. One peer may have fifteen sixteenths of the slots, rounded up, so that it
 * cannot exclude all other peers. Only the accepting loop's thread uses this class.
 */
final class ConnectionSlots {

  /**
   * @param peerConnections the number of connections of the same peer
   */
  private record Idle(Socket socket, int peerConnections, long nanos) {}

  private final int max;
  private final int peerLimit;
  private final Set<Socket> taken = new HashSet<>();
  private final Map<Peer, Integer> perPeer = new HashMap<>();

  /**
   * @param max connections at once, at least 1
   */
  ConnectionSlots(int max) {
    this.max = max;
    this.peerLimit = max - max / 16;
    // Loads what the search needs, because no class can be loaded when no file descriptor is left.
    longestIdle();
  }

  boolean isFull() {
    return taken.size() >= max;
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  boolean isAtPeerLimit(Peer peer) {
    return count(peer) >= peerLimit;
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

  /** The longest idle connection of the peer that has the most connections. */
  Optional<Socket> longestIdle() {
    return idle(Socket::idleSince)
        .max(Comparator.comparingInt(Idle::peerConnections).thenComparingLong(Idle::nanos))
        .map(Idle::socket);
  }

  /**
   * The longest idle connection of this peer. A connection that is not served yet counts as idle:
   * when a peer opens many connections at once, the oldest are closed first.
   */
  Optional<Socket> longestIdle(Peer peer) {
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
