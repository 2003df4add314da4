package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.testing.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBehindTest {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");

  private final List<String> written = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Runnable whileWriting = () -> {};
  private final WriteBehind behind =
      new WriteBehind(
          this::write,
          (delay, task) -> {
            pauses.add(delay);
            tasks.add(task);
          });

  private final LogLines log = LogLines.of(Level.INFO, WriteBehind.class.getName());

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void manyUpdatesBecomeOneWriteOfTheNewest() {
    for (int n = 1; n <= 50; n++) {
      save("a", n);
      save("b", n);
    }
    assertEquals(List.of(), written);
    assertEquals(List.of(Duration.ofMillis(100)), pauses);
    runNext();
    assertEquals(List.of("a=50", "b=50"), written);
    assertTrue(tasks.isEmpty(), "nothing is scheduled while nothing waits");
    save("a", 51);
    runNext();
    assertEquals(List.of("a=50", "b=50", "a=51"), written);
  }

  @Test
  void whatComesDuringAWriteIsWrittenAPauseLater() {
    whileWriting =
        () -> {
          whileWriting = () -> {};
          save("a", 2);
        };
    save("a", 1);
    runNext();
    assertEquals(List.of("a=1"), written);
    assertEquals(1, tasks.size());
    runNext();
    assertEquals(List.of("a=1", "a=2"), written);
  }

  @Test
  void aFailingDatabaseIsLoggedOncePerPeriodAndGetsTheNewestWhenItIsBack() {
    refused.add("a");
    for (int n = 1; n <= 20; n++) {
      save("a", n);
      runNext();
    }
    assertEquals(List.of(Level.WARN), levels());
    refused.clear();
    runNext();
    assertEquals(List.of("a=20"), written);
    assertEquals(List.of(Level.WARN, Level.INFO), levels());
    assertTrue(log.messages().getLast().contains("20 failures"));

    refused.add("a");
    save("a", 21);
    runNext();
    assertEquals(List.of(Level.WARN, Level.INFO, Level.WARN), levels());
  }

  @Test
  void aFailingDatabaseIsTriedEverMoreRarely() {
    refused.add("a");
    save("a", 1);
    for (int n = 0; n < 9; n++) {
      runNext();
      save("a", 2);
    }
    assertEquals(
        List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L, 10_000L),
        pauses.stream().map(Duration::toMillis).toList());
    assertEquals(1, tasks.size());
  }

  @Test
  void oneStateThatCannotBeSavedDoesNotHoldUpTheOthers() {
    refused.add("bad");
    save("bad", 1);
    save("b", 1);
    save("c", 1);
    runNext();
    save("bad", 2);
    save("d", 1);
    runNext();
    runNext();
    assertEquals(List.of("b=1", "c=1", "d=1"), written);
  }

  @Test
  void aThousandBreakersWaitAndTheEldestUpdateGoes() {
    refused.add("n0");
    refused.add("n1");
    for (int n = 0; n <= WriteBehind.MAX_PENDING; n++) {
      save("n" + n, n);
    }
    runNext();
    refused.clear();
    runNext();
    assertEquals(WriteBehind.MAX_PENDING, written.size());
    assertEquals("n2=2", written.getFirst());
    assertEquals("n1=1", written.getLast());
    assertTrue(log.messages().getLast().contains("1 were dropped"));
  }

  @Test
  void closingWritesWhatWaitsAndEndsIt() {
    save("a", 1);
    save("a", 2);
    behind.close();
    assertEquals(List.of("a=2"), written);
    save("a", 3);
    runNext();
    behind.close();
    assertEquals(List.of("a=2"), written);
    assertTrue(tasks.isEmpty());
  }

  @Test
  void closingTriesEachAndSaysHowManyAreLost() {
    refused.add("a");
    save("a", 1);
    save("b", 1);
    behind.close();
    assertEquals(List.of("b=1"), written);
    assertEquals(List.of(Level.WARN), levels());
    assertTrue(log.messages().getFirst().contains("of 1 breakers"));
  }

  @Test
  void writesToTheStore() {
    try (Store store = Store.inMemory()) {
      try (WriteBehind real = new WriteBehind(store.breakerStates())) {
        for (int n = 0; n < 1000; n++) {
          real.save("a", Json.number(n), T0);
        }
      }
      assertEquals(Json.number(999), store.breakerStates().loadAll().get("a").memento());
    }
  }

  private void save(String breaker, int n) {
    behind.save(breaker, Json.number(n), T0);
  }

  private void write(String breaker, ObjectNode memento, Instant at) {
    whileWriting.run();
    if (refused.contains(breaker)) {
      throw new StoreException(StoreException.Reason.FAILED, "refused by the test", null);
    }
    written.add(breaker + "=" + memento.get("n"));
  }

  private void runNext() {
    tasks.remove().run();
  }

  private List<Level> levels() {
    return log.levels();
  }
}
