package io.switchgear.watch.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerState;
import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.Drills;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolStats;
import io.switchgear.tool.ToolDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The breakers as JSON: one shape for the operator API and for MCP resources. */
public final class BreakerReader {

  private final SupervisedTools tools;
  private final Drills drills;

  public BreakerReader(SupervisedTools tools, Drills drills) {
    this.tools = tools;
    this.drills = drills;
  }

  /** The names of the breakers, in order. */
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
  public CompletionStage<ObjectNode> one(String name) {
    return tools.stats(name).thenApply(this::json);
  }

  /**
   * All breakers, each without its history: {@code {"circuit_breakers": {name: …}, "timestamp": …,
   * "overall_health": …}}.
   *
   * @return fails if a supervisor does not answer within some seconds
   */
  public CompletionStage<ObjectNode> all() {
    List<CompletableFuture<ToolStats>> asked =
        names().stream().map(name -> tools.stats(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> all(asked.stream().map(CompletableFuture::join).toList()));
  }

  /**
   * All breakers, each with its history and its last errors, in the order of their names.
   *
   * @return fails if a supervisor does not answer within some seconds
   */
  public CompletionStage<List<ObjectNode>> each() {
    List<CompletableFuture<ObjectNode>> asked =
        names().stream().map(name -> one(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  private ObjectNode all(List<ToolStats> stats) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode breakers = json.putObject("circuit_breakers");
    for (ToolStats each : stats) {
      ObjectNode breaker = json(each);
      breaker.remove(List.of("state_history", "recent_errors"));
      breakers.set(each.breaker().name(), breaker);
    }
    long open = stats.stream().filter(each -> each.breaker().state() == BreakerState.OPEN).count();
    return json.put("timestamp", Instant.now().toString())
        .put("overall_health", overallHealth(open, stats.size()));
  }

  /** As long as half of the breakers are not open, there is something left to work with. */
  public static String overallHealth(long open, long all) {
    if (open == 0) {
      return "healthy";
    }
    return open * 2 <= all ? "degraded" : "critical";
  }

  private ObjectNode json(ToolStats stats) {
    ObjectNode json = stats.toJson();
    drills.of(stats.breaker().name()).ifPresent(drill -> json.set("drill", json(drill)));
    return json;
  }

  public static ObjectNode json(Drill drill) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("tool", drill.tool())
        .put("fault", drill.fault().wire())
        .put("times", drill.times())
        .put("left", drill.left())
        .put("delay", drill.delay().toMillis() / 1e3)
        .put("operator", drill.operator())
        .put("reason", drill.reason())
        .put("set_at", drill.setAt().toString());
  }
}
