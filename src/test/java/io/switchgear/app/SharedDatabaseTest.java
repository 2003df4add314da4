package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.Settings;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose store is a PostgreSQL database. */
@Tag("network")
@Tag("process")
class SharedDatabaseTest {

  @TempDir private Path folder;

  private Settings settings(JdbcSettings database, String node) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    return Settings.load(
        Optional.empty(),
        Map.of(
            "switchgear.data-dir",
            folder.resolve(node).toString(),
            "switchgear.http.port",
            "0",
            "switchgear.node",
            node,
            "switchgear.store.url",
            database.url(),
            "switchgear.store.user",
            database.user(),
            "switchgear.store.password-file",
            password.toString()));
  }

  /** Each would take the jobs of the other. */
  @Test
  void twoServersWithoutAClusterDoNotShareADatabase() throws Exception {
    JdbcSettings database = Postgres.freshDatabase();
    try (Switchgear one = Switchgear.serve(settings(database, "one"))) {
      assertTrue(one.url().isPresent());
      assertFalse(Files.exists(folder.resolve("one").resolve("store")));
      Settings second = settings(database, "two");
      String said =
          assertThrows(StartupException.class, () -> Switchgear.serve(second)).getMessage();
      assertTrue(said.contains("another server (one)"), said);
      assertTrue(said.contains("switchgear.cluster.seeds"), said);
    }
    try (Switchgear two = Switchgear.serve(settings(database, "two"))) {
      assertTrue(two.url().isPresent());
    }
    assertEquals(Set.of("one", "two"), nodes(database));
  }

  @Test
  void aServerWithoutItsDatabaseDoesNotStartAndSaysWhatToDo() throws IOException {
    JdbcSettings nowhere = new JdbcSettings("jdbc:postgresql://127.0.0.1:1/sg", "sg", "s3cret-pw");
    Settings settings = settings(nowhere, "one");
    String said =
        assertThrows(StartupException.class, () -> Switchgear.serve(settings)).getMessage();
    assertTrue(said.startsWith("the database jdbc:postgresql://127.0.0.1:1/sg cannot be"), said);
    assertTrue(said.contains("refused") && said.contains("check that it runs"), said);
    assertFalse(said.contains("\n") || said.contains("s3cret-pw"), said);
  }

  private static Set<String> nodes(JdbcSettings database) throws SQLException {
    Set<String> nodes = new TreeSet<>();
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT node FROM node_breaker_state")) {
      while (rows.next()) {
        nodes.add(rows.getString(1));
      }
    }
    return nodes;
  }
}
