package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.store.BreakerStates.Saved;
import io.switchgear.store.StoreException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

  private static final String FILE = "switchgear.mv.db";
  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");
  private static final ArgumentsDigest DIGEST = ArgumentsDigest.of("a", Json.of("{}"));
  private static final AnswerCache.Limits ANSWERS = new AnswerCache.Limits(10, 1000);

  @TempDir private Path dir;

  @Test
  void everythingIsThereAfterARestart() {
    try (Store store = Store.open(dir)) {
      store.breakerStates().save("nmap", Json.number(1), T0.minusSeconds(1));
      store.breakerStates().save("nmap", Json.number(2), T0);
      store.breakerStates().save("b", Json.number(3), T0);
      store.answers(ANSWERS).save("a", DIGEST, Json.number(4), T0);
    }
    try (Store store = Store.open(dir)) {
      assertEquals(
          Map.of("nmap", new Saved(Json.number(2), T0), "b", new Saved(Json.number(3), T0)),
          store.breakerStates().loadAll());
      assertEquals(
          Optional.of(new AnswerCache.Stored(Json.number(4), T0)),
          store.answers(ANSWERS).find("a", DIGEST));
    }
  }

  @Test
  void foldersThatAreMadeAreTheirOwnersOnly() throws IOException {
    Path made = dir.resolve("made");
    Store.open(made).close();
    assertEquals("rwx------", permissions(made));
    assertEquals("rwx------", permissions(made.resolve("store")));
  }

  @Test
  void aFolderThatWasThereKeepsItsPermissionsAndTheStoreInItDoesNot() throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path store = Files.createDirectory(dir.resolve("store"));
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwxrwx"));
    Store.open(dir).close();
    assertEquals("rwxr-xr-x", permissions(dir));
    assertEquals("rwx------", permissions(store));
  }

  @Test
  void theSecondOpenerInThisProcessIsToldAndTheFirstGoesOn() throws IOException {
    try (Store first = Store.open(dir)) {
      Path link = Files.createSymbolicLink(dir.resolveSibling(dir.getFileName() + "-link"), dir);
      for (Path way : new Path[] {dir, link, dir.resolve("..").resolve(dir.getFileName())}) {
        StoreException refusal = assertThrows(StoreException.class, () -> Store.open(way));
        assertEquals(Reason.IN_USE, refusal.reason());
        assertTrue(refusal.getMessage().contains(dir.toString()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("this process"), refusal.getMessage());
      }
      Files.delete(link);
      first.breakerStates().save("a", Json.number(1), T0);
    }
    try (Store again = Store.open(dir)) {
      assertEquals(1, again.breakerStates().loadAll().size());
    }
  }

  @Test
  void aForeignProgramOnTheFileIsInUseToo() throws Exception {
    Store.open(dir).close();
    try (var foreign =
        DriverManager.getConnection(
            "jdbc:h2:async:" + dir.resolve("store").resolve("switchgear"), "sa", "")) {
      assertFalse(foreign.isClosed());
      StoreException refusal = assertThrows(StoreException.class, () -> Store.open(dir));
      assertEquals(Reason.IN_USE, refusal.reason(), refusal.getMessage());
    }
    Store.open(dir).close();
  }

  @Test
  void damagedFilesAreNamedAndLeftAsTheyAre() throws IOException {
    try (Store store = Store.open(dir)) {
      for (int n = 0; n < 20; n++) {
        store.breakerStates().save("b" + n, Json.ofSize(5000), T0);
      }
    }
    Path store = dir.resolve("store");
    byte[] sound = Files.readAllBytes(store.resolve(FILE));
    byte[] headless = sound.clone();
    Arrays.fill(headless, 0, 8192, (byte) 0);
    byte[][] damaged = {
      new byte[0],
      "this is not a database\n".repeat(1000).getBytes(StandardCharsets.UTF_8),
      new byte[sound.length],
      headless,
      Arrays.copyOf(sound, 4096),
      Arrays.copyOf(sound, 9000),
      Arrays.copyOfRange(sound, 100, sound.length),
    };
    for (int n = 0; n < damaged.length; n++) {
      // A folder for each case: H2 does not release a file that it failed to read.
      Path copy = Files.createDirectories(dir.resolve("damage" + n).resolve("store"));
      Files.copy(store.resolve("complete"), copy.resolve("complete"));
      Path file = Files.write(copy.resolve(FILE), damaged[n]);
      StoreException refusal =
          assertThrows(StoreException.class, () -> Store.open(copy.getParent()), "damage " + n);
      assertEquals(Reason.DAMAGED, refusal.reason(), "damage " + n);
      assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
      assertArrayEquals(damaged[n], Files.readAllBytes(file), "damage " + n);
    }
  }

  @Test
  void aFileThatIsGoneIsMissedAndABackupTakesItsPlace() throws IOException {
    Store.open(dir).close();
    Path file = dir.resolve("store").resolve(FILE);
    Path backup = Files.move(file, dir.resolve("backup"));
    StoreException missing = assertThrows(StoreException.class, () -> Store.open(dir));
    assertEquals(Reason.DAMAGED, missing.reason());
    assertTrue(missing.getMessage().contains("is missing"), missing.getMessage());
    assertFalse(Files.exists(file));
    Files.move(backup, file);
    Store.open(dir).close();
  }

  @Test
  void aStartThatDiedBeforeTheTablesWereMadeIsMadeGood() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("store"));
    DriverManager.getConnection("jdbc:h2:" + folder.resolve("switchgear"), "sa", "").close();
    try (Store store = Store.open(dir)) {
      assertEquals(Map.of(), store.breakerStates().loadAll());
    }
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws Exception {
    Store.open(dir).close();
    try (var connection =
            DriverManager.getConnection(
                "jdbc:h2:" + dir.resolve("store").resolve("switchgear"), "sa", "");
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO \"flyway_schema_history\" VALUES (1000, '99', 'later', 'SQL',"
              + " 'V99__later.sql', 0, 'sa', CURRENT_TIMESTAMP, 1, TRUE)");
    }
    StoreException refusal = assertThrows(StoreException.class, () -> Store.open(dir));
    assertEquals(Reason.NEWER_VERSION, refusal.reason());
    assertTrue(refusal.getMessage().contains("99"), refusal.getMessage());
  }

  @Test
  void whereNoFolderCanBeIsSaid() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    StoreException noFolder = assertThrows(StoreException.class, () -> Store.open(file));
    assertEquals(Reason.NO_ACCESS, noFolder.reason());
    assertTrue(noFolder.getMessage().contains(file.toString()), noFolder.getMessage());
    StoreException badPath =
        assertThrows(StoreException.class, () -> Store.open(dir.resolve("a;INIT=x")));
    assertEquals(Reason.NO_ACCESS, badPath.reason());
    assertFalse(Files.exists(dir.resolve("a;INIT=x")));
  }

  @Test
  void oddPathsAreFine() {
    Path odd = dir.resolve("a b%20ü'\"~?#");
    try (Store store = Store.open(odd)) {
      store.breakerStates().save("a", Json.number(1), T0);
    }
    try (Store store = Store.open(odd)) {
      assertEquals(1, store.breakerStates().loadAll().size());
    }
  }

  @Test
  void anInterruptHarmsNoWriteAndIsNotLost() {
    try (Store store = Store.open(dir)) {
      for (int n = 0; n < 50; n++) {
        int number = n;
        boolean stillInterrupted =
            CompletableFuture.supplyAsync(
                    () -> {
                      Thread.currentThread().interrupt();
                      store.breakerStates().save("b" + number, Json.number(number), T0);
                      return Thread.currentThread().isInterrupted();
                    },
                    Thread::startVirtualThread)
                .join();
        assertTrue(stillInterrupted);
      }
      assertEquals(50, store.breakerStates().loadAll().size());
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    Store store = Store.open(dir);
    store.close();
    store.close();
    StoreException refusal =
        assertThrows(StoreException.class, () -> store.breakerStates().loadAll());
    assertEquals(Reason.FAILED, refusal.reason());
    assertTrue(refusal.getMessage().contains("is closed"), refusal.getMessage());
  }

  @Test
  void closingTwiceDoesNotLetGoOfWhatAnotherOpened() {
    Store first = Store.open(dir);
    first.close();
    try (Store second = Store.open(dir)) {
      first.close();
      assertThrows(StoreException.class, () -> Store.open(dir));
      second.breakerStates().save("a", Json.number(1), T0);
    }
  }

  @Test
  void storesInMemoryKeepThemselvesToThemselves() {
    try (Store one = Store.inMemory();
        Store other = Store.inMemory()) {
      one.breakerStates().save("a", Json.number(1), T0);
      assertEquals(Map.of(), other.breakerStates().loadAll());
    }
  }

  @Test
  void aDatabaseThatSomebodyElseRunsIsOpenedByItsUrl() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    JdbcSettings settings = new JdbcSettings(url, "sa", "secret");
    try (Store one = Store.open(settings, "a");
        Store other = Store.open(settings, "b")) {
      one.breakerStates().save("a", Json.number(1), T0);
      assertEquals(0, other.breakerStates().loadAll().size());
    }
    assertFalse(settings.toString().contains("secret"));
    assertThrows(IllegalArgumentException.class, () -> new JdbcSettings("file:x", "", ""));
    JdbcSettings unknown = new JdbcSettings("jdbc:nobody://here", "u", "secret");
    StoreException refusal = assertThrows(StoreException.class, () -> Store.open(unknown, "a"));
    assertEquals(Reason.FAILED, refusal.reason());
    assertTrue(refusal.getMessage().contains("jdbc:nobody://here"), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
