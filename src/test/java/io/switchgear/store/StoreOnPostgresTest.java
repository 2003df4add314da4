package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.switchgear.store.StoreException.Reason;
import io.switchgear.testing.LogLines;
import io.switchgear.testing.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store on PostgreSQL, alone and shared by nodes. */
@Tag("process")
class StoreOnPostgresTest {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");

  private static Store onFreshDatabase() {
    return Store.open(Postgres.freshDatabase(), "a");
  }

  @Nested
  class Answers extends AnswerCacheContract {
    @Override
    Store open() {
      return onFreshDatabase();
    }
  }

  @Nested
  class Breakers extends BreakerStatesContract {
    @Override
    Store open() {
      return onFreshDatabase();
    }
  }

  @Nested
  class Keys extends SealingKeyTableContract {
    @Override
    Store open() {
      return onFreshDatabase();
    }
  }

  @Nested
  class Uses extends UsedStateTableContract {
    @Override
    Store open() {
      return onFreshDatabase();
    }
  }

  @Test
  void eachNodeHasItsOwnBreakerStates() {
    JdbcSettings database = Postgres.freshDatabase();
    try (Store a = Store.open(database, "a");
        Store b = Store.open(database, "b")) {
      a.breakerStates().save("nmap", Json.number(1), T0);
      b.breakerStates().save("nmap", Json.number(2), T0);
      a.tryToWrite();
      b.tryToWrite();
      assertEquals(Json.number(1), a.breakerStates().loadAll().get("nmap").memento());
    }
    try (Store b = Store.open(database, "b")) {
      assertEquals(Json.number(2), b.breakerStates().loadAll().get("nmap").memento());
    }
    try (Store renamed = Store.open(database, "c")) {
      assertEquals(Map.of(), renamed.breakerStates().loadAll());
    }
  }

  @Test
  void nodesShareAnswers() {
    JdbcSettings database = Postgres.freshDatabase();
    try (Store a = Store.open(database, "a");
        Store b = Store.open(database, "b")) {
      AnswerCache.Limits limits = new AnswerCache.Limits(10, 1000);
      ArgumentsDigest digest = ArgumentsDigest.of("t", Json.of("{}"));
      a.answers(limits).save("t", digest, Json.number(4), T0);
      assertTrue(b.answers(limits).find("t", digest).isPresent());
    }
  }

  /** Each would create the tables; Flyway's lock lets one do it. */
  @Test
  void nodesThatStartTogetherMigrateOnce() {
    JdbcSettings database = Postgres.freshDatabase();
    List<CompletableFuture<Store>> starts =
        IntStream.range(0, 4)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () -> Store.open(database, "node-" + n), Thread::startVirtualThread))
            .toList();
    for (CompletableFuture<Store> start : starts) {
      try (Store store = start.join()) {
        store.tryToWrite();
      }
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws SQLException {
    JdbcSettings database = Postgres.freshDatabase();
    Store.open(database, "a").close();
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history VALUES (1000, '99', 'later', 'SQL', 'V99__later.sql',"
              + " 0, 'sa', CURRENT_TIMESTAMP, 1, TRUE)");
    }
    StoreException refusal =
        assertThrows(StoreException.class, () -> Store.open(database, "a").close());
    assertEquals(Reason.NEWER_VERSION, refusal.reason());
    assertTrue(refusal.getMessage().contains("switchgear.store.url"), refusal.getMessage());
  }

  @Test
  void whatPreventsAStartIsSaidOnOneLine() {
    JdbcSettings database = Postgres.freshDatabase();
    Map<String, JdbcSettings> bad =
        Map.of(
            "password authentication failed",
            new JdbcSettings(database.url(), database.user(), "wr0ng"),
            "does not exist",
            new JdbcSettings(database.url() + "_none", database.user(), database.password()),
            "refused",
            new JdbcSettings("jdbc:postgresql://127.0.0.1:1/sg?ssl=false", "sg", "wr0ng"));
    bad.forEach(
        (why, settings) -> {
          StoreException refusal =
              assertThrows(StoreException.class, () -> Store.open(settings, "a").close());
          assertEquals(Reason.FAILED, refusal.reason());
          String said = refusal.getMessage();
          assertTrue(said.startsWith("the database jdbc:postgresql://127.0.0.1:"), said);
          assertTrue(said.contains(why), said);
          assertTrue(said.contains("switchgear.store"), said);
          assertFalse(said.contains("\n") || said.contains("wr0ng"), said);
        });
  }

  @Test
  void aSecondServerOfTheSameNameIsWarnedAbout() {
    JdbcSettings database = Postgres.freshDatabase();
    try (LogLines log = LogLines.of(Level.WARN, ServerDriver.class.getName());
        Store a = Store.open(database, "a");
        Store b = Store.open(database, "b")) {
      a.tryToWrite();
      b.tryToWrite();
      assertEquals(List.of(), log.messages());
      Store.open(database, "b").close();
      assertEquals(1, log.messages().size(), log.messages()::toString);
      assertTrue(log.messages().getFirst().contains("a node named 'b'"), log.messages()::toString);
    }
  }

  @Test
  void aNodeNeedsAName() {
    JdbcSettings database = Postgres.freshDatabase();
    for (String bad : List.of("", "x".repeat(65))) {
      assertThrows(IllegalArgumentException.class, () -> Store.open(database, bad));
    }
  }
}
