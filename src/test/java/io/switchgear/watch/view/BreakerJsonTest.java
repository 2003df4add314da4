package io.switchgear.watch.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.CallError;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BreakerJsonTest {

  private static final Breaker CLOSED = Breaker.closed(BreakerPolicy.DEFAULT, 1);

  private static JsonNode json(Breaker breaker) {
    BreakerStats stats =
        new BreakerStats(
            BreakerSnapshot.of("nmap", breaker, 1, 2, false, 0),
            2,
            1,
            1,
            0,
            0,
            0,
            1,
            0,
            OptionalDouble.of(0.5),
            OptionalDouble.empty(),
            Map.of("spawn_failed", 1L),
            1,
            Optional.of(Instant.EPOCH),
            Optional.empty(),
            Optional.empty(),
            List.of(Transition.of("nmap", CLOSED, breaker, Instant.EPOCH, 0)),
            List.of(new CallError(Instant.EPOCH, "b", "spawn_failed", "no such file")),
            ProtectionPolicy.DEFAULT);
    return ViewMapper.tree(BreakerJson.of(stats, Optional.empty()));
  }

  @Test
  void d8_theStatsAreJsonUnderTheirKnownNames() {
    JsonNode json = json(CLOSED);
    for (String field :
        List.of(
            "state",
            "failure_count",
            "retry_after",
            "total_calls",
            "successful_calls",
            "failed_calls",
            "rejected_calls",
            "consecutive_failures",
            "consecutive_successes",
            "success_rate",
            "average_latency",
            "failure_reasons",
            "state_changes",
            "last_failure_time",
            "last_success_time",
            "last_state_change",
            "state_history",
            "recent_errors",
            "configuration")) {
      assertTrue(json.has(field), field);
    }
    assertEquals(0.5, json.get("success_rate").asDouble());
    assertEquals(1, json.get("failure_reasons").get("spawn_failed").asInt());
    assertEquals(5, json.get("configuration").get("failure_threshold").asInt());
    assertEquals("1970-01-01T00:00:00Z", json.at("/state_history/0/timestamp").asText());
    assertEquals("no such file", json.at("/recent_errors/0/message").asText());
  }

  @Test
  void aStandingOrderIsAnOverride() {
    OperatorOrder order =
        new OperatorOrder(Action.HOLD_OPEN, "alice", "maintenance", Optional.empty());
    JsonNode json = json(CLOSED.ordered(order, 0, Instant.EPOCH).orElseThrow());
    assertEquals("hold-open", json.at("/override/mode").asText());
    assertEquals("alice", json.at("/override/operator").asText());
    assertEquals("operator_hold_open", json.at("/state_history/0/reason").asText());
  }
}
