package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.exchange.McpEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamExchangeTest {

  private final ReplayBuffer log = new ReplayBuffer("0", SessionBudgets.ofHeap());
  private final StreamExchange stream = new StreamExchange(log, 0, false);

  @Test
  void itIsReadUntilItsClientIsGone() {
    stream.listen(event -> {});
    assertTrue(log.isRead());
    stream.callerGone();
    assertFalse(log.isRead());
    assertTrue(stream.answer().toCompletableFuture().isDone());
  }

  /** And not from its beginning once more. */
  @Test
  void itsClientComesBackToWhereItBegan() {
    McpEvent opening = new StreamExchange(log, 5, true).opening().orElseThrow();
    assertEquals(Optional.of("0-5"), opening.id());
  }

  /** Or its session would be held for nobody. */
  @Test
  void aClientThatWasGoneBeforeReadsNothing() {
    stream.callerGone();
    stream.listen(event -> {});
    assertFalse(log.isRead());
    assertTrue(stream.answer().toCompletableFuture().isDone());
  }
}
