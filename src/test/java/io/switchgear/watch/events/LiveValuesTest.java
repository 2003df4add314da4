package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.watch.events.LiveValues.Batch;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveValuesTest {

  private final LiveValues live = new LiveValues();

  private static ObjectNode value(int number) {
    return JsonNodeFactory.instance.objectNode().put("type", "sample").put("n", number);
  }

  private static List<Integer> numbers(Batch batch) {
    return batch.values().stream().map(value -> value.path("n").asInt()).toList();
  }

  @Test
  void ofEachThingThereIsTheNewestValueOnly() {
    for (int i = 0; i < 1_000; i++) {
      live.put("a", value(i));
    }
    live.put("b", value(-1));
    Batch all = live.after(0, 10).orElseThrow();
    assertEquals(List.of(999, -1), numbers(all));
    assertTrue(live.after(all.version(), 10).isEmpty());
    live.put("a", value(7));
    assertEquals(List.of(7), numbers(live.after(all.version(), 10).orElseThrow()));
  }

  @Test
  void moreThanTheLimitComesInTheNextBatch() {
    for (int i = 0; i < 5; i++) {
      live.put("key" + i, value(i));
    }
    Batch first = live.after(0, 3).orElseThrow();
    assertEquals(List.of(0, 1, 2), numbers(first));
    assertEquals(List.of(3, 4), numbers(live.after(first.version(), 3).orElseThrow()));
  }

  @Test
  void whatIsGoneIsNotTold() {
    live.put("a", value(1));
    live.remove("a");
    live.remove("never");
    assertTrue(live.after(0, 10).isEmpty());
  }

  @Test
  void listenersAreToldUntilTheyClose() {
    AtomicInteger told = new AtomicInteger();
    EventLog.Listening listening = live.listen(told::incrementAndGet);
    live.put("a", value(1));
    listening.close();
    live.put("a", value(2));
    assertEquals(1, told.get());
  }
}
