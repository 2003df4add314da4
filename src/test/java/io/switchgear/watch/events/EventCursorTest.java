package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCursorTest {

  private static final String A = "mf3k2a9x-q7z0";
  private static final String B = "mf3k2b01-aa00";

  private static EventCursor cursor(String text) {
    return EventCursor.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {A + ":1", A + ":sw." + B + ":1", A + "!sw." + B + ":0", A + ":2gosa7pa2g"})
  void whatIsWrittenIsRead(String text) {
    assertEquals(text, cursor(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ":",
        "nonsense",
        A,
        A + ":",
        A + "1",
        ":1",
        A + ":1.",
        "." + A + ":1",
        A + ":1.." + B + ":1",
        A + ":-1",
        A + ":+1",
        A + ":1 ",
        A + ":１",
        A + ":zzzzzzzzzzz",
        A + ":1." + A + ":2",
        A + "?1",
        A + ":1!",
        "MF3K2A9X-Q7Z0:1",
        "0000000000-q7z0:1",
        "mf3k2a9x-q7z:1",
        "../../etc:1",
        A + ":1\n",
        "\u0000"
      })
  void anyOtherTextIsNone(String text) {
    assertEquals(Optional.empty(), EventCursor.parse(text).map(EventCursor::text));
  }

  private static String runs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "mf3k%04d-q7z0:1".formatted(i))
        .collect(Collectors.joining("."));
  }

  @Test
  void theLengthIsBounded() {
    assertTrue(EventCursor.parse(runs(EventCursor.MOST_RUNS)).isPresent());
    assertFalse(EventCursor.parse(runs(EventCursor.MOST_RUNS + 1)).isPresent());
    assertFalse(EventCursor.parse(".".repeat(1_000_000)).isPresent());
  }

  @Test
  void randomTextNeverFails() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "az09-:.!\u00e9 \n";
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(60), 0, alphabet.length())
              .mapToObj(at -> alphabet.substring(at, at + 1))
              .collect(Collectors.joining());
      EventCursor.parse(text).ifPresent(cursor -> assertEquals(text, cursor.text(), "" + seed));
    }
  }

  @Test
  void passingMovesOneRunOnly() {
    EventCursor cursor = cursor(A + ":5." + B + ":7");
    cursor.pass(A, 6);
    assertEquals(Map.of(A, 6L, B, 7L), cursor.passed());
    assertEquals(OptionalLong.empty(), cursor.passed("mf3k2c00-0000"));
  }

  @Test
  void aRunIsLostOnceAndFoundByItsNextEvent() {
    EventCursor cursor = cursor(A + ":5");
    assertTrue(cursor.lose(A));
    assertFalse(cursor.lose(A));
    assertFalse(cursor(cursor.text()).lose(A), "also after a reconnection");
    assertEquals(OptionalLong.of(5), cursor.passed(A));
    cursor.pass(A, 6);
    assertEquals(A + ":6", cursor.text());
  }

  @Test
  void aFullCursorForgetsWhatIsLostBeforeWhatIsOld() {
    EventCursor cursor = cursor(runs(EventCursor.MOST_RUNS));
    cursor.lose("mf3k0007-q7z0");
    cursor.pass(A, 1);
    assertEquals(OptionalLong.empty(), cursor.passed("mf3k0007-q7z0"));
    cursor.pass(B, 1);
    assertEquals(OptionalLong.empty(), cursor.passed("mf3k0000-q7z0"));
    assertEquals(EventCursor.MOST_RUNS, cursor.passed().size());
    assertTrue(EventCursor.parse(cursor.text()).isPresent());
  }
}
