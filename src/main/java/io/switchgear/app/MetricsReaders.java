package io.switchgear.app;

import io.switchgear.mcp.CatalogChange;
import io.switchgear.metrics.ToolFigures;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells those who read {@code metrics://tools} that calls have ended since, at most once an
 * interval: each of them reads the whole again.
 */
final class MetricsReaders {

  static final String URI = "metrics://tools";

  private final Supplier<Map<String, ToolFigures>> figures;
  private final Supplier<Duration> interval;
  private final Consumer<CatalogChange> clients;
  private final LongSupplier nanos;
  private Map<String, Long> told;
  private long toldAt;

  /**
   * @param interval asked for at each look
   * @param nanos monotonic
   */
  MetricsReaders(
      Supplier<Map<String, ToolFigures>> figures,
      Supplier<Duration> interval,
      Consumer<CatalogChange> clients,
      LongSupplier nanos) {
    this.figures = figures;
    this.interval = interval;
    this.clients = clients;
    this.nanos = nanos;
    this.told = executions();
    this.toldAt = nanos.getAsLong();
  }

  private Map<String, Long> executions() {
    return figures.get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().executions()));
  }

  /** To be called more often than the interval is long. */
  synchronized void look() {
    long now = nanos.getAsLong();
    if (now - toldAt < interval.get().toNanos()) {
      return;
    }
    Map<String, Long> present = executions();
    if (!present.equals(told)) {
      told = present;
      toldAt = now;
      clients.accept(new CatalogChange.ResourceUpdated(URI));
    }
  }
}
