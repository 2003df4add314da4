package io.switchgear.watch.view;

import io.switchgear.calls.running.RunningCalls;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.report.PeerDocument;
import io.switchgear.cluster.report.Reports;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.view.OwnAnswers.ToldCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Health and running calls of several nodes. An answer waits a second at most for each other node.
 *
 * @param node name of this node
 */
public record NodesReader(
    String node, Members members, Reports reports, HealthReader health, RunningCalls calls) {

  public static final String ALL = "all";

  /** The names of all nodes that have told theirs; this one is among them. */
  public List<String> names() {
    return Stream.concat(Stream.of(node), members.view().nodes().stream().map(NodeView::name))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static Predicate<String> wanted(String nodes) {
    return nodes.equals(ALL) ? name -> true : nodes::equals;
  }

  /**
   * The running calls of a node, or of all.
   *
   * @param nodes a name, or {@value #ALL}
   */
  public CompletionStage<CallJson.All> calls(String nodes) {
    Predicate<String> wanted = wanted(nodes);
    List<CallJson> found = new ArrayList<>();
    List<CallJson.OfNode> of = new ArrayList<>();
    if (wanted.test(node)) {
      List<CallJson> own = calls.list().stream().map(CallJson::of).toList();
      own.stream().limit(OwnAnswers.MOST_CALLS).forEach(call -> found.add(call.on(node)));
      of.add(new CallJson.OfNode(node, true, OptionalDouble.of(0), own.size()));
    }
    return reports
        .calls(wanted)
        .thenApply(
            peers -> {
              for (PeerDocument peer : peers) {
                Optional<ToldCalls> told = peer.json().flatMap(json -> read(json, ToldCalls.class));
                told.ifPresent(
                    list -> list.calls().forEach(call -> found.add(call.on(peer.node()))));
                of.add(
                    new CallJson.OfNode(
                        peer.node(),
                        peer.answered(),
                        seconds(peer.age()),
                        told.map(ToldCalls::running).orElse(0)));
              }
              found.sort(Comparator.comparing(CallJson::startedAt));
              of.sort(Comparator.comparing(CallJson.OfNode::node));
              return new CallJson.All(Instant.now(), found, of);
            });
  }

  /**
   * The health of a node, or of all.
   *
   * @param nodes a name, or {@value #ALL}
   */
  public CompletionStage<HealthJson.Nodes> health(String nodes) {
    Predicate<String> wanted = wanted(nodes);
    CompletionStage<List<HealthJson.OfNode>> own =
        wanted.test(node)
            ? health
                .latest()
                .thenApply(
                    json ->
                        List.of(
                            new HealthJson.OfNode(
                                node, true, OptionalDouble.of(0), Optional.of(json))))
            : CompletableFuture.completedFuture(List.of());
    return own.thenCombine(
        reports.health(wanted),
        (mine, peers) -> nodes(Stream.concat(mine.stream(), peers.stream().map(this::ofNode))));
  }

  private HealthJson.OfNode ofNode(PeerDocument peer) {
    return new HealthJson.OfNode(
        peer.node(),
        peer.answered(),
        seconds(peer.age()),
        peer.json().flatMap(json -> read(json, HealthJson.class)));
  }

  private static HealthJson.Nodes nodes(Stream<HealthJson.OfNode> of) {
    List<HealthJson.OfNode> all = of.sorted(Comparator.comparing(HealthJson.OfNode::node)).toList();
    String worst =
        all.stream()
            .map(each -> each.answered() ? status(each) : HealthStatus.DEGRADED)
            .max(Comparator.naturalOrder())
            .orElse(HealthStatus.DEGRADED)
            .wire();
    return new HealthJson.Nodes(worst, Instant.now(), all);
  }

  private static HealthStatus status(HealthJson.OfNode node) {
    return node.health()
        .flatMap(
            health ->
                Stream.of(HealthStatus.values())
                    .filter(status -> status.wire().equals(health.status()))
                    .findFirst())
        .orElse(HealthStatus.DEGRADED);
  }

  /** What another version wrote in a form that this one does not know is as if never told. */
  private static <T> Optional<T> read(String json, Class<T> view) {
    try {
      return Optional.of(ViewMapper.read(json, view));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }

  private static OptionalDouble seconds(Optional<Duration> age) {
    return age.map(each -> OptionalDouble.of(Math.round(each.toMillis() / 10.0) / 100.0))
        .orElse(OptionalDouble.empty());
  }
}
