package io.switchgear.watch.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.metrics.SomeFigures;
import io.switchgear.metrics.ToolFigures;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Readers hear that calls have ended, but not of each. */
class FigureChangesTest {

  private final Map<String, ToolFigures> figures = new TreeMap<>();
  private final AtomicInteger heard = new AtomicInteger();
  private Duration interval = Duration.ofSeconds(30);
  private long now;
  private final FigureChanges readers =
      new FigureChanges(() -> figures, () -> interval, heard::incrementAndGet, () -> now);

  private int lookAfter(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    readers.look();
    return heard.get();
  }

  @Test
  void oneWordAnIntervalAndNoneWithoutCalls() {
    assertEquals(0, lookAfter(100), "nobody has called");
    figures.put("a", SomeFigures.of(1, 0));
    assertEquals(1, lookAfter(5), "the last word is long ago");
    figures.put("a", SomeFigures.of(2, 0));
    assertEquals(1, lookAfter(29), "the interval is not over");
    assertEquals(2, lookAfter(1));
    assertEquals(2, lookAfter(300), "nothing has happened since");
    figures.clear();
    assertEquals(3, lookAfter(0), "forgotten figures are other figures");
    interval = Duration.ofSeconds(5);
    figures.put("b", SomeFigures.of(0, 1));
    assertEquals(4, lookAfter(5), "another interval holds at once");
  }
}
