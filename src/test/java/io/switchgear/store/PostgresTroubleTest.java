package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store fails while its server fails, no access hangs, and it recovers with the server. */
@Tag("process")
class PostgresTroubleTest {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int CALLERS = 200;

  @TempDir private Path dir;

  /** How a server fails, and how it is repaired. */
  private enum Outage {
    STOPPED {
      @Override
      void begin() {
        Postgres.stop();
      }

      @Override
      void end() {
        Postgres.start();
      }
    },
    KILLED {
      @Override
      void begin() {
        Postgres.kill();
      }

      @Override
      void end() {
        Postgres.start();
      }
    },
    FROZEN {
      @Override
      void begin() {
        Postgres.freeze();
      }

      @Override
      void end() {
        Postgres.thaw();
      }
    };

    abstract void begin();

    abstract void end();
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void everyAccessFailsAndTheStoreWorksAgainByItself(Outage outage) {
    JdbcSettings database = Postgres.freshDatabase();
    try (Store store = Store.open(database, "a", LIMIT)) {
      BreakerStates states = store.breakerStates();
      states.save("nmap", Json.number(1), Instant.EPOCH);
      outage.begin();
      try {
        everyCallFails(states);
        everyCallFails(states);
        assertTrue(store.trouble().orElseThrow().message().contains("database jdbc:postgresql:"));
      } finally {
        outage.end();
      }
      Await.until("a state that is saved", () -> saves(states, 2));
      assertTrue(store.trouble().isEmpty());
      assertEquals(Json.number(2), states.loadAll().get("nmap").memento());
    }
  }

  @Test
  void aStoreCanBeClosedWhileTheServerIsDownAndOpenedWhenItIsBack() {
    JdbcSettings database = Postgres.freshDatabase();
    Store store = Store.open(database, "a", LIMIT);
    store.breakerStates().save("nmap", Json.number(1), Instant.EPOCH);
    Postgres.stop();
    try {
      assertThrows(StoreException.class, () -> store.breakerStates().loadAll());
      store.close();
      StoreException refusal =
          assertThrows(StoreException.class, () -> Store.open(database, "a").close());
      assertTrue(refusal.getMessage().contains("check that it runs"), refusal.getMessage());
    } finally {
      Postgres.start();
    }
    try (Store again = Store.open(database, "a")) {
      assertEquals(Json.number(1), again.breakerStates().loadAll().get("nmap").memento());
    }
  }

  @Test
  void endedSessionsAreReplaced() {
    JdbcSettings database = Postgres.freshDatabase();
    try (Store store = Store.open(database, "a", LIMIT)) {
      Postgres.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(database.user()));
      Await.until("a state that is saved", () -> saves(store.breakerStates(), 1));
    }
  }

  @Test
  void aFullDiskFailsWritesOnly() {
    try (LabDisk disk = LabDisk.in(dir)) {
      JdbcSettings database = Postgres.freshDatabaseIn(disk.place());
      try (Store store = Store.open(database, "a", LIMIT)) {
        AnswerCache answers = store.answers(new AnswerCache.Limits(1000, 1_000_000));
        store.breakerStates().save("nmap", Json.number(1), Instant.EPOCH);
        LabDisk.Trouble.FULL.begin(disk);
        StoreException full =
            assertThrows(
                StoreException.class,
                () -> IntStream.range(0, 100).forEach(n -> saveRandom(answers, n)));
        assertTrue(full.getMessage().contains("No space left"), full.getMessage());
        assertTrue(full.getMessage().contains("free disk space"), full.getMessage());
        assertEquals(1, store.breakerStates().loadAll().size());
        LabDisk.Trouble.FULL.end(disk);
        saveRandom(answers, 200);
        assertTrue(store.trouble().isEmpty());
      } finally {
        Postgres.drop(database);
      }
    }
  }

  /** As of a node that is frozen in the middle of a transaction. */
  @Test
  void aLockThatAnotherSessionKeepsFailsTheAccessAndIsTakenFromANode() throws SQLException {
    JdbcSettings database = Postgres.freshDatabase();
    AnswerCache.Limits limits = new AnswerCache.Limits(10, 1000);
    ArgumentsDigest digest = ArgumentsDigest.of("nmap", Json.of("{}"));
    try (Store store = Store.open(database, "a", LIMIT);
        Connection other =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = other.createStatement()) {
      store.answers(limits).save("nmap", digest, Json.number(1), Instant.EPOCH);
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM tool_gate FOR UPDATE");
      assertThrows(
          StoreException.class,
          () -> store.answers(limits).save("nmap", digest, Json.number(2), Instant.EPOCH));
      other.rollback();
      store.answers(limits).save("nmap", digest, Json.number(3), Instant.EPOCH);
    }
    try (Store frozen = Store.open(database, "frozen", LIMIT);
        Store store = Store.open(database, "a", Duration.ofSeconds(10))) {
      CompletableFuture<Void> locked = new CompletableFuture<>();
      CompletableFuture<Void> thawed = new CompletableFuture<>();
      CompletableFuture<Void> transaction =
          CompletableFuture.runAsync(
              () ->
                  frozen
                      .sql()
                      .write(
                          handle -> {
                            handle.execute("SELECT * FROM tool_gate FOR UPDATE");
                            locked.complete(null);
                            return thawed.join();
                          }),
              Thread::startVirtualThread);
      Await.result("the lock", locked);
      store.answers(limits).save("nmap", digest, Json.number(4), Instant.EPOCH);
      thawed.complete(null);
      CompletionException lost =
          assertThrows(
              CompletionException.class, () -> Await.result("the transaction", transaction));
      assertEquals(StoreException.class, lost.getCause().getClass());
    }
  }

  /** More callers than the store has threads; each gets its failure. */
  private static void everyCallFails(BreakerStates states) {
    List<CompletableFuture<Integer>> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () -> states.loadAll().size(), Thread::startVirtualThread))
            .toList();
    for (CompletableFuture<Integer> caller : callers) {
      CompletionException failed =
          assertThrows(CompletionException.class, () -> Await.result("a caller", caller));
      assertEquals(StoreException.class, failed.getCause().getClass());
    }
  }

  /** Random text, because PostgreSQL compresses what repeats. */
  private static void saveRandom(AnswerCache answers, int n) {
    StringBuilder text = new StringBuilder();
    new Random(n)
        .ints(300_000, ' ', '~')
        .filter(c -> c != '"' && c != '\\')
        .forEach(c -> text.append((char) c));
    answers.save(
        "nmap",
        ArgumentsDigest.of("nmap", Json.number(n)),
        Json.of("{\"x\":\"" + text + "\"}"),
        Instant.EPOCH);
  }

  private static boolean saves(BreakerStates states, int n) {
    try {
      states.save("nmap", Json.number(n), Instant.EPOCH);
      return true;
    } catch (StoreException notYet) {
      return false;
    }
  }
}
