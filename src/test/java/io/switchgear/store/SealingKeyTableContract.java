package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.switchgear.store.SealingKeyTable.InForce;
import io.switchgear.store.SealingKeyTable.StoredKey;
import io.switchgear.testing.LogLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How keys are made, rotated and deleted on any database. */
abstract class SealingKeyTableContract {

  private static final int THREADS = 16;

  private final Store store = open();
  private final SealingKeyTable keys = store.sealingKeys();

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  private static List<String> ids(InForce keys) {
    return keys.all().stream().map(StoredKey::id).toList();
  }

  /** Makes all keys older. */
  private void pass(String interval) {
    store
        .sql()
        .write(
            handle ->
                handle.execute(
                    "UPDATE sealing_key SET created_at = created_at - INTERVAL " + interval));
  }

  @Test
  void theFirstUseMakesAKeyAndTheNextFindsIt() {
    InForce first = keys.current();
    assertEquals(1, first.all().size());
    assertEquals(first.all().getFirst(), first.sealing());
    assertEquals(32, first.sealing().secret().length);
    assertTrue(first.sealing().id().matches("[A-Za-z0-9_-]{12}"), first.sealing().id());
    InForce again = keys.current();
    assertEquals(ids(first), ids(again));
    assertArrayEquals(first.sealing().secret(), again.sealing().secret());
  }

  @Test
  void aKeyIsPublishedThenUsedThenSucceededThenDeleted() {
    String first = keys.current().sealing().id();
    pass("'23' HOUR");
    assertEquals(List.of(first), ids(keys.current()));
    pass("'1' HOUR");
    InForce rotated = keys.current();
    String second = ids(rotated).getFirst();
    assertEquals(List.of(second, first), ids(rotated));
    assertEquals(first, rotated.sealing().id(), "until all nodes have read the second");
    pass("'4' MINUTE");
    assertEquals(first, keys.current().sealing().id());
    pass("'1' MINUTE");
    assertEquals(second, keys.current().sealing().id());
    assertEquals(List.of(second, first), ids(keys.current()), "it opens what it has sealed");
    pass("'24' HOUR");
    String third = ids(keys.current()).getFirst();
    assertEquals(List.of(third, second), ids(keys.current()));
    assertNotEquals(second, third);
  }

  @Test
  void aStoreThatNobodyUsedForLongKeepsItsLastKeyForAnotherPeriod() {
    String first = keys.current().sealing().id();
    pass("'900' HOUR");
    InForce after = keys.current();
    assertEquals(2, after.all().size());
    assertEquals(first, after.sealing().id());
    pass("'24' HOUR");
    assertFalse(ids(keys.current()).contains(first));
  }

  @Test
  void anEarlierKeyBecomesTheFirstAndOnlyTheFirst() {
    byte[] earlier = new byte[32];
    Arrays.fill(earlier, (byte) 7);
    keys.begin(earlier);
    keys.begin(new byte[32]);
    InForce begun = keys.current();
    assertEquals(1, begun.all().size());
    assertArrayEquals(earlier, begun.sealing().secret());
    pass("'24' HOUR");
    keys.begin(new byte[32]);
    assertFalse(Arrays.equals(new byte[32], keys.current().all().getFirst().secret()));
  }

  /** As an operator does who fears that a key has leaked. */
  @Test
  void deletedKeysAreReplacedAtTheNextRead() {
    String first = keys.current().sealing().id();
    store.sql().write(handle -> handle.execute("DELETE FROM sealing_key"));
    InForce after = keys.current();
    assertEquals(1, after.all().size());
    assertNotEquals(first, after.sealing().id());
  }

  @Test
  void manyThatFindAKeyDueMakeOne() {
    assertEquals(1, atOnce().size());
    for (int round = 2; round <= 5; round++) {
      pass("'24' HOUR");
      assertEquals(1, atOnce().size(), "round " + round);
      assertEquals(2, keys.current().all().size(), "round " + round);
    }
  }

  /** The newest keys that threads got which asked at once. */
  private Set<String> atOnce() {
    List<CompletableFuture<InForce>> asked =
        IntStream.range(0, THREADS)
            .mapToObj(n -> CompletableFuture.supplyAsync(keys::current, Thread::startVirtualThread))
            .toList();
    return asked.stream()
        .map(each -> each.join().all().getFirst().id())
        .collect(Collectors.toSet());
  }

  @Test
  void aKeyThatCannotBeStoredIsNowhereInMessages() {
    byte[] secret = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef".getBytes(StandardCharsets.US_ASCII);
    store
        .sql()
        .write(
            handle -> handle.execute("ALTER TABLE sealing_key ADD COLUMN more INTEGER NOT NULL"));
    StringWriter said = new StringWriter();
    try (LogLines log = LogLines.of(Level.DEBUG, "io.switchgear.store")) {
      StoreException failed = assertThrows(StoreException.class, () -> keys.begin(secret));
      failed.printStackTrace(new PrintWriter(said));
      log.messages().forEach(line -> said.append(line).append('\n'));
    }
    String hex = HexFormat.of().formatHex(secret).substring(0, 16);
    for (String form :
        List.of(
            hex,
            Base64.getEncoder().encodeToString(secret).substring(0, 10),
            Arrays.toString(secret).substring(1, 20),
            new String(secret, 0, 6, StandardCharsets.US_ASCII))) {
      assertFalse(
          said.toString().toLowerCase(Locale.ROOT).contains(form.toLowerCase(Locale.ROOT)),
          said.toString());
    }
    assertEquals(
        "key id", new StoredKey("id", secret).toString(), "and not where a key is printed");
    assertTrue(said.toString().contains("sealing_key"), said.toString());
  }
}
