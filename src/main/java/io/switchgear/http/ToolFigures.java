package io.switchgear.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Order;
import io.switchgear.supervisor.BreakerSnapshot;

/** What a tool's calls have been like of late; numbers that there are none of yet are null. */
@FunctionalInterface
public interface ToolFigures {

  /** For a server that keeps no statistics. */
  ToolFigures NONE = tool -> new Recent(null, null, null);

  /**
   * @param rate calls per second
   * @param failureRate share of failed calls, 0 to 1
   * @param p95Seconds that 95 of 100 calls did not exceed
   */
  record Recent(Double rate, Double failureRate, Double p95Seconds) {}

  Recent of(String tool);

  /** How a tool fares at this moment; sends no message. */
  default void write(BreakerSnapshot breaker, ObjectNode json) {
    Recent recent = of(breaker.name());
    json.put("state", breaker.state().wire())
        .put("mode", breaker.standing().map(Order::action).orElse(Order.Action.AUTO).wire())
        .put("retry_after", breaker.retryAfter().toMillis() / 1e3)
        .put("in_flight", breaker.running())
        .put("queued", breaker.waiting())
        .put("rate", recent.rate())
        .put("failure_rate", recent.failureRate())
        .put("p95_seconds", recent.p95Seconds());
    if (breaker.state() != BreakerState.CLOSED || breaker.standing().isPresent()) {
      json.put("reason_sentence", breaker.reason().sentence());
    }
  }
}
