package io.switchgear.watch.view;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Lists the tools with their samples, their breakers, and whether they can run here. */
public final class ToolReader {

  /** A new look costs one process start per external tool. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final SupervisedTools tools;
  private final BreakerReader breakers;
  private final ToolSamples samples;
  private final Supplier<Map<String, Availability>> availability;
  private final Instant since = Instant.now();

  private CompletableFuture<Map<String, Availability>> look =
      CompletableFuture.completedFuture(Map.of());
  private long lookedAt = System.nanoTime() - MAX_AGE.toNanos();

  /**
   * @param availability whether each tool can run here; may block for some seconds
   */
  public ToolReader(
      SupervisedTools tools,
      BreakerReader breakers,
      ToolSamples samples,
      Supplier<Map<String, Availability>> availability) {
    this.tools = tools;
    this.breakers = breakers;
    this.samples = samples;
    this.availability = availability;
  }

  /**
   * All tools, in the order of their names.
   *
   * @return fails if a supervisor does not answer within some seconds
   */
  public CompletionStage<ToolJson.All> all() {
    return breakers.each().thenCombine(looked(), this::all);
  }

  private synchronized CompletionStage<Map<String, Availability>> looked() {
    if (look.isCompletedExceptionally()
        || System.nanoTime() - lookedAt >= MAX_AGE.toNanos() && look.isDone()) {
      lookedAt = System.nanoTime();
      look = CompletableFuture.supplyAsync(availability, Thread::startVirtualThread);
    }
    return look;
  }

  private ToolJson.All all(List<BreakerJson> all, Map<String, Availability> found) {
    Map<String, BreakerSnapshot> snapshots =
        tools.snapshots().stream()
            .collect(Collectors.toMap(BreakerSnapshot::name, Function.identity()));
    return new ToolJson.All(
        Instant.now(),
        since,
        all.stream()
            .map(
                breaker ->
                    ToolJson.of(
                        tools.find(breaker.name()).orElseThrow(),
                        found.get(breaker.name()),
                        samples.of(snapshots.get(breaker.name())),
                        breaker))
            .toList());
  }
}
