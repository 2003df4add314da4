package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.store.BreakerStates.Saved;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How states are saved on any database. */
abstract class BreakerStatesContract {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");

  private final Store store = open();
  private final BreakerStates states = store.breakerStates();

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theLastStateOfEachBreakerIsKept() {
    states.save("nmap", Json.number(1), T0.minusSeconds(1));
    states.save("nmap", Json.number(2), T0);
    states.save("b", Json.number(3), T0);
    assertEquals(
        Map.of("nmap", new Saved(Json.number(2), T0), "b", new Saved(Json.number(3), T0)),
        states.loadAll());
  }

  @Test
  void manyThreadsMaySaveTheSameBreaker() {
    CompletableFuture.allOf(
            IntStream.range(0, 32)
                .mapToObj(
                    n ->
                        CompletableFuture.runAsync(
                            () -> states.save("nmap", Json.number(n), T0),
                            Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    assertEquals(1, states.loadAll().size());
  }

  @Test
  void aStoreThatWorksCanBeTried() {
    store.tryToWrite();
    store.tryToWrite();
    assertEquals(true, store.trouble().isEmpty());
  }

  @Test
  void instantsAreKeptToTheMicrosecondAndNeverInTheFuture() {
    states.save("a", Json.number(1), T0.plusNanos(999));
    assertEquals(T0, states.loadAll().get("a").at());
  }

  @Test
  void breakerNamesAndMementosHaveLimits() {
    String longest = "é".repeat(256);
    states.save(longest, Json.ofSize(1_048_576), T0);
    assertEquals(Json.ofSize(1_048_576), states.loadAll().get(longest).memento());
    for (String name : new String[] {"", "x".repeat(257)}) {
      assertThrows(IllegalArgumentException.class, () -> states.save(name, Json.number(1), T0));
    }
    assertThrows(
        IllegalArgumentException.class, () -> states.save("a", Json.ofSize(1_048_577), T0));
  }
}
