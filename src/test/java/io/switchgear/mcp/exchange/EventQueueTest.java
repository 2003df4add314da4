package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private static final int SIZE = 1_000 - EventQueue.OVERHEAD;

  private final EventQueue queue = new EventQueue(5, 10_000);
  private final ByteBudget together = new ByteBudget(12_000);

  private static McpEvent passing(int name, int size) {
    return McpEvent.passing(body(name, size));
  }

  private static McpEvent lasting(int name, int size) {
    return McpEvent.lasting(body(name, size));
  }

  private static byte[] body(int name, int size) {
    byte[] body = new byte[size];
    body[0] = (byte) name;
    return body;
  }

  private static List<Integer> drain(EventQueue queue) {
    List<Integer> names = new ArrayList<>();
    for (McpEvent next = queue.poll(); next != null; next = queue.poll()) {
      names.add((int) next.body()[0]);
    }
    return names;
  }

  @Test
  void theOldestThatMayBeLostMakesWay() {
    queue.offer(lasting(1, SIZE));
    for (int name = 2; name <= 8; name++) {
      queue.offer(passing(name, SIZE));
    }
    assertEquals(List.of(1, 5, 6, 7, 8), drain(queue));
    assertEquals(0, queue.bytes());
  }

  @Test
  void bytesCountWhereEventsAreLarge() {
    for (int name = 1; name <= 4; name++) {
      queue.offer(passing(name, 4 * SIZE));
    }
    assertTrue(queue.bytes() <= 10_000);
    assertEquals(List.of(3, 4), drain(queue));
    queue.offer(passing(1, SIZE));
    queue.offer(passing(2, 20_000));
    assertEquals(List.of(1), drain(queue), "what never fits pushes nothing out");
  }

  @Test
  void whatMustNotBeLostIsTakenAndCounts() {
    queue.offer(passing(1, SIZE));
    queue.offer(lasting(2, 20_000));
    queue.offer(passing(3, SIZE));
    queue.offerFirst(lasting(4, SIZE));
    assertEquals(List.of(4, 2), drain(queue), "nothing that may be lost fits beside it");
  }

  @Test
  void allTogetherTakeNoMoreThanTheyMay() {
    List<EventQueue> queues = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      EventQueue one = new EventQueue(5, 10_000);
      one.countIn(together);
      queues.add(one);
      for (int name = 1; name <= 5; name++) {
        one.offer(passing(name, SIZE));
      }
    }
    assertEquals(12_000, together.taken());
    assertEquals(List.of(1, 2, 3, 4, 5), drain(queues.getFirst()));
    queues.getLast().offer(passing(9, SIZE));
    assertEquals(List.of(9), drain(queues.getLast()));
    queues.forEach(EventQueue::close);
    assertEquals(0, together.taken());
  }

  @Test
  void whatWaitedBeforeCountsFromThenOn() {
    queue.offer(passing(1, SIZE));
    queue.countIn(together);
    assertEquals(1_000, together.taken());
    queue.close();
    assertEquals(0, together.taken());
    assertEquals(List.of(), drain(queue));
    queue.offer(passing(2, SIZE));
    assertEquals(0, together.taken(), "a queue that is closed counts with nobody");
  }

  /** Against the rules themselves, in random order. */
  @Test
  void countsAreRightWhateverComes() {
    long seed = System.nanoTime();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<EventQueue> queues = List.of(queue, new EventQueue(3, 5_000), new EventQueue(50, 9_000));
    queues.forEach(each -> each.countIn(together));
    long lastingBytes = 0;
    for (int i = 0; i < 20_000; i++) {
      EventQueue one = queues.get(random.nextInt(queues.size()));
      int size = 1 + random.nextInt(3_000);
      if (random.nextInt(3) == 0) {
        McpEvent taken = one.poll();
        lastingBytes -= taken != null && taken.lasting() ? taken.body().length + 128 : 0;
      } else if (random.nextInt(20) == 0) {
        lastingBytes += size + 128;
        one.offer(lasting(1, size));
      } else {
        one.offer(passing(2, size));
      }
      long sum = queues.stream().mapToLong(EventQueue::bytes).sum();
      assertEquals(sum, together.taken(), () -> "seed " + seed);
      assertTrue(sum <= 12_000 + lastingBytes, () -> "seed " + seed);
    }
  }
}
