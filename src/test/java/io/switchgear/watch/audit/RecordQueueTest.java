package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.store.Utf8Builder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordQueueTest {

  private final RecordQueue queue = new RecordQueue();
  private final Utf8Builder taken = new Utf8Builder(16);

  @Test
  void recordsComeOutAsTheyWentInAlsoWhenTheyFillManyBatches() {
    int count = 5_000;
    for (int round = 0; round < 3; round++) {
      for (int n = 0; n < count; n++) {
        assertTrue(queue.offer(record(n, n % 300)));
      }
      assertEquals(count, queue.size());
      for (int n = 0; n < count; n++) {
        assertTrue(queue.poll(taken));
        assertEquals(text(record(n, n % 300)), text(taken));
      }
      assertFalse(queue.poll(taken));
      assertTrue(queue.isEmpty());
    }
  }

  @Test
  void aRecordMayBeLargerThanABatch() {
    queue.offer(record(1, 10));
    queue.offer(record(2, 1 << 20));
    queue.offer(record(3, 10));
    for (int n = 1; n <= 3; n++) {
      assertTrue(queue.poll(taken));
      assertEquals(text(record(n, n == 2 ? 1 << 20 : 10)), text(taken));
    }
    assertFalse(queue.poll(taken));
  }

  @Test
  void theQueueHoldsSoManyRecordsAndNoMore() {
    for (int n = 0; n < RecordQueue.CAPACITY; n++) {
      assertTrue(queue.offer(record(n, 1)));
    }
    assertTrue(queue.isFull());
    assertFalse(queue.offer(record(0, 1)));
    assertTrue(queue.poll(taken));
    assertTrue(queue.offer(record(0, 1)));
    queue.add(record(0, 1));
    assertEquals(RecordQueue.CAPACITY + 1, queue.size());
  }

  @Test
  void largeRecordsFillItSooner() {
    int bytes = 64 << 10;
    int accepted = 0;
    while (queue.offer(record(accepted, bytes))) {
      accepted++;
    }
    assertTrue(accepted * (long) bytes <= 65L << 20, () -> "the queue holds too many bytes");
    assertTrue(accepted * (long) bytes >= 40L << 20, () -> "the queue holds too few bytes");
  }

  private static Utf8Builder record(int number, int padding) {
    return new Utf8Builder(16).number(number).ascii("x".repeat(padding));
  }

  private static String text(Utf8Builder record) {
    return new String(record.array(), 0, record.length(), StandardCharsets.UTF_8);
  }
}
