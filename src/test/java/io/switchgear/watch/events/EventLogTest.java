package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.EventReading.Part;
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

  private final EventLog log = new EventLog("here", InstantSource.fixed(NOW));

  private void add(Kind kind, int number) {
    log.add(kind, JsonNodeFactory.instance.objectNode().put("number", number));
  }

  private void add(Kind kind, int from, int to) {
    for (int number = from; number < to; number++) {
      add(kind, number);
    }
  }

  private EventReading reading() {
    return EventReading.of(log, Optional.empty());
  }

  private static List<Integer> numbers(List<Part> parts) {
    return parts.stream()
        .filter(Part.Happened.class::isInstance)
        .map(part -> ((Part.Happened) part).event().facts().get("number").asInt())
        .toList();
  }

  private static long missed(List<Part> parts) {
    return parts.stream()
        .mapToLong(part -> part instanceof Part.Missed missed ? missed.count() : 0)
        .sum();
  }

  @Test
  void aReaderGetsWhatCameAfterItsPosition() {
    EventReading reading = reading();
    assertEquals(List.of(), reading.next(10));
    add(Kind.BREAKER_TRANSITION, 0, 5);
    List<Part> first = reading.next(3);
    assertEquals(List.of(0, 1, 2), numbers(first));
    assertEquals(0, missed(first));
    assertEquals(List.of(3, 4), numbers(reading.next(3)));
    assertEquals(List.of(), reading.next(3));
  }

  @Test
  void anEventIsJsonWithIdNodeTypeAndTimeBeforeItsFacts() {
    EventReading reading = reading();
    add(Kind.HEALTH_CHANGED, 7);
    Event event = ((Part.Happened) reading.next(1).getFirst()).event();
    assertEquals(
        "{\"id\":%d,\"node\":\"here\",\"type\":\"health_changed\",\"timestamp\":\"2030-01-02T03:04:05Z\",\"number\":7}"
            .formatted(event.id()),
        event.toJson().toString());
    assertTrue(event.id() < 1L << 53);
  }

  @Test
  void aStormOfCallsDoesNotCrowdOutTheRest() {
    EventReading reading = reading();
    add(Kind.BREAKER_TRANSITION, 1);
    add(Kind.CALL_ENDED, 100, 100 + 3 * EventLog.KEPT);
    add(Kind.DRILL_CHANGED, 2);
    List<Part> parts = reading.next(Integer.MAX_VALUE);
    List<Integer> numbers = numbers(parts);
    assertEquals(EventLog.KEPT + 2, numbers.size());
    assertEquals(1, numbers.getFirst());
    assertEquals(100 + 2 * EventLog.KEPT, numbers.get(1));
    assertEquals(2, numbers.getLast());
    assertEquals(2 * EventLog.KEPT, missed(parts));
  }

  @Test
  void whatIsNoLongerKeptIsCountedAsMissed() {
    EventReading reading = reading();
    add(Kind.BREAKER_TRANSITION, 0, EventLog.KEPT + 17);
    List<Part> parts = reading.next(10);
    assertEquals(17, missed(parts));
    assertEquals(17, numbers(parts).getFirst());
    List<Part> whole = EventReading.of(log, Optional.of(EventReading.ALL)).next(1);
    assertEquals(0, missed(whole), "who begins with the oldest has missed nothing");
    assertEquals(17, numbers(whole).getFirst());
  }

  @Test
  void idsOfALaterProcessAreHigher() {
    add(Kind.BREAKER_TRANSITION, 0, 10);
    EventLog later = new EventLog("here", InstantSource.fixed(NOW.plusMillis(1)));
    assertTrue(later.run().id(0) > log.run().id(10));
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
    List<Long> heard = new ArrayList<>();
    log.listen(event -> heard.add(event.sequence()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 8; thread++) {
        threads.execute(() -> add(Kind.CALL_STARTED, 0, 500));
      }
    }
    assertEquals(4_000, heard.size());
    for (int i = 0; i < heard.size(); i++) {
      assertEquals(1 + i, heard.get(i));
    }
  }
}
