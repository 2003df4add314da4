package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A store of an older version is brought up to date, also after a kill in the middle. */
@Tag("process")
class MigrationTest {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");
  private static final String TIME = "TIMESTAMP WITH TIME ZONE '2026-01-02 03:04:05.123456+00'";
  private static final List<String> ROWS =
      List.of(
          "INSERT INTO breaker_state VALUES ('nmap', '{\"n\":1}', " + TIME + ")",
          "INSERT INTO breaker_state VALUES ('b', '{\"n\":2}', " + TIME + ")",
          call("waits", "waiting"),
          call("runs", "running"));

  @TempDir private Path dir;

  private static String call(String handle, String state) {
    return "INSERT INTO queued_call (handle, tool, arguments, caller, state, attempts, queued_at)"
        + " VALUES ('%s', 'nmap', '{}', 'ann', '%s', 0, %s)".formatted(handle, state, TIME);
  }

  @Test
  void statesAndCallsOfTheFirstVersionAreKeptWhereverTheMigrationWasKilled() throws Exception {
    List<String> statements = statements("V2__breaker_states_by_node.sql");
    assertTrue(statements.size() >= 5, statements::toString);
    for (int done = 0; done <= statements.size(); done++) {
      Path data = dir.resolve("killed-after-" + done);
      String url = "jdbc:h2:file:" + Files.createDirectories(data.resolve("store")) + "/switchgear";
      Flyway.configure().dataSource(url, "sa", "").target("1").load().migrate();
      execute(url, ROWS);
      execute(url, statements.subList(0, done));
      try (Store store = Store.open(data)) {
        assertEquals(
            Map.of(
                "nmap",
                new BreakerStates.Saved(Json.number(1), T0),
                "b",
                new BreakerStates.Saved(Json.number(2), T0)),
            store.breakerStates().loadAll());
        assertEquals(List.of("waits waiting", "runs running"), calls(store));
      }
    }
  }

  @Test
  void theListHasEveryMigration() throws Exception {
    Path folder = Path.of(Store.class.getResource(SchemaHistory.FOLDER).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          SchemaHistory.FILES.stream().sorted().toList());
    }
  }

  @Test
  void aSchemaIsCurrentOnlyIfFlywayAppliedTheseFiles() throws Exception {
    String url = "jdbc:h2:file:" + dir.resolve("current");
    theSchemaIsCurrentOnlyIfFlywayAppliedTheseFiles(JdbcConnectionPool.create(url, "sa", ""));
  }

  @Test
  void onPostgresToo() throws Exception {
    JdbcSettings server = Postgres.freshDatabase();
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(server.url());
    connections.setUser(server.user());
    connections.setPassword(server.password());
    theSchemaIsCurrentOnlyIfFlywayAppliedTheseFiles(connections);
  }

  private static void theSchemaIsCurrentOnlyIfFlywayAppliedTheseFiles(DataSource connections)
      throws SQLException {
    assertFalse(SchemaHistory.isCurrent(connections), "new");
    Flyway.configure().dataSource(connections).target("8").load().migrate();
    assertFalse(SchemaHistory.isCurrent(connections), "older");
    Flyway.configure().dataSource(connections).load().migrate();
    assertTrue(SchemaHistory.isCurrent(connections), "migrated");
    for (String tampering :
        List.of(
            "SET \"checksum\" = 1 WHERE \"version\" = '3'",
            "SET \"checksum\" = NULL WHERE \"version\" = '3'",
            "SET \"success\" = FALSE WHERE \"version\" = '11'",
            "SET \"description\" = 'others' WHERE \"version\" = '7'",
            "SET \"version\" = '99' WHERE \"version\" = '11'")) {
      try (Connection connection = connections.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        assertEquals(
            1, statement.executeUpdate("UPDATE \"flyway_schema_history\" " + tampering), tampering);
        assertFalse(SchemaHistory.isCurrent(connection), tampering);
        connection.rollback();
      }
    }
    assertTrue(SchemaHistory.isCurrent(connections), "as before");
  }

  private static List<String> calls(Store store) {
    return store
        .sql()
        .read(
            handle ->
                handle
                    .createQuery("SELECT handle || ' ' || state FROM queued_call ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  private static List<String> statements(String migration) throws IOException {
    try (InputStream file = Store.class.getResourceAsStream("/db/migration/" + migration)) {
      String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(sql.replaceAll("--.*", "").split(";"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    }
  }

  private static void execute(String url, List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
