package io.switchgear.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/**
 * Tells whether Flyway would find nothing to do and nothing to refuse. Flyway itself needs some
 * hundred of its classes to find that out, at every start.
 */
final class SchemaHistory {

  static final String FOLDER = "/db/migration/";

  /** The files in {@link #FOLDER}, in the order of their versions. */
  static final List<String> FILES =
      List.of(
          "V1__breakers_answers_calls.sql",
          "V2__breaker_states_by_node.sql",
          "V3__jobs.sql",
          "V4__schedules.sql",
          "V6__queued_calls_as_jobs.sql",
          "V7__cluster.sql",
          "V8__sealing_keys.sql",
          "V9__breaker_orders.sql",
          "V10__budget_leases.sql",
          "V11__deleted_jobs.sql",
          "V12__jobs_in_a_state.sql");

  /** A row of Flyway's table, as far as Flyway compares it with a file. */
  private record Entry(
      String version,
      String description,
      String type,
      String script,
      int checksum,
      boolean success) {

    static Entry of(String file) {
      int end = file.indexOf("__");
      return new Entry(
          file.substring(1, end),
          file.substring(end + 2, file.length() - ".sql".length()).replace('_', ' '),
          "SQL",
          file,
          SchemaHistory.checksum(file),
          true);
    }
  }

  private SchemaHistory() {}

  /**
   * Whether exactly these migrations were applied, in this order and with the content that the
   * files have now. False also if that cannot be read, such as in a new database.
   */
  static boolean isCurrent(DataSource connections) {
    try (Connection connection = connections.getConnection()) {
      return isCurrent(connection);
    } catch (SQLException unknown) {
      return false;
    }
  }

  static boolean isCurrent(Connection connection) {
    try {
      String schema = connection.getSchema();
      return schema != null
          && !schema.contains("\"")
          && applied(connection, schema).equals(FILES.stream().map(Entry::of).toList());
    } catch (SQLException unknown) {
      return false;
    }
  }

  private static List<Entry> applied(Connection connection, String schema) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            // A row of rank -1 says that Flyway made the table.
            statement.executeQuery(
                """
                SELECT "version", "description", "type", "script", "checksum", "success"
                FROM "%s"."flyway_schema_history" WHERE "installed_rank" > 0
                ORDER BY "installed_rank"
                """
                    .formatted(schema))) {
      while (rows.next()) {
        entries.add(
            new Entry(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getInt(5),
                rows.getBoolean(6)));
      }
    }
    return entries;
  }

  /** As Flyway computes it: of the lines without their ends. */
  private static int checksum(String file) {
    CRC32 sum = new CRC32();
    try (InputStream content = SchemaHistory.class.getResourceAsStream(FOLDER + file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sum.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return (int) sum.getValue();
  }
}
