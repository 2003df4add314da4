package io.switchgear.watch.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerState;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.WindowFigures;
import io.switchgear.supervisor.BreakerSnapshot;
import io.switchgear.supervisor.ToolStats;
import java.util.OptionalDouble;

/** How a tool fares at this moment and has fared for a minute; asking sends no message. */
public final class ToolSamples {

  private final CallStatistics statistics;

  public ToolSamples(CallStatistics statistics) {
    this.statistics = statistics;
  }

  /** Numbers that there are none of yet are null. */
  public void write(BreakerSnapshot breaker, ObjectNode json) {
    WindowFigures minute = statistics.minute(breaker.name());
    json.put("state", breaker.state().wire())
        .put("mode", breaker.mode().wire())
        .put("failure_count", breaker.failureCount())
        .put("probing", breaker.probing())
        .put("retry_after", rounded(breaker.retryAfter().toMillis() / 1e3))
        .put("in_flight", breaker.running())
        .put("queued", breaker.waiting())
        .put("rate", rounded(minute.rate()))
        .put("failure_rate", present(minute.failureRate()))
        .put("p95_seconds", present(minute.p95()));
    if (breaker.state() != BreakerState.CLOSED || breaker.standing().isPresent()) {
      json.put("reason_sentence", breaker.reason().sentence());
    }
    breaker.standing().ifPresent(order -> json.set("override", ToolStats.override(order)));
  }

  private static Double present(OptionalDouble value) {
    return value.isPresent() ? rounded(value.getAsDouble()) : null;
  }

  /** More digits would be longer lines and no news. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
