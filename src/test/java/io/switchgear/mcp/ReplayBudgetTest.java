package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayBudgetTest {

  private static final int MORE = EventQueue.OVERHEAD;

  private final ReplayBudget budget = new ReplayBudget(100 + 2 * MORE);
  private final SessionMemory memory =
      new SessionMemory(budget, ByteBudget.unlimited(), ByteBudget.unlimited());

  private EventLog finished(String name, int bytes) {
    EventLog log = new EventLog(name, memory);
    log.finish(McpEvent.lasting(new byte[bytes]), Optional.empty());
    return log;
  }

  @Test
  void beyondItTheStreamThatFinishedFirstIsForgotten() {
    EventLog first = finished("1", 60);
    EventLog second = finished("2", 40);
    assertFalse(first.isForgotten());
    EventLog third = finished("3", 1);
    assertTrue(first.isForgotten());
    assertEquals(0, first.bytes());
    assertFalse(second.isForgotten());
    assertFalse(third.isForgotten());
    assertEquals(41 + 2 * MORE, budget.bytes());
  }

  @Test
  void theLastIsKeptHoweverLarge() {
    EventLog small = finished("1", 1);
    EventLog large = finished("2", 1_000);
    assertTrue(small.isForgotten());
    assertFalse(large.isForgotten());
    assertEquals(1_000 + MORE, budget.bytes());
  }

  @Test
  void whatIsForgottenCountsNoMore() {
    EventLog log = finished("1", 60);
    log.forget();
    log.forget();
    assertEquals(0, budget.bytes());
    EventLog early = new EventLog("2", memory);
    early.append(McpEvent.lasting(new byte[5]));
    early.forget();
    early.finish(McpEvent.lasting(new byte[5]), Optional.empty());
    assertEquals(0, budget.bytes());
  }
}
