package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.EventLog.Batch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EventLogTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

  private final EventLog log = new EventLog(InstantSource.fixed(NOW));

  private void add(Kind kind, int number) {
    log.add(kind, JsonNodeFactory.instance.objectNode().put("number", number));
  }

  private void add(Kind kind, int from, int to) {
    for (int number = from; number < to; number++) {
      add(kind, number);
    }
  }

  private static List<Integer> numbers(Batch batch) {
    return batch.events().stream().map(event -> event.facts().get("number").asInt()).toList();
  }

  @Test
  void aReaderGetsWhatCameAfterItsPosition() {
    long start = log.end();
    assertEquals(Optional.empty(), log.after(start, 10));
    add(Kind.BREAKER_TRANSITION, 0, 5);
    Batch first = log.after(start, 3).orElseThrow();
    assertEquals(List.of(0, 1, 2), numbers(first));
    assertEquals(0, first.missed());
    Batch second = log.after(first.position(), 3).orElseThrow();
    assertEquals(List.of(3, 4), numbers(second));
    assertEquals(Optional.empty(), log.after(second.position(), 3));
  }

  @Test
  void anEventIsJsonWithIdTypeAndTimeBeforeItsFacts() {
    long start = log.end();
    add(Kind.HEALTH_CHANGED, 7);
    Event event = log.after(start, 1).orElseThrow().events().getFirst();
    assertEquals(
        "{\"id\":%d,\"type\":\"health_changed\",\"timestamp\":\"2030-01-02T03:04:05Z\",\"number\":7}"
            .formatted(event.id()),
        event.toJson().toString());
    assertTrue(event.id() < 1L << 53);
  }

  @Test
  void aStormOfCallsDoesNotCrowdOutTheRest() {
    long start = log.end();
    add(Kind.BREAKER_TRANSITION, 1);
    add(Kind.CALL_ENDED, 100, 100 + 3 * EventLog.KEPT);
    add(Kind.DRILL_CHANGED, 2);
    Batch batch = log.after(start, Integer.MAX_VALUE).orElseThrow();
    List<Integer> numbers = numbers(batch);
    assertEquals(EventLog.KEPT + 2, numbers.size());
    assertEquals(1, numbers.getFirst());
    assertEquals(100 + 2 * EventLog.KEPT, numbers.get(1));
    assertEquals(2, numbers.getLast());
    assertEquals(2 * EventLog.KEPT, batch.missed());
  }

  @Test
  void whatIsNoLongerKeptIsCountedAsMissed() {
    long start = log.end();
    add(Kind.BREAKER_TRANSITION, 0, EventLog.KEPT + 17);
    Batch batch = log.after(start, 10).orElseThrow();
    assertEquals(17, batch.missed());
    assertEquals(17, numbers(batch).getFirst());
    Batch whole = log.after(log.start(), 1).orElseThrow();
    assertEquals(0, whole.missed(), "who begins with the oldest has missed nothing");
    assertEquals(17, numbers(whole).getFirst());
  }

  @Test
  void idsOfALaterProcessAreHigherAndThoseOfOthersUnknown() {
    add(Kind.BREAKER_TRANSITION, 0, 10);
    EventLog later = new EventLog(InstantSource.fixed(NOW.plusMillis(1)));
    assertTrue(later.end() > log.end());
    assertFalse(later.knows(log.end()));
    assertFalse(log.knows(later.end()));
    assertTrue(log.knows(log.end()));
    assertFalse(log.knows(0));
  }

  @Test
  void aListenerThatFailsHarmsNobody() {
    List<Integer> heard = new ArrayList<>();
    log.listen(
        event -> {
          throw new IllegalStateException("on purpose");
        });
    EventLog.Listening listening = log.listen(event -> heard.add(event.facts().size()));
    add(Kind.BREAKER_TRANSITION, 0, 3);
    listening.close();
    add(Kind.BREAKER_TRANSITION, 3);
    assertEquals(3, heard.size());
  }

  @Test
  void manyWritersMakeOneSequence() {
    long start = log.end();
    List<Long> heard = new ArrayList<>();
    log.listen(event -> heard.add(event.id()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 8; thread++) {
        threads.execute(() -> add(Kind.CALL_STARTED, 0, 500));
      }
    }
    assertEquals(4_000, heard.size());
    for (int i = 0; i < heard.size(); i++) {
      assertEquals(start + 1 + i, heard.get(i));
    }
  }
}
