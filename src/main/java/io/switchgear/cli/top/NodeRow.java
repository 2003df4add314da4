package io.switchgear.cli.top;

import io.switchgear.watch.view.ClusterJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A node of the server's cluster.
 *
 * @param marks what it is besides: answers, leads, schedules
 * @param standing its health, or its status while it is not a full member
 * @param age seconds since it was heard; empty if it never was
 * @param trouble the tools whose breakers are not closed there, with the state
 */
record NodeRow(
    String name,
    String marks,
    String standing,
    OptionalDouble age,
    Optional<Integer> calls,
    Optional<Integer> jobs,
    Optional<Integer> blocks,
    List<String> trouble) {

  /** A node repeats what it tells every two seconds. */
  private static final double STALE_SECONDS = 5;

  /** The nodes of the server's cluster; none if the server is alone or does not say. */
  static List<NodeRow> load(OperatorApi api) {
    return api.find(ClusterJson.class, Map.of(), "cluster").map(NodeRow::of).orElse(List.of());
  }

  /** None for a server that is alone. */
  static List<NodeRow> of(ClusterJson cluster) {
    return cluster.nodes().size() < 2 ? List.of() : rows(cluster);
  }

  private static List<NodeRow> rows(ClusterJson cluster) {
    return cluster.nodes().stream().map(node -> of(cluster, node)).toList();
  }

  private static NodeRow of(ClusterJson cluster, ClusterJson.Node node) {
    List<String> marks = new ArrayList<>();
    if (node.address().equals(cluster.self())) {
      marks.add("answers");
    }
    if (cluster.leader().equals(Optional.of(node.address()))) {
      marks.add("leads");
    }
    if (cluster.scheduler().isPresent() && cluster.scheduler().equals(node.name())) {
      marks.add("schedules");
    }
    return new NodeRow(
        Formats.clean(node.name().orElse(node.address())),
        String.join(", ", marks),
        standing(node),
        node.workAge().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        node.work().map(ClusterJson.Work::runningCalls),
        node.work().flatMap(ClusterJson.Work::jobs),
        node.work().flatMap(ClusterJson.Work::blocks),
        node.breakers().entrySet().stream()
            .filter(breaker -> !breaker.getValue().state().equals("closed"))
            .map(
                breaker ->
                    Formats.clean(breaker.getKey())
                        + " "
                        + Formats.clean(breaker.getValue().state()).replace('_', ' '))
            .toList());
  }

  private static String standing(ClusterJson.Node node) {
    if (!node.reachable()) {
      return "unreachable";
    }
    return node.status().equals("up")
        ? Formats.clean(node.work().flatMap(ClusterJson.Work::health).orElse("unknown"))
        : Formats.clean(node.status()).replace('_', ' ');
  }

  /** Whether what is shown of it may no longer be so. */
  boolean stale() {
    return age.isEmpty() || age.getAsDouble() > STALE_SECONDS;
  }
}
