package io.switchgear.watch.view;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.report.NodeWork;
import io.switchgear.cluster.report.Reports.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The nodes of the cluster and their breakers, as one node sees them.
 *
 * @param self address of the node that answers
 * @param leader address of the node that changes members' states; empty while there is none
 * @param scheduler name of the node that starts the runs of schedules; empty while none does
 */
public record ClusterJson(
    String self, Optional<String> leader, Optional<String> scheduler, List<Node> nodes) {

  /**
   * @param address {@code HOST:PORT} for other nodes
   * @param name empty until the node has told it
   * @param status joining, weakly_up, up, leaving, exiting, down or removed
   * @param version empty until the node has told it
   * @param breakersAge seconds since the node was last heard to tell the state of its breakers;
   *     empty if it never was
   * @param breakers by the tool's name
   * @param workAge seconds since the node was last heard to tell its work; empty if it never was
   * @param work empty if the node has told none
   */
  public record Node(
      String address,
      Optional<String> name,
      List<String> roles,
      String status,
      boolean reachable,
      Optional<String> version,
      Optional<Instant> upSince,
      Optional<Double> breakersAge,
      Map<String, Breaker> breakers,
      Optional<Double> workAge,
      Optional<Work> work) {

    static Node of(
        NodeView node,
        Optional<NodeState> tools,
        Optional<Told> report,
        Function<String, Optional<QuorumState>> quorums) {
      Map<String, String> orders = report.map(told -> told.work().orders()).orElse(Map.of());
      Map<String, Breaker> breakers = new TreeMap<>();
      tools.ifPresent(
          told ->
              told.tools()
                  .forEach(
                      (name, tool) ->
                          breakers.put(
                              name,
                              Breaker.of(
                                  tool,
                                  orders.get(name),
                                  quorum(told.node(), tool, quorums.apply(name))))));
      return new Node(
          node.address(),
          Optional.of(node.name()).filter(name -> !name.isEmpty()),
          node.roles(),
          node.status().name().toLowerCase(Locale.ROOT),
          node.reachable(),
          Optional.of(node.version()).filter(version -> !version.isEmpty()),
          node.upSince(),
          tools.filter(told -> !told.tools().isEmpty()).map(told -> seconds(told.age())),
          breakers,
          report.map(told -> seconds(told.age())),
          report.map(told -> Work.of(told.work())));
    }
  }

  /**
   * A tool's breaker on one node.
   *
   * @param state that calls meet: closed, open or half_open
   * @param retryAfter seconds, counted from when the node told it; 0 while calls are admitted
   * @param room calls that would start at once
   * @param mode of the operator's order that it stands under; absent without one
   * @param quorum absent if the tool has none, or the node has no vote
   */
  public record Breaker(
      String state,
      double retryAfter,
      int room,
      @JsonInclude(Include.NON_ABSENT) Optional<String> mode,
      @JsonInclude(Include.NON_ABSENT) Optional<QuorumJson> quorum) {

    static Breaker of(ToolState tool, String mode, Optional<QuorumJson> quorum) {
      return new Breaker(
          tool.state().name().toLowerCase(Locale.ROOT),
          seconds(tool.retryAfter()),
          tool.room(),
          Optional.ofNullable(mode),
          quorum);
    }
  }

  /**
   * What a node does.
   *
   * @param health healthy, degraded or unhealthy; empty before the first round of checks
   * @param failing names of the checks that are not healthy: the first ten
   * @param jobs scan jobs that the node owns; empty if it owns none by its settings
   * @param blocks of scan jobs that it runs; empty if it has not the role to
   */
  public record Work(
      Optional<String> health,
      List<String> failing,
      int runningCalls,
      int waitingCalls,
      Optional<Integer> jobs,
      Optional<Integer> blocks) {

    static Work of(NodeWork work) {
      return new Work(
          work.health(), work.failing(), work.calls(), work.waiting(), work.jobs(), work.blocks());
    }
  }

  private static Optional<QuorumJson> quorum(
      String node, ToolState tool, Optional<QuorumState> quorum) {
    return quorum.flatMap(
        on -> tool.vote().map(vote -> QuorumJson.of(node, tool.state(), vote, on)));
  }

  private static double seconds(Duration duration) {
    return Math.round(duration.toMillis() / 10.0) / 100.0;
  }

  /**
   * @param tools of all members that have told them
   * @param reports of all members that have told one
   * @param quorums of the tools that have one here
   */
  public static ClusterJson of(
      ClusterView view,
      List<NodeState> tools,
      List<Told> reports,
      Function<String, Optional<QuorumState>> quorums) {
    return new ClusterJson(
        view.self(),
        view.leader(),
        scheduler(view, reports),
        view.nodes().stream().map(node -> node(node, tools, reports, quorums)).toList());
  }

  /** Of two that report it while one hands over to the other, the one heard last. */
  private static Optional<String> scheduler(ClusterView view, List<Told> reports) {
    Set<String> reachable =
        view.nodes().stream().filter(NodeView::reachable).map(NodeView::name).collect(toSet());
    return reports.stream()
        .filter(told -> told.work().scheduler() && reachable.contains(told.node()))
        .min(Comparator.comparing(Told::age))
        .map(Told::node);
  }

  /** A node as it was when an order for it was given. */
  public static Node node(
      NodeView node,
      List<NodeState> tools,
      List<Told> reports,
      Function<String, Optional<QuorumState>> quorums) {
    return Node.of(
        node,
        tools.stream().filter(told -> told.node().equals(node.name())).findFirst(),
        reports.stream().filter(told -> told.node().equals(node.name())).findFirst(),
        quorums);
  }
}
