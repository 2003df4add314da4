package io.switchgear.cluster.members;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node of the cluster, as this node sees it.
 *
 * @param address {@code HOST:PORT} for other nodes
 * @param name empty until the node has told it
 * @param roles sorted
 * @param status of Pekko's membership: joining, weakly_up, up, leaving, exiting, down, removed
 * @param reachable whether this node gets its heartbeats
 * @param version of the program; empty until the node has told it
 * @param upSince since when it has been a member; empty until it has told that
 */
public record NodeView(
    String address,
    String name,
    List<String> roles,
    Status status,
    boolean reachable,
    String version,
    Optional<Instant> upSince) {

  /** The state of a member, in the order of its life. */
  public enum Status {
    JOINING,
    WEAKLY_UP,
    UP,
    LEAVING,
    EXITING,
    DOWN,
    REMOVED
  }

  /** What to call it in a sentence. */
  public String nameOrAddress() {
    return name.isEmpty() ? address : name;
  }

  /** Whether it can be given work. */
  public boolean works() {
    return reachable && (status == Status.UP || status == Status.WEAKLY_UP);
  }
}
