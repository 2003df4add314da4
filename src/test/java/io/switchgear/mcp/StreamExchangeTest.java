package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StreamExchangeTest {

  private final EventLog log = new EventLog("0");
  private final StreamExchange stream = new StreamExchange(log, 0, false);

  @Test
  void itIsReadUntilItsClientIsGone() {
    stream.listen(event -> {});
    assertTrue(log.isRead());
    stream.callerGone();
    assertFalse(log.isRead());
    assertTrue(stream.answer().toCompletableFuture().isDone());
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
