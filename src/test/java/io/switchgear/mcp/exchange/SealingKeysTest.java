package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.switchgear.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingKeysTest {

  private record Task(long at, Runnable work) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<SealingKey> stored = new ArrayList<>(List.of(key("k1")));
  private final LogLines log = LogLines.of(Level.DEBUG, SealingKeys.class.getName());
  private long now;
  private int reads;
  private boolean failing;
  private Runnable whileReading = () -> {};

  @AfterEach
  void stopListening() {
    log.close();
  }

  private static SealingKey key(String id) {
    return new SealingKey(id, SealingKey.randomSecret());
  }

  private SealingKeys keys() {
    return SealingKeys.shared(
        this::read, (delay, task) -> tasks.add(new Task(now + delay.toNanos(), task)), () -> now);
  }

  /** The newest key is the last one. */
  private SealingKeys.Keys read() {
    reads++;
    if (failing) {
      throw new IllegalStateException("no database");
    }
    SealingKeys.Keys keys = new SealingKeys.Keys(stored.getLast(), stored);
    whileReading.run();
    return keys;
  }

  /** Moves the clock and runs what is due, in order. */
  private void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Optional<Task> due =
          tasks.stream()
              .filter(task -> task.at() <= end)
              .min((one, other) -> Long.compare(one.at(), other.at()));
      if (due.isEmpty()) {
        now = end;
        return;
      }
      tasks.remove(due.get());
      now = Math.max(now, due.get().at());
      due.get().work().run();
    }
  }

  private static CompletableFuture<Optional<SealingKey>> find(SealingKeys keys, String id) {
    return keys.find(id).toCompletableFuture();
  }

  @Test
  void aKeyInMemoryIsFoundAtOnceAndWithoutARead() {
    SealingKeys keys = keys();
    assertEquals(Optional.of(stored.getFirst()), find(keys, "k1").getNow(Optional.empty()));
    assertEquals(1, reads, "the one at the start");
  }

  @Test
  void aKeyThatAnotherNodeHasJustMadeIsReadAtItsFirstUse() {
    SealingKeys keys = keys();
    stored.add(key("k2"));
    CompletableFuture<Optional<SealingKey>> found = find(keys, "k2");
    assertFalse(found.isDone());
    pass(Duration.ZERO);
    assertEquals(Optional.of(stored.getLast()), found.getNow(Optional.empty()));
    assertEquals(stored.getLast(), keys.sealing());
    assertEquals(2, reads);
  }

  @Test
  void idsThatAreMadeUpCostOneReadASecondForAllTogether() {
    SealingKeys keys = keys();
    List<CompletableFuture<Optional<SealingKey>>> forged = new ArrayList<>();
    for (int tenth = 0; tenth < 100; tenth++) {
      int from = tenth * 50;
      IntStream.range(from, from + 50).forEach(n -> forged.add(find(keys, "forged" + n)));
      pass(Duration.ofMillis(100));
    }
    pass(Duration.ofSeconds(1));
    assertTrue(forged.stream().allMatch(CompletableFuture::isDone));
    assertTrue(forged.stream().allMatch(each -> each.join().isEmpty()));
    // Ten seconds, and one read at each end.
    assertTrue(reads >= 10 && reads <= 12, () -> reads + " reads");
    stored.add(key("k2"));
    CompletableFuture<Optional<SealingKey>> found = find(keys, "k2");
    pass(Duration.ofSeconds(1));
    assertTrue(found.join().isPresent(), "a flood does not hide a key that exists");
  }

  /** The read may have begun before the key was stored. */
  @Test
  void anIdThatComesDuringAReadWaitsForTheNext() {
    SealingKeys keys = keys();
    List<CompletableFuture<Optional<SealingKey>>> during = new ArrayList<>();
    whileReading =
        () -> {
          whileReading = () -> {};
          stored.add(key("k2"));
          during.add(find(keys, "k2"));
        };
    CompletableFuture<Optional<SealingKey>> first = find(keys, "forged");
    pass(Duration.ZERO);
    assertTrue(first.isDone());
    assertFalse(during.getFirst().isDone());
    pass(SealingKeys.SPACING.minusNanos(1));
    assertEquals(2, reads);
    pass(Duration.ofNanos(1));
    assertEquals(3, reads);
    assertTrue(during.getFirst().join().isPresent());
  }

  @Test
  void keysAreFollowedWithoutARequest() {
    SealingKeys keys = keys();
    SealingKey old = stored.getFirst();
    stored.add(key("k2"));
    pass(SealingKeys.PERIOD);
    assertEquals(stored.getLast(), keys.sealing());
    assertTrue(find(keys, "k1").getNow(Optional.empty()).isPresent());
    stored.remove(old);
    pass(SealingKeys.PERIOD);
    assertEquals(List.of(stored.getLast()), keys.opening());
    keys.close();
    pass(SealingKeys.PERIOD.multipliedBy(3));
    assertEquals(3, reads);
    assertEquals(stored.getLast(), keys.sealing());
  }

  @Test
  void whileTheSourceFailsTheKeysInMemoryStay() {
    SealingKeys keys = keys();
    failing = true;
    pass(SealingKeys.PERIOD.multipliedBy(5));
    assertEquals(6, reads);
    assertEquals(stored.getFirst(), keys.sealing());
    assertTrue(find(keys, "k1").getNow(Optional.empty()).isPresent());
    CompletableFuture<Optional<SealingKey>> unknown = find(keys, "k2");
    pass(Duration.ZERO);
    assertTrue(unknown.join().isEmpty());
    failing = false;
    stored.add(key("k2"));
    pass(SealingKeys.PERIOD);
    assertEquals(stored.getLast(), keys.sealing());
  }

  @Test
  void aNodeThatCannotReadThemAtItsStartSealsForItselfUntilItCan() {
    failing = true;
    SealingKeys keys = keys();
    assertTrue(log.messages().getLast().contains("cannot be read"), log.messages()::toString);
    SealingKey own = keys.sealing();
    failing = false;
    pass(SealingKeys.PERIOD);
    assertEquals(stored.getFirst(), keys.sealing());
    assertEquals(Optional.of(own), find(keys, own.id()).getNow(Optional.empty()));
  }

  @Test
  void aFixedKeyReadsNothing() {
    SealingKeys keys = SealingKeys.fixed(stored.getFirst());
    assertEquals(Optional.empty(), find(keys, "k2").getNow(null));
    assertEquals(stored.getFirst(), keys.sealing());
  }

  @Test
  void neitherTextNorLogShowsASecret() {
    byte[] secret = SealingKey.randomSecret();
    stored.add(new SealingKey("k2", secret));
    SealingKeys keys = keys();
    failing = true;
    pass(SealingKeys.PERIOD);
    String said = stored + " " + keys.opening() + " " + log.messages();
    assertTrue(said.contains("request states are sealed with key k2"), said);
    assertFalse(said.contains(HexFormat.of().formatHex(secret)), said);
    assertFalse(
        said.contains(Base64.getUrlEncoder().encodeToString(secret).substring(0, 42)), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "12345678901234567", "ä"})
  void anIdFitsIntoAState(String id) {
    assertThrows(IllegalArgumentException.class, () -> key(id));
  }

  @Test
  void aShortSecretIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SealingKey("k", new byte[31]));
  }
}
