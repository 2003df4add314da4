package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.switchgear.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;

/** The connections of an open and migrated database, and the ways to close it. */
final class Connections {

  /** Pool size; more connections would wait for each other inside H2. */
  private static final int POOL_SIZE = 4;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Optional<Connection> anchor;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final DiskForce disk;

  /**
   * @param anchor keeps an H2 database open independently of the pool, and shuts it down
   */
  private Connections(Optional<Connection> anchor, HikariDataSource pool) {
    this.anchor = anchor;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.disk = new DiskForce(() -> jdbi.useHandle(h -> h.execute("CHECKPOINT SYNC")));
  }

  /**
   * @param name the store's name for messages
   * @throws StoreException with the reason {@code NEWER_VERSION} if a newer version wrote the
   *     schema
   * @throws RuntimeException of a library, caused by a {@link SQLException}
   */
  static Connections open(String name, Database.Kind kind, JdbcSettings settings) {
    Optional<Connection> anchor =
        kind == Database.Kind.SERVER ? Optional.empty() : Optional.of(connect(settings));
    HikariDataSource pool = null;
    boolean ready = false;
    try {
      pool = new HikariDataSource(poolConfig(settings));
      fill(pool);
      migrate(name, pool);
      ready = true;
      return new Connections(anchor, pool);
    } finally {
      if (!ready) {
        if (pool != null) {
          pool.close();
        }
        anchor.ifPresent(Connections::abandon);
      }
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  DiskForce disk() {
    return disk;
  }

  /** Closes the database after all writes are complete. */
  void close() {
    pool.close();
    anchor.ifPresent(open -> shutdown(open, "SHUTDOWN"));
  }

  /** Closes the database without further writes, because a write has failed. */
  void abandon() {
    // Shut down first: it releases pool connections that wait for the disk.
    anchor.ifPresent(Connections::abandon);
    pool.close();
  }

  private static void abandon(Connection anchor) {
    try {
      shutdown(anchor, "SHUTDOWN IMMEDIATELY");
    } catch (RuntimeException closedAlready) {
      // H2 closes itself when a write fails.
    }
  }

  private static void shutdown(Connection anchor, String how) {
    try (anchor;
        Statement statement = anchor.createStatement()) {
      statement.execute(how);
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static Connection connect(JdbcSettings settings) {
    try {
      return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static HikariConfig poolConfig(JdbcSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(POOL_SIZE);
    config.setConnectionTimeout(TIMEOUT.toMillis());
    return config;
  }

  /** Opens all connections now: closing the pool would interrupt a thread that is connecting. */
  private static void fill(HikariDataSource pool) {
    List<Connection> all = new ArrayList<>();
    try {
      for (int n = 0; n < POOL_SIZE; n++) {
        all.add(pool.getConnection());
      }
      for (Connection connection : all) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static void migrate(String name, HikariDataSource pool) {
    Flyway flyway =
        Flyway.configure(Connections.class.getClassLoader())
            .dataSource(pool)
            .loggers("slf4j")
            .locations("classpath:db/migration")
            .load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isApplied() && !applied.getState().isResolved()) {
        throw new StoreException(
            Reason.NEWER_VERSION,
            "the store in "
                + name
                + " was written by a newer version of switchgear (its schema is at "
                + applied.getVersion()
                + "); run that version, or set switchgear.data-dir to another folder",
            null);
      }
    }
    flyway.migrate();
  }
}
