package io.switchgear.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.store.JdbcSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server of the tests is as durable and as strict as a real one. */
@Tag("process")
class PostgresTest {

  @Test
  void itForcesCommitsToDiskAndAsksForThePassword() throws SQLException {
    JdbcSettings database = Postgres.freshDatabase();
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertEquals("on", answer(database, "SHOW " + setting), setting);
    }
    assertTrue(answer(database, "SHOW server_version").startsWith("18."));
    assertThrows(
        SQLException.class,
        () -> DriverManager.getConnection(database.url(), database.user(), "wrong"));
  }

  @Test
  void eachDatabaseIsEmptyAndSurvivesStopAndKill() throws SQLException {
    JdbcSettings database = Postgres.freshDatabase();
    assertNotEquals(database.url(), Postgres.freshDatabase().url());
    answer(database, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1); SELECT 1");
    Postgres.stop();
    assertThrows(SQLException.class, () -> answer(database, "SELECT 1"));
    Postgres.start();
    assertEquals("1", answer(database, "SELECT COUNT(*) FROM t"));
    answer(database, "INSERT INTO t VALUES (2); SELECT 1");
    Postgres.kill();
    assertThrows(SQLException.class, () -> answer(database, "SELECT 1"));
    Postgres.start();
    assertEquals("2", answer(database, "SELECT COUNT(*) FROM t"));
    try {
      Postgres.freeze();
      assertThrows(SQLException.class, () -> answer(database, "SELECT 1"));
    } finally {
      Postgres.thaw();
    }
    assertEquals("2", answer(database, "SELECT COUNT(*) FROM t"));
  }

  private static String answer(JdbcSettings database, String sql) throws SQLException {
    String limited = database.url() + "?socketTimeout=2&loginTimeout=2";
    try (Connection connection =
            DriverManager.getConnection(limited, database.user(), database.password());
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
