package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.OperatorOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MementoJsonTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05.678901Z");

  private static BreakerMemento memento(BreakerState state, Optional<OperatorOrder> order) {
    Optional<Cause> openedBy =
        switch (state) {
          case CLOSED -> Optional.empty();
          case OPEN, HALF_OPEN -> Optional.of(Cause.SLOW_CALL_RATE);
        };
    return new BreakerMemento(NOW, 12, state, Duration.ofMillis(61_500), 3, 2, 1, openedBy, order);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(BreakerState state) {
    BreakerMemento memento = memento(state, Optional.empty());
    assertEquals(Optional.of(memento), MementoJson.parse(MementoJson.of(memento)));
  }

  @ParameterizedTest
  @EnumSource(names = {"HOLD_OPEN", "DISABLED", "METRICS_ONLY"})
  void anOrderIsReadAsWritten(OperatorOrder.Action action) {
    for (Optional<Instant> expires : List.of(Optional.of(NOW), Optional.<Instant>empty())) {
      BreakerMemento memento =
          memento(BreakerState.OPEN, Optional.of(new OperatorOrder(action, "ann", "why", expires)));
      assertEquals(Optional.of(memento), MementoJson.parse(MementoJson.of(memento)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "saved_at | \"yesterday\"",
        "epoch | -1",
        "epoch | \"x\"",
        "state | \"AJAR\"",
        "open_left | 5",
        "open_left | \"5 s\"",
        "failures | 99999999999",
        "successes | 1.5e300",
        "opened_by | \"magic\"",
        "order | {}",
        "order | {\"action\":\"OPEN\",\"operator\":\"ann\",\"reason\":\"why\"}",
        "order | {\"action\":\"HOLD_OPEN\",\"operator\":\"\",\"reason\":\"why\"}",
        "order | {\"action\":\"HOLD_OPEN\",\"operator\":\"a\",\"reason\":\"b\",\"expires\":1}",
      })
  void whatNobodyWroteIsNotRead(String key, String value) throws Exception {
    ObjectNode json = MementoJson.of(memento(BreakerState.OPEN, Optional.empty()));
    json.set(key, new ObjectMapper().readTree(value));
    assertEquals(Optional.empty(), MementoJson.parse(json));
    json.remove(key);
  }

  @Test
  void whatALaterVersionAddsIsNotMinded() {
    BreakerMemento memento = memento(BreakerState.CLOSED, Optional.empty());
    assertEquals(Optional.of(memento), MementoJson.parse(MementoJson.of(memento).put("more", 1)));
  }
}
