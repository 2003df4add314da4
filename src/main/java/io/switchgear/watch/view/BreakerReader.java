package io.switchgear.watch.view;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.calls.drill.Drills;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolDescriptor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the supervisors for their breakers, for the operator API and MCP resources. */
public final class BreakerReader {

  private final SupervisedTools tools;
  private final Drills drills;
  private final Function<String, Optional<String>> nodes;
  private final Function<String, Optional<QuorumState>> quorums;

  public BreakerReader(SupervisedTools tools, Drills drills) {
    this(tools, drills, tool -> Optional.empty(), tool -> Optional.empty());
  }

  /**
   * @param nodes for which the standing order of a tool was given
   * @param quorums of the tools that have one
   */
  public BreakerReader(
      SupervisedTools tools,
      Drills drills,
      Function<String, Optional<String>> nodes,
      Function<String, Optional<QuorumState>> quorums) {
    this.tools = tools;
    this.drills = drills;
    this.nodes = nodes;
    this.quorums = quorums;
  }

  /** The names of the breakers, sorted. */
  public List<String> names() {
    return tools.descriptors().stream().map(ToolDescriptor::name).toList();
  }

  /**
   * A breaker with its history and its last errors.
   *
   * @param name one of {@link #names}
   * @return fails if the breaker's supervisor does not answer within some seconds
   * @throws IllegalArgumentException if there is no such breaker
   */
  public CompletionStage<BreakerJson> one(String name) {
    return tools
        .stats(name)
        .thenApply(
            stats ->
                BreakerJson.of(stats, drills.of(name), nodes.apply(name), quorum(stats.breaker())));
  }

  /**
   * All breakers, each without its history.
   *
   * @return fails if a supervisor does not answer within some seconds
   */
  public CompletionStage<BreakerJson.All> all() {
    return all(tools::stats).thenApply(this::listed);
  }

  /**
   * All breakers, each with its history and its last errors, in the order of their names.
   *
   * @return fails if a supervisor does not answer within some seconds
   */
  public CompletionStage<List<BreakerJson>> each() {
    return all(this::one);
  }

  private Optional<QuorumJson> quorum(BreakerSnapshot breaker) {
    return quorums.apply(breaker.name()).map(on -> QuorumJson.of(breaker.own(), on));
  }

  private <T> CompletionStage<List<T>> all(Function<String, CompletionStage<T>> asking) {
    List<CompletableFuture<T>> asked =
        names().stream().map(name -> asking.apply(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  private BreakerJson.All listed(List<BreakerStats> stats) {
    Map<String, BreakerJson> breakers = new LinkedHashMap<>();
    for (BreakerStats each : stats) {
      String name = each.breaker().name();
      breakers.put(
          name,
          BreakerJson.brief(each, drills.of(name), nodes.apply(name), quorum(each.breaker())));
    }
    long open = stats.stream().filter(each -> each.breaker().state() == BreakerState.OPEN).count();
    return new BreakerJson.All(breakers, Instant.now(), overallHealth(open, stats.size()));
  }

  static String overallHealth(long open, long all) {
    if (open == 0) {
      return "healthy";
    }
    return open * 2 <= all ? "degraded" : "critical";
  }
}
