package io.switchgear.watch.metering;

import io.switchgear.metrics.ToolFigures;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells a listener that calls have ended since it was last told, at most once an interval. Readers
 * of the metrics read the whole document again each time.
 */
final class FigureChanges {

  private final Supplier<Map<String, ToolFigures>> figures;
  private final Supplier<Duration> interval;
  private final Runnable listener;
  private final LongSupplier nanos;
  private Map<String, Long> told;
  private long toldAt;

  /**
   * @param interval read at each look
   * @param nanos monotonic
   */
  FigureChanges(
      Supplier<Map<String, ToolFigures>> figures,
      Supplier<Duration> interval,
      Runnable listener,
      LongSupplier nanos) {
    this.figures = figures;
    this.interval = interval;
    this.listener = listener;
    this.nanos = nanos;
    this.told = executions();
    this.toldAt = nanos.getAsLong();
  }

  private Map<String, Long> executions() {
    return figures.get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().executions()));
  }

  /** Must be called more often than the interval is long. */
  synchronized void look() {
    long now = nanos.getAsLong();
    if (now - toldAt < interval.get().toNanos()) {
      return;
    }
    Map<String, Long> present = executions();
    if (!present.equals(told)) {
      told = present;
      toldAt = now;
      listener.run();
    }
  }
}
