package io.switchgear.cluster.place;

import io.switchgear.breaker.BreakerState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Where a call runs.
 *
 * <pre>
 * placed here by another node            here, whatever the breaker says
 * breaker here not open, and room        here
 * others closed with room                the one of two random ones that has more room
 * others half open with room             one of them, if none is closed
 * breaker here closed, room in the queue here
 * otherwise                              refused until the soonest retry
 * </pre>
 *
 * Others are workers that are reachable, fresh, and not draining. One call in {@value #PROBE_EVERY}
 * that leaves this node goes to a half-open node although others are closed: a worker without
 * clients of its own gets no other probe.
 *
 * @param oldest age up to which the entry of a node is fresh; entries are repeated at least three
 *     times in it
 */
public record Placement(Duration oldest) {

  private static final int PROBE_EVERY = 16;

  /** Until a call on a full node is likely to have ended. */
  private static final Duration FULL_RETRY = Duration.ofSeconds(1);

  /** Until the failure detector has decided about the nodes that are silent now. */
  private static final Duration NO_WORKER_RETRY = Duration.ofSeconds(5);

  private static final Duration LEAST_RETRY = Duration.ofMillis(100);

  /** What to do with a call. */
  public sealed interface Decision {

    /** The supervisor here decides about it. */
    enum Local implements Decision {
      HERE
    }

    /** It goes to that node, which does not place it again. */
    record Remote(String node) implements Decision {}

    /**
     * No node would admit it.
     *
     * @param retryAfter the soonest time at which a node may admit it; more than zero
     */
    record Refused(Duration retryAfter, Reason reason) implements Decision {}
  }

  /** Why no node admits a call. */
  public enum Reason {
    /** Every breaker is open, or half open with all its probes in use. */
    OPEN,
    /** A breaker is closed, but its node has no room. */
    FULL,
    /** No reachable worker runs the tool. */
    NO_WORKER
  }

  /**
   * @param placedHere whether another node has sent the call here
   * @param self this node, with the present state of its tools instead of the replicated one
   * @param others all other members
   * @param random chooses among nodes
   */
  public Decision decide(
      String tool,
      boolean placedHere,
      NodeState self,
      Collection<NodeState> others,
      RandomGenerator random) {
    Optional<ToolState> here = self.runs(tool);
    if (placedHere || here.filter(ToolState::admits).isPresent()) {
      return Decision.Local.HERE;
    }
    List<NodeState> known =
        others.stream()
            .filter(node -> node.isKnown(oldest))
            .filter(node -> node.runs(tool).filter(state -> !state.draining()).isPresent())
            .sorted(Comparator.comparing(NodeState::node))
            .toList();
    Optional<NodeState> chosen = chosen(tool, known, random);
    if (chosen.isPresent()) {
      return new Decision.Remote(chosen.get().node());
    }
    if (here.filter(Placement::mayWait).isPresent()) {
      return Decision.Local.HERE;
    }
    return refused(
        tool,
        Stream.concat(
                known.stream(),
                Stream.of(self).filter(node -> here.filter(state -> !state.draining()).isPresent()))
            .toList());
  }

  private static boolean mayWait(ToolState here) {
    return !here.draining() && here.state() == BreakerState.CLOSED && here.queue() > 0;
  }

  private static Optional<NodeState> chosen(
      String tool, List<NodeState> known, RandomGenerator random) {
    List<NodeState> closed = admitting(tool, known, BreakerState.CLOSED);
    List<NodeState> halfOpen = admitting(tool, known, BreakerState.HALF_OPEN);
    boolean probe = !halfOpen.isEmpty() && (closed.isEmpty() || random.nextInt(PROBE_EVERY) == 0);
    List<NodeState> candidates = probe ? halfOpen : closed;
    if (candidates.size() < 2) {
      return candidates.stream().findFirst();
    }
    int first = random.nextInt(candidates.size());
    int next = random.nextInt(candidates.size() - 1);
    int second = next < first ? next : next + 1;
    return Stream.of(candidates.get(first), candidates.get(second))
        .max(Comparator.comparingInt(node -> state(tool, node).room()));
  }

  private static List<NodeState> admitting(
      String tool, List<NodeState> known, BreakerState breaker) {
    return known.stream()
        .filter(node -> state(tool, node).admits() && state(tool, node).state() == breaker)
        .toList();
  }

  private static Decision refused(String tool, List<NodeState> workers) {
    if (workers.isEmpty()) {
      return new Decision.Refused(NO_WORKER_RETRY, Reason.NO_WORKER);
    }
    Duration soonest =
        workers.stream()
            .map(node -> retryAfter(state(tool, node), node.age()))
            .min(Comparator.naturalOrder())
            .orElse(FULL_RETRY);
    boolean full =
        workers.stream().anyMatch(node -> state(tool, node).state() == BreakerState.CLOSED);
    return new Decision.Refused(
        soonest.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : soonest,
        full ? Reason.FULL : Reason.OPEN);
  }

  private static Duration retryAfter(ToolState state, Duration age) {
    return state.retryAfter().isZero() ? FULL_RETRY : state.retryAfter().minus(age);
  }

  private static ToolState state(String tool, NodeState node) {
    return node.runs(tool).orElseThrow();
  }
}
