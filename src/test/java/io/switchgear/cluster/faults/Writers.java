package io.switchgear.cluster.faults;

import io.switchgear.store.JdbcSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the database itself says of who wrote to a job: a trigger records the address of each
 * writer. A row of a job is locked while it is written, so the records of a job are in the order of
 * its writes.
 */
final class Writers {

  private static final String RECORD =
      """
      CREATE TABLE fault_write (
        number BIGSERIAL PRIMARY KEY, job VARCHAR(32), before BIGINT, epoch BIGINT, ended BOOLEAN, node INET);
      CREATE FUNCTION fault_write() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO fault_write (job, before, epoch, ended, node)
        VALUES (NEW.id, OLD.epoch, NEW.epoch, OLD.finished_at IS NOT NULL, inet_client_addr());
        RETURN NULL;
      END $$;
      CREATE TRIGGER fault_write AFTER UPDATE ON scan_job FOR EACH ROW EXECUTE FUNCTION fault_write();
      """;

  private static final List<String> VIOLATIONS =
      List.of(
          // An epoch never goes back, and a later write never has an older one.
          """
          SELECT 'epoch ' || epoch || ' of job ' || job || ' after ' || earlier FROM (
            SELECT job, epoch, MAX(epoch) OVER (PARTITION BY job ORDER BY number) AS earlier FROM fault_write) w
          WHERE epoch < earlier
          """,
          // All writes of an epoch come from the node that began it.
          """
          SELECT 'job ' || job || ' in epoch ' || epoch || ' written by ' || STRING_AGG(DISTINCT HOST(node), ', ')
          FROM fault_write GROUP BY job, epoch HAVING COUNT(DISTINCT node) > 1
          """,
          """
          SELECT 'job ' || job || ' written by ' || HOST(node) || ' after its end' FROM fault_write WHERE ended
          """,
          """
          SELECT 'job ' || j.id || ' counts ' || j.hosts_done || ' hosts and has ' || h.n
          FROM scan_job j JOIN (SELECT job, COUNT(*) AS n FROM scan_host GROUP BY job) h ON h.job = j.id
          WHERE j.finished_at IS NOT NULL AND j.state = 'completed' AND j.hosts_done <> h.n
          """,
          // One scheduler: each due time is decided once, and starts one job.
          """
          SELECT 'schedule ' || schedule || ' has ' || COUNT(*) || ' jobs for ' || due_at
          FROM scan_schedule_run GROUP BY schedule, due_at HAVING COUNT(*) > 1
          """,
          """
          SELECT 'job ' || j.id || ' of schedule ' || j.schedule || ' belongs to no run' FROM scan_job j
          WHERE j.schedule <> '' AND NOT EXISTS (SELECT 1 FROM scan_schedule_run r WHERE r.job = j.id)
          """);

  private final JdbcSettings database;

  /**
   * @param database with the tables of the product
   */
  Writers(JdbcSettings database) {
    this.database = database;
    query(
        statement -> {
          statement.execute(RECORD);
          return List.of();
        });
  }

  /** What no cluster may do; empty if all is well. */
  List<String> violations() {
    return query(
        statement -> {
          List<String> found = new ArrayList<>();
          for (String sql : VIOLATIONS) {
            found.addAll(texts(statement, sql));
          }
          return found;
        });
  }

  /** The address of the node that wrote to a job last. */
  String owner(String job) {
    return query(
            statement ->
                texts(
                    statement,
                    "SELECT HOST(node) FROM fault_write WHERE job = '"
                        + job
                        + "' ORDER BY number DESC FETCH FIRST 1 ROWS ONLY"))
        .getFirst();
  }

  /** How many times a job has got a new owner. */
  long owners(String job) {
    return query(
            statement ->
                texts(
                    statement,
                    "SELECT COUNT(DISTINCT epoch)::text FROM fault_write WHERE job = '"
                        + job
                        + "'"))
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  /** The states of the runs of a schedule by their due times, in UTC, the first one first. */
  List<String> runs(String schedule) {
    return query(
        statement ->
            texts(
                statement,
                """
                SELECT TO_CHAR(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' ' || state
                FROM scan_schedule_run WHERE schedule = '%s' ORDER BY due_at
                """
                    .formatted(schedule)));
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private interface Query {
    List<String> run(Statement statement) throws SQLException;
  }

  private List<String> query(Query query) {
    try (Connection connection =
            DriverManager.getConnection(
                database.url() + "?socketTimeout=60&loginTimeout=60",
                database.user(),
                database.password());
        Statement statement = connection.createStatement()) {
      return query.run(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
