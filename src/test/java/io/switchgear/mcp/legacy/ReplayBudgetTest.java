package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayBudgetTest {

  private static final int MORE = EventQueue.OVERHEAD;

  private final ReplayBudget budget = new ReplayBudget(100 + 2 * MORE);
  private final SessionBudgets memory =
      new SessionBudgets(budget, ByteBudget.unlimited(), ByteBudget.unlimited());

  private ReplayBuffer finished(String name, int bytes) {
    ReplayBuffer log = new ReplayBuffer(name, memory);
    log.finish(McpEvent.lasting(new byte[bytes]), Optional.empty());
    return log;
  }

  @Test
  void beyondItTheStreamThatFinishedFirstIsForgotten() {
    ReplayBuffer first = finished("1", 60);
    ReplayBuffer second = finished("2", 40);
    assertFalse(first.isForgotten());
    ReplayBuffer third = finished("3", 1);
    assertTrue(first.isForgotten());
    assertEquals(0, first.bytes());
    assertFalse(second.isForgotten());
    assertFalse(third.isForgotten());
    assertEquals(41 + 2 * MORE, budget.bytes());
  }

  @Test
  void theLastIsKeptHoweverLarge() {
    ReplayBuffer small = finished("1", 1);
    ReplayBuffer large = finished("2", 1_000);
    assertTrue(small.isForgotten());
    assertFalse(large.isForgotten());
    assertEquals(1_000 + MORE, budget.bytes());
  }

  @Test
  void whatIsForgottenCountsNoMore() {
    ReplayBuffer log = finished("1", 60);
    log.forget();
    log.forget();
    assertEquals(0, budget.bytes());
    ReplayBuffer early = new ReplayBuffer("2", memory);
    early.append(McpEvent.lasting(new byte[5]));
    early.forget();
    early.finish(McpEvent.lasting(new byte[5]), Optional.empty());
    assertEquals(0, budget.bytes());
  }
}
