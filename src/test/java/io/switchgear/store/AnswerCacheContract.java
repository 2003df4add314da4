package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.store.AnswerCache.Limits;
import io.switchgear.store.AnswerCache.Saving;
import io.switchgear.store.AnswerCache.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the cache does on any database. */
abstract class AnswerCacheContract {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");

  private final Store store = open();
  private final AnswerCache answers = store.answers(new Limits(3, 100));

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theLastAnswerIsFoundByToolAndArguments() {
    assertEquals(Optional.empty(), answers.find("a", digest(1)));
    assertEquals(Saving.STORED, answers.save("a", digest(1), Json.number(1), T0));
    answers.save("a", digest(1), Json.number(2), T0.plusSeconds(1));
    answers.save("b", digest(1), Json.number(3), T0);
    assertEquals(
        Optional.of(new Stored(Json.number(2), T0.plusSeconds(1))), answers.find("a", digest(1)));
    assertEquals(Optional.of(new Stored(Json.number(3), T0)), answers.find("b", digest(1)));
    assertEquals(Optional.empty(), answers.find("a", digest(2)));
  }

  @Test
  void theLeastRecentlyStoredIsDroppedWhateverTheClockSays() {
    for (int n = 1; n <= 3; n++) {
      answers.save("a", digest(n), Json.number(n), T0.minusSeconds(n));
      answers.save("b", digest(n), Json.number(n), T0);
    }
    answers.save("a", digest(1), Json.number(10), T0.minusSeconds(100));
    answers.save("a", digest(4), Json.number(4), T0);
    assertEquals(Optional.empty(), answers.find("a", digest(2)));
    for (int n : new int[] {1, 3, 4}) {
      assertEquals(true, answers.find("a", digest(n)).isPresent(), "answer " + n);
    }
    assertEquals(true, answers.find("b", digest(2)).isPresent());
  }

  @Test
  void theBoundHoldsWhenManyStoreAtOnce() {
    CompletableFuture.allOf(
            IntStream.range(0, 64)
                .mapToObj(
                    n ->
                        CompletableFuture.runAsync(
                            () -> answers.save("a", digest(n % 16), Json.number(n), T0),
                            Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    assertEquals(
        3, IntStream.range(0, 16).filter(n -> answers.find("a", digest(n)).isPresent()).count());
  }

  @Test
  void whatIsTooLargeIsNotStored() {
    assertEquals(Saving.STORED, answers.save("a", digest(1), Json.ofSize(100), T0));
    assertEquals(Saving.TOO_LARGE, answers.save("a", digest(1), Json.ofSize(101), T0));
    assertEquals(Json.ofSize(100), answers.find("a", digest(1)).orElseThrow().answer());
    assertEquals(
        Saving.TOO_LARGE,
        answers.save("a", digest(2), Json.of("{\"x\":\"" + "é".repeat(50) + "\"}"), T0));
  }

  @Test
  void theLargestAllowedIsKeptWhole() {
    AnswerCache wide = store.answers(new Limits(1, 1_048_576));
    assertEquals(Saving.STORED, wide.save("a", digest(1), Json.ofSize(1_048_576), T0));
    assertEquals(Json.ofSize(1_048_576), wide.find("a", digest(1)).orElseThrow().answer());
    assertEquals(Saving.TOO_LARGE, wide.save("a", digest(1), Json.ofSize(1_048_577), T0));
  }

  @Test
  void textComesBackAsItWas() {
    String odd =
        "{\"x\":\"\\u0000\\u2028 é 😀 ' \\\" :name ? \\ud800\",\"y\":12345678901234567890}";
    answers.save("a", digest(1), Json.of(odd), T0);
    assertEquals(
        Json.of(odd).toString(), answers.find("a", digest(1)).orElseThrow().answer().toString());
  }

  @Test
  void pruningDropsWhatIsOlder() {
    answers.save("a", digest(1), Json.number(1), T0.minusNanos(1000));
    answers.save("b", digest(2), Json.number(2), T0);
    assertEquals(1, answers.prune(T0));
    assertEquals(0, answers.prune(T0));
    assertEquals(Optional.empty(), answers.find("a", digest(1)));
    assertEquals(true, answers.find("b", digest(2)).isPresent());
  }

  @ParameterizedTest
  @CsvSource({"0,100", "100001,100", "1,1", "1,1048577"})
  void limitsOutsideTheirRangeAreRefused(int perTool, int maxBytes) {
    assertThrows(IllegalArgumentException.class, () -> new Limits(perTool, maxBytes));
  }

  private static ArgumentsDigest digest(int n) {
    return ArgumentsDigest.of("tool", Json.number(n));
  }
}
