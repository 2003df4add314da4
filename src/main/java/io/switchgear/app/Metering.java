package io.switchgear.app;

import io.switchgear.mcp.ResourceCatalog;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.metrics.MetricsBook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** What is measured of one server, and what reads it. */
final class Metering {

  /** The finest step of the windows. */
  private static final Duration TICK = Duration.ofSeconds(5);

  private final CallStatistics calls = new CallStatistics(CallStatistics.Limits.STANDARD);
  private final HttpMetrics http = new HttpMetrics();
  private final MetricsBook book;

  /**
   * @param tools names of those that can be called
   */
  Metering(Supplier<List<String>> tools) {
    this.book = new MetricsBook(calls, http, tools);
  }

  CallStatistics calls() {
    return calls;
  }

  HttpMetrics http() {
    return http;
  }

  MetricsBook book() {
    return book;
  }

  /** Until the system ends. */
  void start(ActorSystem<?> system) {
    system.scheduler().scheduleWithFixedDelay(TICK, TICK, calls::tick, system.executionContext());
  }

  ResourceCatalog resource() {
    return Resources.document(
        "metrics://tools",
        "tool_metrics",
        "Metrics of tools",
        "How often each tool was called, how well and how fast: totals, and windows of 1m, 5m and"
            + " 1h. Read it before long work, to choose the tool that answers soonest.",
        () -> CompletableFuture.completedFuture(book.all()));
  }
}
