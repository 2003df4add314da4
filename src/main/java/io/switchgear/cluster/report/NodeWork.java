package io.switchgear.cluster.report;

import io.switchgear.tool.CborSerializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node does at a moment, in short.
 *
 * @param health healthy, degraded or unhealthy; empty before the first round of checks
 * @param failing names of the checks that are not healthy, worst first, at most {@value
 *     #MOST_FAILING}
 * @param calls that run there
 * @param waiting calls that wait for room
 * @param jobs that the node owns; empty if it has none to own
 * @param blocks of jobs that it runs; empty if it runs none by its role
 * @param scheduler whether it starts the runs of schedules
 * @param orders the mode of each tool that stands under an operator's order, by the tool's name
 */
public record NodeWork(
    Optional<String> health,
    List<String> failing,
    int calls,
    int waiting,
    Optional<Integer> jobs,
    Optional<Integer> blocks,
    boolean scheduler,
    Map<String, String> orders)
    implements CborSerializable {

  public static final int MOST_FAILING = 10;

  public NodeWork {
    failing = failing == null ? List.of() : List.copyOf(failing);
    orders = orders == null ? Map.of() : Map.copyOf(orders);
  }
}
