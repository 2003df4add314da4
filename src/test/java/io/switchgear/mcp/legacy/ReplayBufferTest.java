package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.legacy.ReplayBuffer.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {

  private final ReplayBuffer log = new ReplayBuffer("a", SessionBudgets.ofHeap());
  private final List<String> read = new ArrayList<>();
  private boolean ended;
  private final Reader reader =
      new Reader(event -> read.add(event.id().orElseThrow()), () -> ended = true);

  private void append(int bytes) {
    log.append(McpEvent.lasting(new byte[bytes]));
  }

  @Test
  void aReaderGoesOnBehindTheLastEventItSaw() {
    append(1);
    append(1);
    append(1);
    log.attach(1, reader);
    append(1);
    assertEquals(List.of("a-2", "a-3", "a-4"), read);
  }

  @Test
  void onlyTheNewestAreKept() {
    for (int i = 0; i < 2 * ReplayBuffer.MAX_EVENTS; i++) {
      append(1);
    }
    log.attach(-1, reader);
    assertEquals(ReplayBuffer.MAX_EVENTS, read.size());
    assertEquals("a-" + 2 * ReplayBuffer.MAX_EVENTS, read.getLast());
  }

  @Test
  void bigEventsPushOutOthersButNotThemselves() {
    append(1);
    append(ReplayBuffer.MAX_BYTES + 1);
    log.attach(-1, reader);
    assertEquals(List.of("a-2"), read);
  }

  @Test
  void aNewReaderTakesThePlaceOfTheOld() {
    log.attach(-1, reader);
    log.attach(-1, new Reader(event -> {}, () -> {}));
    assertTrue(ended);
    append(1);
    assertEquals(List.of(), read);
  }

  @Test
  void whoComesAfterTheEndReadsWhatIsKeptAndEnds() {
    append(1);
    assertEquals(
        Optional.of("a-2"), log.finish(McpEvent.lasting(new byte[1]), Optional.empty()).id());
    log.attach(0, reader);
    assertEquals(List.of("a-1", "a-2"), read);
    assertTrue(ended);
    assertFalse(log.isRead());
  }
}
